"""A class of attempts, and what its variants come to: rulings, queries to ask, or that each attempt has its own."""

from collections import Counter, defaultdict
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import NamedTuple

from rules.lua.protocol.query import QueryAnswer
from rules.replay.rounds import MOST_QUERIES, Arguments, too_many_queries
from rules.replay.verdict import ALLOW, Ruling
from rules.tuning.known_runs import KnownRuns, Ran, all_of
from rules.tuning.outcomes import Asks, Depends, Failed, Outcome, Returned, settled
from rules.tuning.variants import Family, Loaded, Run
from rules.vpop3.answers import OverridesReading
from rules.vpop3.hooks import HookName

Variants = tuple[int, ...]
Profile = tuple[tuple[Ruling, Variants], ...]
"""What variants say of an attempt."""


class State(NamedTuple):
    """Variants of which something is open: the family and group they belong to, the place of the hook among those that
    are called, and how many queries it has asked."""

    family: Family
    loaded: Loaded
    variants: Variants
    hook: int = 0
    asked: int = 0


class Branch:
    """The variants that ask a query, and a class for each answer to it."""

    __slots__ = ("children", "sql", "states")

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.states: list[State] = []
        self.children: dict[object, AttemptClass] = {}


class AttemptClass:
    """Attempts that are the same to the `states`' variants. `alone`: one attempt, at its moment."""

    __slots__ = (
        "alone", "answers", "arguments", "branches", "counts", "dependent", "is_run", "profile", "server", "states",
    )  # fmt: skip

    def __init__(
        self,
        server: str,
        arguments: Mapping[HookName, Arguments],
        states: Sequence[State],
        answers: Mapping[str, QueryAnswer],
        *,
        alone: bool = False,
    ) -> None:
        self.server = server
        self.arguments = arguments
        self.states = states
        self.answers = answers
        self.alone = alone
        self.is_run = False
        self.profile: Profile = ()
        self.branches: list[Branch] = []
        self.dependent: list[State] = []
        self.counts: Counter[int] = Counter()


Asking = Generator[list[Run], list[Ran], None]


def run_class(each: AttemptClass) -> Asking:
    """Find what all variants come to in a class: rulings, queries, or that it depends on the attempt."""
    pending, guesses, known, found = list(each.states), _numbers_in(each), KnownRuns(), _Found(each)
    while pending:
        called = [state for state in pending if found.calls_a_hook(state)]
        findings = [state.family.outcomes(state.loaded, _hook(state), state.variants, guesses) for state in called]
        every = yield from all_of(findings, known)
        pending = [after for state, outcomes in zip(called, every, strict=True) for after in found.add(state, outcomes)]
    found.keep()


class _Found:
    """What is found of a class, until it is kept there."""

    def __init__(self, each: AttemptClass) -> None:
        self._class = each
        self._ruled: dict[Ruling, list[int]] = defaultdict(list)
        self._branches: dict[str, Branch] = {}

    def calls_a_hook(self, state: State) -> bool:
        """Return whether a hook is called; where none is, the ruling is known."""
        calls = state.loaded.calls
        if calls.broken is None and state.hook < len(calls.called):
            return True
        self._ruled[calls.broken or calls.default] += state.variants
        return False

    def add(self, state: State, outcomes: Mapping[int, Outcome]) -> Iterator[State]:
        """Add what a hook came to. Yield the states whose next hook is called."""
        for outcome, variants in _together(outcomes):
            after = state._replace(variants=variants)
            if isinstance(outcome, Depends):
                self._class.dependent.append(after)
            elif isinstance(outcome, Asks):
                self._ask(after, outcome.sql)
            elif (ruling := self._ruling(after, outcome)) is ALLOW and state.hook + 1 < len(state.loaded.calls.called):
                yield after._replace(hook=state.hook + 1, asked=0)
            else:
                self._ruled[ruling] += variants

    def _ask(self, state: State, sql: str) -> None:
        if state.asked >= MOST_QUERIES:
            self._ruled[too_many_queries()] += state.variants
        else:
            branch = self._branches.setdefault(sql, Branch(sql))
            branch.states.append(state._replace(asked=state.asked + 1))

    def _ruling(self, state: State, outcome: Failed | Returned) -> Ruling:
        calls = state.loaded.calls
        ruling = settled(outcome, calls, _hook(state))
        return calls.by_overrides(ruling, self._class.server) if isinstance(ruling, OverridesReading) else ruling

    def keep(self) -> None:
        self._class.branches = list(self._branches.values())
        ruled = sorted(self._ruled.items(), key=_order)
        self._class.profile = tuple((ruling, tuple(sorted(variants))) for ruling, variants in ruled)


def _hook(state: State) -> HookName:
    return state.loaded.calls.called[state.hook]


def _order(item: tuple[Ruling, list[int]]) -> tuple[int, ...]:
    return tuple(sorted(item[1]))


def _together(outcomes: Mapping[int, Outcome]) -> list[tuple[Outcome, Variants]]:
    found: dict[Outcome, list[int]] = defaultdict(list)
    for variant, outcome in outcomes.items():
        found[outcome].append(variant)
    return [(outcome, tuple(variants)) for outcome, variants in found.items()]


def _numbers_in(each: AttemptClass) -> list[float]:
    """Return the numbers that a literal may be compared with: those of the newest answer first."""
    found: list[float] = []
    for answer in [*each.answers.values()][::-1]:
        found += [float(value) for value in (answer.rows[0] if answer.rows else ()) if value and value.isdecimal()][:2]
        found.append(float(len(answer.rows)))
    arguments = next(iter(each.arguments.values()), ())
    return [*found, *(float(value) for value in arguments if type(value) in {int, float})]  # type: ignore[arg-type]
