"""Why a server stays shut: the line of the script that refuses it, and the attempts that its query counted."""

from dataclasses import replace
from datetime import datetime

from rules.guard.black_holes import WEEK, ahead, frozen
from rules.guard.counted_rows import counted_rows
from rules.guard.refusals import Refusal
from rules.guard.result import BlackHole, KeepingRow
from rules.guard.surroundings import Surroundings
from rules.lua.protocol.clock import Clock
from rules.lua.protocol.query import QueryAnswer
from rules.replay.arguments import arguments_of
from rules.replay.attempt import moment
from rules.replay.hook_calls import LIMITS
from rules.replay.past import answered
from rules.replay.request import ReplayRequest
from rules.replay.view import ViewedPast
from rules.vpop3 import hooks
from rules.vpop3.hooks import HookName


def explain(hole: BlackHole, refusal: Refusal, request: ReplayRequest, world: Surroundings) -> BlackHole:
    """Run the script seven days after the refusal, after which nothing happened, traced; add the line and what it
    read."""
    attempt = ahead(refusal, WEEK)
    at = moment(attempt.at)
    asked: list[str] = []
    past = world.viewed
    past.see({at: frozen(refusal)})

    def query(sql: str) -> QueryAnswer:
        asked.append(sql)
        (answer,) = answered(past, [(sql, at)])
        return answer

    with world.sandbox.open(
        request.text.source,
        script_globals=hooks.script_globals(request.version, request.connection_id, request.connection_name),
        query=query,
        limits=LIMITS,
        clock=Clock(at, request.zone),
        cancellation=world.cancellation,
    ) as session:
        line = None
        if HookName.CHECK_SERVER in session.loaded.defined:
            line = session.call(HookName.CHECK_SERVER, arguments_of(HookName.CHECK_SERVER, attempt, request)).line
    sql, rows = _deciding(asked, past, at)
    return replace(hole, line=line, rows=rows, query=sql)


def _deciding(asked: list[str], past: ViewedPast, at: datetime) -> tuple[str, tuple[KeepingRow, ...]]:
    """Return the last query that read any attempt, and what it read; else the last query."""
    for sql in reversed(asked):
        rows = _rows(sql, past, at)
        if rows:
            return sql, rows
    return asked[-1] if asked else "", ()


def _rows(sql: str, past: ViewedPast, at: datetime) -> tuple[KeepingRow, ...]:
    listing = counted_rows(sql)
    if listing is None:
        return ()
    (answer,) = answered(past, [(listing, at)])
    if answer.error or answer.columns != ("server", "starttime", "result"):
        return ()
    return tuple(KeepingRow(server=row[0] or "", starttime=row[1] or "", result=row[2] or "") for row in answer.rows)
