"""What the live script says right now for a destination: a dry run with everything else as it is by default."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from django.conf import settings

from rules.analysis.sql.time_window import leaving_query
from rules.dryrun import engine
from rules.dryrun.run_inputs import RunInputs
from rules.dryrun.scenario import Scenario, draw_seed
from rules.dryrun.trace import HookEvent
from rules.lua.protocol.query import QueryFunction
from rules.models import Revision, source_of
from rules.presentation.result import Result, result
from rules.presentation.run_address import run_address
from rules.vpop3.decision import Kind, Verdict
from rules.vpop3.hooks import HookName
from rules.wiring import connections, health


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Until when a failure speaks against a server: at `at`, the last of `failures` leaves the time that the query
    on `line` looks back over. `at` None: the query does not say."""

    server: str
    line: int | None
    failures: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """`leaving` has an entry for every server that a script turned away after a query."""

    revision: Revision
    result: Result
    leaving: tuple[Leaving, ...]

    @property
    def kind(self) -> Kind:
        return self.result.decision.kind

    @property
    def run_address(self) -> str:
        """The same again with every step, at the line that decided: servers of equal preference in the same order."""
        inputs = {"domain": self.result.domain, "seed": self.result.ledger.seed}
        return run_address(self.revision, inputs, self.result.decision.origin.line)

    def verdict_on(self, server: str) -> Verdict | None:
        """None where the destination's mail would not go there at all."""
        name = server.lower().removesuffix(".")
        return next((each for each in self.result.decision.verdicts if each.server.exchange == name), None)

    @property
    def servers(self) -> list[str]:
        """Where the mail would go, or would have gone if the script had let it."""
        decision = self.result.decision
        tried = [verdict.server for verdict in decision.verdicts] or decision.servers
        return [server.exchange for server in tried]


def ask(revision: Revision, domain: str) -> Live:
    """Raises ValueError with a sentence for what is no domain. Nothing else that happens is an exception."""
    scenario = Scenario.of(domain, seed=draw_seed())
    doubt = str if settings.ZONE_FILES else health.dns_doubt
    with connections.opened(connections.usual_resolver(), explain=True, dns_doubt=doubt) as world:
        told = engine.run(source_of(revision), scenario, world)
        ran = f"revision {revision.number}, which is live"
        source = source_of(revision)
        found = result(told, script=revision.script, source=source, ran=ran, inputs=RunInputs(domain=scenario.domain))
        return Live(revision=revision, result=found, leaving=tuple(_leaving(found, world.query)))


def _leaving(found: Result, query: QueryFunction) -> Iterator[Leaving]:
    turned_away = {each.server.exchange for each in found.decision.verdicts if not each.usable and each.explicit}
    for event in found.events:
        if not isinstance(event, HookEvent) or event.hook is not HookName.CHECK_SERVER or not event.queries:
            continue
        server = str(event.args.get("mxserver", "")).removesuffix(".")
        if server in turned_away:
            yield _asked(server, event.queries[-1].line, leaving_query(event.queries[-1].sql), query)


def _asked(server: str, line: int | None, sql: str | None, query: QueryFunction) -> Leaving:
    """The database says when: over the same rows, in the same transaction as the run."""
    answer = query(sql) if sql else None
    if answer is None or answer.error or not answer.rows or answer.rows[0][1] is None:
        return Leaving(server=server, line=line)
    failures, leaves = cast(tuple[str, str], answer.rows[0])
    try:
        at = datetime.fromtimestamp(float(leaves), UTC)
    except (ValueError, OverflowError, OSError):  # a window of thousands of years, say
        return Leaving(server=server, line=line)
    return Leaving(server=server, line=line, failures=int(failures), at=at)
