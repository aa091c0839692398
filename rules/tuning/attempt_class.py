"""A class of attempts, and what its variants come to: rulings, queries to ask, or that each attempt has its own."""

from collections import Counter, defaultdict
from collections.abc import Generator, Mapping, Sequence
from typing import NamedTuple

from rules.lua.protocol.query import QueryAnswer
from rules.replay.rounds import MOST_QUERIES, Arguments, too_many_queries
from rules.replay.verdict import ALLOW, Ruling
from rules.tuning.outcomes import Asks, Depends, Outcome, settled
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


Asking = Generator[list[Run], list[Outcome], None]


def run_class(each: AttemptClass) -> Asking:
    """Find what all variants come to in a class: rulings, queries, or that it depends on the attempt."""
    pending, guesses = list(each.states), _numbers_in(each)
    ruled: dict[Ruling, list[int]] = defaultdict(list)
    branches: dict[str, Branch] = {}
    while pending:
        state = pending.pop()
        calls = state.loaded.calls
        if calls.broken or state.hook >= len(calls.called):
            ruled[calls.broken or calls.default] += state.variants
            continue
        hook = calls.called[state.hook]
        outcomes = yield from state.family.outcomes(state.loaded, hook, state.variants, guesses)
        for outcome, variants in _together(outcomes):
            if isinstance(outcome, Depends):
                each.dependent.append(state._replace(variants=variants))
            elif isinstance(outcome, Asks):
                if state.asked >= MOST_QUERIES:
                    ruled[too_many_queries()] += variants
                else:
                    branch = branches.setdefault(outcome.sql, Branch(outcome.sql))
                    branch.states.append(state._replace(variants=variants, asked=state.asked + 1))
            else:
                ruling = settled(outcome, calls, hook)
                if isinstance(ruling, OverridesReading):
                    ruling = calls.by_overrides(ruling, each.server)
                if ruling is ALLOW and state.hook + 1 < len(calls.called):
                    pending.append(state._replace(variants=variants, hook=state.hook + 1, asked=0))
                else:
                    ruled[ruling] += variants
    each.branches = list(branches.values())
    each.profile = tuple((ruling, tuple(sorted(variants))) for ruling, variants in sorted(ruled.items(), key=_order))


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
