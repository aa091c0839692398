"""Why a server may be used or not, found by trying: the run is repeated with another number in what its query gave,
on the same DNS answers and otherwise the same rows, until the verdict turns. The script's text is not looked at."""

from collections import defaultdict
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from rules.dryrun.pins import PinnedResolver
from rules.dryrun.trace import AddressEvent, DecisionEvent, Event, HookEvent, MxEvent, ScriptEvent
from rules.lua.query import QueryAnswer, QueryFunction
from rules.lua.session import QueryCall
from rules.resolver.answer import Answer, Resolver
from rules.vpop3.decision import Decision
from rules.vpop3.hooks import HookName

MOST_QUERIES, MOST_COLUMNS, HIGHEST, MOST_ROWS = 4, 4, 100_000, 1_000
ROWS = -1
MOST_LINES, SECONDS = 20_000, 5.0
"""A script that runs more lines is not run again; all repetitions together may take so long."""

Rerun = Callable[[Resolver, QueryFunction], Sequence[Event]]
Tried = Generator[tuple[int, int], bool, "Threshold | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The server may be used as long as `column` of the only row, or with None the number of rows, is no more than
    `most`; it was `value`."""

    column: str | None
    value: int
    most: int


class _Unclear(Exception):
    """The repeated run failed, or asked for what the first did not."""


def thresholds(told: Sequence[Event], decision: Decision, rerun: Rerun) -> Mapping[str, Threshold]:
    """By the text of the query that a server's check asked last."""
    searches = _searches(told, _usable(decision))
    found: dict[str, Threshold] = {}
    ends = monotonic() + SECONDS
    try:
        wanted = {sql: next(search) for sql, (_, search) in searches.items()}
        while wanted and monotonic() < ends:
            usable = _repeated(told, wanted, rerun)
            for sql in list(wanted):
                server, search = searches[sql]
                try:
                    wanted[sql] = search.send(usable[server])
                except StopIteration as over:
                    del wanted[sql]
                    if over.value:
                        found[sql] = over.value
    except (_Unclear, KeyError):
        return found
    return found


def _searches(told: Sequence[Event], usable: Mapping[str, bool]) -> dict[str, tuple[str, Tried]]:
    scripted = [event for event in told if isinstance(event, ScriptEvent)]
    if any(event.error for event in scripted) or sum(sum(event.lines.values()) for event in scripted) > MOST_LINES:
        return {}
    found: dict[str, tuple[str, Tried]] = {}
    for event in scripted:
        if not isinstance(event, HookEvent) or event.hook is not HookName.CHECK_SERVER or not event.queries:
            continue
        server, last = str(event.args["mxserver"]).removesuffix("."), event.queries[-1]
        knobs = _knobs(last.answer)
        if server in usable and knobs and last.sql not in found and len(found) < MOST_QUERIES:
            found[last.sql] = server, _search(knobs, usable=usable[server])
    return found


def _knobs(answer: QueryAnswer) -> list[tuple[int, str | None, int]]:
    """What can be turned in an answer: position, name and value of the whole numbers in its only row, else the number
    of its rows."""
    if answer.error or not answer.rows:
        return []
    cells = enumerate(zip(answer.columns, answer.rows[0], strict=False)) if len(answer.rows) == 1 else ()
    numbers = [(at, name, int(value)) for at, (name, value) in cells if value and value.isdecimal() and len(value) < 9]
    return [*numbers[:MOST_COLUMNS]] or [(ROWS, None, len(answer.rows))]


def _search(knobs: list[tuple[int, str | None, int]], *, usable: bool) -> Tried:
    """Yields what to try, a knob's position and a number, and is sent whether the server may be used then."""
    for at, name, value in knobs:
        highest = max(MOST_ROWS if at == ROWS else HIGHEST, 2 * value)
        if usable:
            low, high = value, highest
            turns = not (yield at, high)
        else:
            low, high = 0, value
            turns = value > 0 and (yield at, 0) and not (yield at, highest)
        if turns:
            step = 1
            while high - low > 1:  # small steps first: what decides is mostly near
                middle = min(low + step, (low + high) // 2)
                fine = yield at, middle
                low, high, step = (middle, high, 4 * step) if fine else (low, middle, 1)
            return Threshold(column=name, value=value, most=low)
    return None


def _repeated(told: Sequence[Event], wanted: Mapping[str, tuple[int, int]], rerun: Rerun) -> Mapping[str, bool]:
    known: defaultdict[str, list[QueryAnswer]] = defaultdict(list)
    for query in _queries(told):
        known[query.sql].append(query.answer)
    strange: list[str] = []

    def ask(sql: str) -> QueryAnswer:
        if sql not in known:
            strange.append(sql)
            return QueryAnswer(error="Not asked before.")
        answer = known[sql].pop(0) if len(known[sql]) > 1 else known[sql][0]
        return _with(answer, *wanted[sql]) if sql in wanted and answer.rows else answer

    resolver = PinnedResolver(_answers(told))
    again = rerun(resolver, ask)
    if strange or resolver.missing or any(isinstance(event, ScriptEvent) and event.error for event in again):
        raise _Unclear
    last = again[-1]
    assert isinstance(last, DecisionEvent)
    return _usable(last.decision)


def _with(answer: QueryAnswer, at: int, number: int) -> QueryAnswer:
    row = answer.rows[0]
    if at == ROWS:
        return replace(answer, rows=(answer.rows + answer.rows[-1:] * number)[:number])
    return replace(answer, rows=((*row[:at], str(number), *row[at + 1 :]),))


def _queries(told: Sequence[Event]) -> Sequence[QueryCall]:
    return [query for event in told if isinstance(event, ScriptEvent) for query in event.queries]


def _answers(told: Sequence[Event]) -> list[Answer]:
    found = [event.answer for event in told if isinstance(event, MxEvent)]
    return [*found, *(answer for event in told if isinstance(event, AddressEvent) for answer in event.answers)]


def _usable(decision: Decision) -> dict[str, bool]:
    return {verdict.server.exchange: verdict.usable for verdict in decision.verdicts}
