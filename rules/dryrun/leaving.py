"""The time when failures stop counting against the servers that a script refused."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from rules.analysis.sql.time_window import leaving_query
from rules.dryrun.trace import DecisionEvent, Event, HookEvent
from rules.lua.protocol.query import QueryFunction
from rules.vpop3.hooks import HookName


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """The time when failures stop counting against a server: at `at`, the last of `failures` leaves the time that the
    query on `line` looks back over. `at` None: the query does not say."""

    server: str
    line: int | None
    failures: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRun:
    """What the live script did with a destination. `leaving` was asked in the same transaction."""

    domain: str
    events: tuple[Event, ...]
    leaving: tuple[Leaving, ...]


def leaving(events: Sequence[Event], query: QueryFunction) -> Iterator[Leaving]:
    """Return an entry for every server that the script refused after a query."""
    last = events[-1]
    assert isinstance(last, DecisionEvent)
    turned_away = {each.server.exchange for each in last.decision.verdicts if not each.usable and each.explicit}
    for event in events:
        if not isinstance(event, HookEvent) or event.hook is not HookName.CHECK_SERVER or not event.queries:
            continue
        server = str(event.args.get("mxserver", "")).removesuffix(".")
        if server in turned_away:
            yield _asked(server, event.queries[-1].line, leaving_query(event.queries[-1].sql), query)


def _asked(server: str, line: int | None, sql: str | None, query: QueryFunction) -> Leaving:
    """Ask the database when: over the same rows, in the same transaction as the run."""
    answer = query(sql) if sql else None
    if answer is None or answer.error or not answer.rows or answer.rows[0][1] is None:
        return Leaving(server=server, line=line)
    failures, leaves = cast(tuple[str, str], answer.rows[0])
    try:
        at = datetime.fromtimestamp(float(leaves), UTC)
    except (ValueError, OverflowError, OSError):  # a window of thousands of years, say
        return Leaving(server=server, line=line)
    return Leaving(server=server, line=line, failures=int(failures), at=at)
