"""A run of the live script for a destination, with everything else as it is by default."""

from django.conf import settings

from rules.dryrun import engine
from rules.dryrun.leaving import LiveRun, leaving
from rules.dryrun.scenario import Scenario, draw_seed
from rules.lua.cancellation import Cancellation
from rules.models import Revision, source_of
from rules.wiring import chosen_world, health


def live_run(revision: Revision, domain: str, cancellation: Cancellation) -> LiveRun:
    """Ask the live script. Raises ValueError with a sentence for a text that is no domain, and Cancelled. Nothing else
    that happens is an exception."""
    scenario = Scenario.of(domain, seed=draw_seed())
    doubt = str if settings.ZONE_FILES else health.dns_doubt
    with chosen_world.usual(cancellation, explain=True, dns_doubt=doubt) as world:
        events = tuple(engine.run(source_of(revision), scenario, world))
        cancellation.check()
        return LiveRun(domain=scenario.domain, events=events, leaving=tuple(leaving(events, world.query)))
