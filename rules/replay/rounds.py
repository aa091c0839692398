"""Calls of one hook in rounds: none waits for its queries, and no call is made twice.

Every call runs until its first query without an answer; the queries of a round are answered together; then the calls
run again, with a table of answers, until none asks any more. What a call comes to is remembered by its arguments and
answers, unless it asked the clock or `math.random`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from rules.lua.cancellation import Cancellation
from rules.lua.parent.session import Call as Called
from rules.lua.protocol.messages import AnsweredAsk
from rules.lua.protocol.query import QueryAnswer
from rules.lua.protocol.values import LuaValue
from rules.replay.answering import Answering, Cancelled
from rules.replay.attempt import MICROSECONDS, moment
from rules.replay.past import NotAsOf, Past, PastAnswer, Question
from rules.replay.verdict import UNKNOWN, Ruling, UnknownReason

MOST_QUERIES = 20
"""Queries that one call may ask one after the other. A dry run allows 200, but here each costs a run of its own."""
MOST_REMEMBERED = 200_000
"""Calls and values of answers that are remembered, all together."""

_NEW, _ASKS, _DONE, _VOLATILE = range(4)
"""What is known of a call: nothing, the query that it asks next, its outcome, or that it depends on more."""

Arguments = tuple[LuaValue, ...]
Call = tuple[object, Arguments, int]
"""A key that stands for the arguments, the arguments, and the moment in microseconds since 1970."""
Outcome = TypeVar("Outcome")
Run = Callable[[str, Iterable[AnsweredAsk]], Iterator[Called]]
"""Runs a function of the script for each ask, in a new state each."""


class _Node(Generic[Outcome]):
    """A call as far as it is known: its arguments, and the answers that it has had. `alone`: of one attempt only,
    because the clock or chance takes part."""

    __slots__ = ("alone", "answers", "arguments", "children", "outcome", "sql", "state")

    def __init__(self, arguments: Arguments, answers: dict[str, QueryAnswer], *, alone: bool = False) -> None:
        self.arguments = arguments
        self.answers = answers
        self.alone = alone
        self.state = _NEW
        self.sql = ""
        self.outcome: Outcome | Ruling | None = None
        self.children: dict[object, _Node[Outcome]] = {}


Item = tuple[int, int, _Node[Outcome]]
"""The place of a call among those that were asked for, its moment, and how far it is known."""


class Rounds(Generic[Outcome]):
    """The calls of one hook of one text.

    `settle` says what a finished call comes to, and `given` what the script gets for an answer (an assumption may make
    nil of it). With `steady`, not even a call that met a limit can depend on the clock or on chance.
    """

    def __init__(
        self,
        hook: str,
        *,
        run: Run,
        settle: Callable[[Called], Outcome],
        given: Callable[[QueryAnswer], QueryAnswer],
        steady: bool,
        cancellation: Cancellation,
    ) -> None:
        self._hook = hook
        self._run_calls = run
        self._settle = settle
        self._given = given
        self._steady = steady
        self._cancellation = cancellation
        self._roots: dict[object, _Node[Outcome]] = {}
        self._remembered = 0
        self._answering = Answering(cancellation)

    def known(self, key: object) -> Outcome | Ruling | None:
        """Return what a call comes to whenever it is made, where that is known."""
        node = self._roots.get(key)
        return node.outcome if node is not None and node.state == _DONE else None

    def outcomes(self, calls: Sequence[Call], past: Past) -> list[Outcome | Ruling]:
        """Return what each call comes to. Raise Cancelled and PastLost."""
        if self._remembered > MOST_REMEMBERED:
            self._roots, self._remembered = {}, 0
        found: list[Outcome | Ruling | None] = [None] * len(calls)
        waiting = [(place, at, self._root(key, arguments)) for place, (key, arguments, at) in enumerate(calls)]
        while waiting:
            if self._cancellation.cancelled:
                raise Cancelled
            waiting = self._round(waiting, found, past)
        return found  # type: ignore[return-value]  # each place was filled before its item was dropped

    def _root(self, key: object, arguments: Arguments) -> "_Node[Outcome]":
        node = self._roots.get(key)
        if node is None:
            node = self._roots[key] = _Node(arguments, {})
            self._remembered += 1
        return node

    def _round(
        self, waiting: "list[Item[Outcome]]", found: list[Outcome | Ruling | None], past: Past
    ) -> "list[Item[Outcome]]":
        """Settle what is known, run what is new, ask what was asked. Return what is left."""
        fresh: dict[_Node[Outcome], int] = {}
        asking: list[Item[Outcome]] = []
        left: list[Item[Outcome]] = []
        for item in waiting:
            place, at, node = item
            if node.state == _DONE:
                found[place] = node.outcome
            elif node.state == _ASKS:
                asking.append(item)
            else:
                if node.state == _VOLATILE:
                    node = _Node(node.arguments, node.answers, alone=True)
                fresh.setdefault(node, at)
                left.append((place, at, node))
        if fresh:
            self._run(fresh)
        for (place, at, node), answer in zip(
            asking,
            self._answering.answers((Question(node.sql, moment(at)) for _, at, node in asking), past),
            strict=True,
        ):
            if isinstance(answer, NotAsOf) or answer.unanswered or answer.truncated:
                found[place] = problem_of(answer)
                continue
            child = node.children.get((answer.rows, answer.error)) or self._child(node, answer)
            if child.state == _DONE:
                found[place] = child.outcome
            else:
                left.append((place, at, child))
        return left

    def _run(self, fresh: "dict[_Node[Outcome], int]") -> None:
        asks = [AnsweredAsk(self._hook, node.arguments, node.answers, at / MICROSECONDS) for node, at in fresh.items()]
        calls = self._run_calls(self._hook, asks)
        for node in fresh:
            call = next(calls, None)
            if call is None or self._cancellation.cancelled:
                raise Cancelled
            self._learn(node, call)

    def _learn(self, node: "_Node[Outcome]", call: Called) -> None:
        doubtful = bool(call.error and call.error.kind.final and not self._steady)
        if (call.asked or doubtful) and not node.alone:
            node.state = _VOLATILE
        elif call.unanswered is None:
            node.state, node.outcome = _DONE, self._settle(call)
        elif len(node.answers) >= MOST_QUERIES:
            node.state, node.outcome = _DONE, too_many_queries()
        else:
            node.state, node.sql = _ASKS, call.unanswered

    def _child(self, node: "_Node[Outcome]", answer: QueryAnswer) -> "_Node[Outcome]":
        """Return the call that has had one more answer."""
        answers = {**node.answers, node.sql: self._given(answer)}
        child: _Node[Outcome] = _Node(node.arguments, answers, alone=node.alone)
        if not node.alone:
            node.children[answer.rows, answer.error] = child
            self._remembered += 1 + len(node.answers) + sum(map(len, answer.rows))
        return child


def too_many_queries() -> Ruling:
    """Return the ruling on a call that asks more queries than are followed."""
    detail = f"It asks more than {MOST_QUERIES} queries, one after the other."
    return Ruling(UNKNOWN, None, UnknownReason.TOO_MANY_ROUNDS, detail)


def problem_of(answer: PastAnswer) -> Ruling:
    """Return the ruling where the answer does not say what VPOP3 would have been told."""
    if isinstance(answer, NotAsOf):
        return Ruling(UNKNOWN, None, UnknownReason.SQL_NOT_AS_OF, answer.reason)
    if answer.truncated:
        return Ruling(UNKNOWN, None, UnknownReason.LIMIT, answer.error or "The answer to a query is too large.")
    return Ruling(UNKNOWN, None, UnknownReason.TIME, answer.error or "A query was not answered in time.")


def as_nil(answer: QueryAnswer, sql_error: str, sql_no_rows: str) -> QueryAnswer:
    """Return the answer as the assumptions about failed and empty queries say."""
    if answer.error is not None:
        return replace(answer, as_nil=sql_error == "nil")
    return replace(answer, as_nil=not answer.rows and sql_no_rows == "nil")
