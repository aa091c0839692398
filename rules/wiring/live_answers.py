"""The live script's answers for destinations, each remembered for a minute: Home asks about many, for everybody."""

import threading

from cachetools import TTLCache
from django.conf import settings

from rules.dryrun import engine
from rules.dryrun.scenario import Scenario
from rules.dryrun.summary import RunSummary, summary
from rules.lua.cancellation import Cancellation
from rules.models import Revision, source_of
from rules.wiring import chosen_world

KEPT_SECONDS = 55.0
_LOCK = threading.Lock()
_known: TTLCache[tuple[str, int, str], RunSummary] = TTLCache(500, KEPT_SECONDS)


def live_answer(revision: Revision, domain: str, cancellation: Cancellation) -> RunSummary:
    """Ask the live script, and look ahead where it holds mail. Raises ValueError with a sentence for a text that is no
    domain, and Cancelled."""
    key = (settings.VPOP3_DATABASE_URL, revision.pk, domain)
    with _LOCK:
        if key in _known:
            return _known[key]
    found = _asked(revision, domain, cancellation, explain=False)
    if found.holds or found.refused:
        found = _asked(revision, domain, cancellation, explain=True)
    with _LOCK:
        _known[key] = found
    return found


def _asked(revision: Revision, domain: str, cancellation: Cancellation, *, explain: bool) -> RunSummary:
    with chosen_world.usual(cancellation, explain=explain) as world:
        events = tuple(engine.run(source_of(revision), Scenario.of(domain), world))
    cancellation.check()
    return summary(events)
