"""The number that decides whether a server may be used, found by trying: the run is repeated with another number in a
query's answer, with the same DNS answers and otherwise the same rows, until the script's answer changes.

Runs, lines and instructions are counted, not seconds, so that a busy machine finds the same as an idle one.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic

from rules.dryrun.literals import numbers_in
from rules.dryrun.trace import AddressEvent, DecisionEvent, Event, HookEvent, MxEvent, ScriptEvent
from rules.lua.parent.session import QueryCall
from rules.lua.protocol.errors import ErrorKind
from rules.lua.protocol.limits import Limit, Limits
from rules.lua.protocol.query import QueryAnswer, QueryFunction
from rules.lua.protocol.values import LuaValue
from rules.resolver.answer import Answer, Resolver
from rules.resolver.pinned import PinnedResolver
from rules.vpop3.decision import Decision
from rules.vpop3.hooks import HookName

MOST_SERVERS, MOST_NUMBERS, HIGHEST, MOST_ROWS = 5, 4, 100_000, 1_000
MOST_TRIALS = 60
"""The most runs for one server, so that no server is explained at the expense of another."""
MOST_LINES = 20_000
"""A script that runs more lines is not run again."""
MOST_INSTRUCTIONS, MOST_CPU_MS = 1_000_000, 200
"""A repeated run that needs more ends without a result. The processor time is some hundred times what a rule takes: it
ends only scripts that spend it within calls of the library, where no instruction is counted."""
GIVE_UP = 20.0
"""Seconds after which nothing more is tried, so that a script made to be slow cannot keep others waiting; the reasons
then say so. All the runs for a rule take less than a tenth of it."""

Rerun = Callable[[Resolver, QueryFunction], Sequence[Event]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A threshold: up to `most` a server's check answers one way, above it the other. `value` is that of `column` in
    the query's only row, or with None the number of its rows. `written`: the script's text has that number."""

    query: QueryCall
    column: str | None
    value: int
    most: int
    written: bool
    usable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """A number in a query's answer that can be changed: a cell of its only row, or with None how many rows it has."""

    query: QueryCall
    at: int | None
    column: str | None
    value: int

    @property
    def highest(self) -> int:
        return max(MOST_ROWS if self.at is None else HIGHEST, 2 * self.value)

    def turned(self, answer: QueryAnswer, number: int) -> QueryAnswer:
        """Return the answer with another number. Added rows are empty: where their content matters, their number
        alone does not decide."""
        if self.at is None:
            return replace(answer, rows=((None,) * len(answer.columns),) * number)
        row = answer.rows[0]
        return replace(answer, rows=((*row[: self.at], str(number), *row[self.at + 1 :]),))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """The result of a server's check."""

    usable: bool
    line: int | None
    returned: tuple[LuaValue, ...]

    def same_branch(self, other: "_Checked") -> bool:
        return (self.usable, self.line) == (other.usable, other.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """`by_server`: by the server's name, each number that alone would change its check's answer. `cut`: time ran out,
    so there may be more."""

    by_server: Mapping[str, Sequence[Threshold]] = field(default_factory=dict)
    cut: bool = False


class _Unclear(Exception):
    """The repeated run failed or asked for something that the first did not, or there were too many."""


class _TimeUp(Exception):
    """There was no time for the repeated run."""


def trial_limits(limits: Limits) -> Limits:
    """Return the limits of a repeated run."""
    return replace(
        limits,
        instructions=min(limits.instructions, MOST_INSTRUCTIONS),
        cpu_ms=min(limits.cpu_ms, MOST_CPU_MS),
    )


def thresholds(told: Sequence[Event], decision: Decision, rerun: Rerun, source: bytes) -> Thresholds:
    """Look for the numbers that decide about each server."""
    if too_much(told):
        return Thresholds()
    search = _Search(told=told, rerun=rerun, written=numbers_in(source))
    for server, was in list(_checked(told, decision).items())[:MOST_SERVERS]:
        try:
            search.of(server, was)
        except _TimeUp:
            return Thresholds(by_server=search.found, cut=True)
    return Thresholds(by_server=search.found)


def too_much(told: Sequence[Event]) -> bool:
    """Return whether the script cannot be run again: it fails, or it works for long."""
    scripted = [event for event in told if isinstance(event, ScriptEvent)]
    lines = sum(sum(event.lines.values()) for event in scripted)
    return any(event.error for event in scripted) or lines > MOST_LINES


@dataclass(slots=True, kw_only=True)
class _Search:
    """A memory of what was tried: servers with the same query share the runs. `near`: where a limit was found
    before."""

    told: Sequence[Event]
    rerun: Rerun
    written: frozenset[float]
    found: dict[str, list[Threshold]] = field(default_factory=dict)
    tried: dict[tuple[str, int | None, int], Mapping[str, _Checked]] = field(default_factory=dict)
    left: int = 0
    near: int = 0
    ends: float = field(default_factory=lambda: monotonic() + GIVE_UP)

    def of(self, server: str, was: _Checked) -> None:
        """Add what is found to `found`. Raise _TimeUp."""
        self.left = MOST_TRIALS
        for number in _numbers(_calls(self.told)[server].queries):
            try:
                most = _turning(number, was, partial(self._at, server, number), self.near)
            except (_Unclear, KeyError):  # A server that is not checked any more.
                continue
            if most is not None:
                self.near = most
                self.found.setdefault(server, []).append(self._threshold(number, most, was))

    def _threshold(self, number: _Number, most: int, was: _Checked) -> Threshold:
        return Threshold(
            query=number.query,
            column=number.column,
            value=number.value,
            most=most,
            written=most in self.written,
            usable=was.usable,
        )

    def _at(self, server: str, number: _Number, value: int) -> _Checked:
        trial = number.query.sql, number.at, value
        if trial not in self.tried:
            self.left -= 1
            if self.left < 0:
                raise _Unclear
            if monotonic() > self.ends:
                raise _TimeUp
            self.tried[trial] = _repeated(self.told, number, value, self.rerun)
        return self.tried[trial][server]


def _numbers(queries: Sequence[QueryCall]) -> list[_Number]:
    """Return the numbers. Of queries with one text, the last counts."""
    last = {query.sql: query for query in queries if query.answer.rows and not query.answer.error}
    return [number for query in last.values() for number in _in(query)][-MOST_NUMBERS:]


def _in(query: QueryCall) -> list[_Number]:
    """Return the whole numbers in its only row, otherwise the number of its rows."""
    columns, rows = query.answer.columns, query.answer.rows
    cells = enumerate(zip(columns, rows[0], strict=False)) if len(rows) == 1 else ()
    return [
        _Number(query=query, at=at, column=column, value=int(text))
        for at, (column, text) in cells
        if text and text.isdecimal() and len(text) < 9
    ] or [_Number(query=query, at=None, column=None, value=len(rows))]


def _turning(number: _Number, was: _Checked, at: Callable[[int], _Checked], near: int) -> int | None:
    """Return the last number before the answer changes; None where it does not, or not so that one number says it.
    `near` is a likely place. Raise _Unclear."""
    if at(number.value) != was:
        return None
    low, high = (number.value, number.highest) if was.usable else (0, number.value)
    if was.usable == at(high if was.usable else low).usable or (not was.usable and at(number.highest).usable):
        return None
    step = 1
    while high - low > 1:  # Small steps first: the deciding number is mostly near.
        likely = [guess for guess in (near, near + 1) if low < guess < high]
        middle = likely[0] if likely else min(low + step, (low + high) // 2)
        below = at(middle).same_branch(was) == was.usable
        low, high, step = (middle, high, 4 * step) if below else (low, middle, 1)
    if at(low if was.usable else high) != was or at(high).usable or at(high + 1).usable:
        return None
    return low


def _repeated(told: Sequence[Event], number: _Number, value: int, rerun: Rerun) -> Mapping[str, _Checked]:
    """Return the servers' checks with another value for that number. Raise _Unclear and _TimeUp."""
    known: defaultdict[str, list[QueryAnswer]] = defaultdict(list)
    for query in _queries(told):
        known[query.sql].append(query.answer)
    strange: list[str] = []

    def ask(sql: str) -> QueryAnswer:
        if sql not in known:
            strange.append(sql)
            return QueryAnswer(error="Not asked before.")
        answer = known[sql].pop(0) if len(known[sql]) > 1 else known[sql][0]
        return number.turned(answer, value) if sql == number.query.sql and answer.rows else answer

    resolver = PinnedResolver(dns_answers(told))
    *again, last = rerun(resolver, ask)
    errors = [event.error for event in again if isinstance(event, ScriptEvent) and event.error]
    if any(error.limit == Limit.WALL or error.kind is ErrorKind.UNAVAILABLE for error in errors):
        raise _TimeUp
    if strange or resolver.missing or errors:
        raise _Unclear
    assert isinstance(last, DecisionEvent)
    return _checked(again, last.decision)


def _checked(told: Sequence[Event], decision: Decision) -> dict[str, _Checked]:
    usable = {verdict.server.exchange: verdict.usable for verdict in decision.verdicts}
    return {
        server: _Checked(usable=usable[server], line=call.line, returned=call.returned)
        for server, call in _calls(told).items()
        if server in usable
    }


def _calls(told: Sequence[Event]) -> dict[str, HookEvent]:
    checks = [each for each in told if isinstance(each, HookEvent) and each.hook is HookName.CHECK_SERVER]
    return {str(call.args["mxserver"]).removesuffix("."): call for call in checks}


def _queries(told: Sequence[Event]) -> Sequence[QueryCall]:
    return [query for event in told if isinstance(event, ScriptEvent) for query in event.queries]


def dns_answers(told: Sequence[Event]) -> list[Answer]:
    found = [event.answer for event in told if isinstance(event, MxEvent)]
    return [*found, *(answer for event in told if isinstance(event, AddressEvent) for answer in event.answers)]
