"""The dry runs of one batch: the same for each of its destinations, whichever worker does them."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.utils import timezone

from rules.dryrun.comparison import Run, compare
from rules.dryrun.engine import World
from rules.dryrun.engine import run as dry_run
from rules.dryrun.scenario import Scenario
from rules.models import Batch, BatchItem
from rules.vpop3.decision import named
from rules.wiring import connections, health

log = logging.getLogger(__name__)


@contextmanager
def opened(batch: Batch) -> Iterator[Callable[[BatchItem], None]]:
    """Return a function that runs one destination and writes the result into the item, without saving it. It never
    raises."""
    inputs = batch.run_inputs
    resolver = connections.resolver(inputs.dns)
    doubt = health.dns_doubt if inputs.dns == connections.LIVE else str
    source, against = bytes(batch.source), None if batch.against is None else bytes(batch.against)

    def run(item: BatchItem) -> None:
        try:
            with connections.opened(resolver, dns_doubt=doubt) as world:
                _run(
                    item,
                    source,
                    against,
                    inputs.scenario(item.domain),
                    replace(world, sandbox=connections.mass_sandbox(), trace_lines=False),
                )
        except Exception:
            log.exception("A dry run of %s failed", batch)
            item.problem = "mxadmin failed at this destination; its log says why."
        item.done_at = timezone.now()

    yield run


def _run(item: BatchItem, source: bytes, against: bytes | None, scenario: Scenario, world: World) -> None:
    if against is None or against == source:
        item.tried = _told(Run(events=tuple(dry_run(source, scenario, world))))
        item.against = item.tried if against is not None else None
        return
    compared = compare(against, source, scenario, world)
    item.tried, item.against = _told(compared.after), _told(compared.before)
    item.change = compared.difference.sentence[:500] if compared.difference else ""


def _told(run: Run) -> dict[str, object]:
    decision = run.decision
    return {
        "kind": decision.kind.value,
        "reason": decision.reason.value,
        "servers": list(named(decision.servers)),
        "hold_minutes": decision.hold_minutes,
        "sentence": run.last.sentence,
        "doubtful": bool(run.last.doubts),
        "tone": run.last.tone,
        "error": run.error.message if run.error else None,
    }
