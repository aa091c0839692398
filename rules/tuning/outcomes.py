"""What a call of a hook comes to, in a form in which the calls of two variants can be compared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from rules.lua.parent.session import Call as Called
from rules.lua.protocol.values import LuaValue
from rules.replay.hook_calls import HookCalls, Settled
from rules.tuning.literal import plain
from rules.vpop3.hooks import HookName


class Asks(NamedTuple):
    """It asks a query that has no answer yet."""

    sql: str


class Depends(NamedTuple):
    """It depends on the clock or on chance, so each attempt has its own."""

    on: str = "clock"


class Failed(NamedTuple):
    """It did not end well."""

    settled: Settled


@dataclass(frozen=True, slots=True)
class Returned:
    """The values that it returned. Two are equal only where Lua cannot tell them apart."""

    call: Called

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Returned) and _known(self.call.returned) == _known(other.call.returned)

    def __hash__(self) -> int:
        return hash(_known(self.call.returned))

    def with_value(self, place: int, marker: float, value: float) -> "Returned":
        """Return the outcome of the variant that has this value where the marker was."""
        values = self.call.returned
        if place >= len(values) or values[place] != marker:
            return self
        return Returned(replace(self.call, returned=(*values[:place], plain(value), *values[place + 1 :])))


Outcome = Asks | Depends | Failed | Returned


def outcome_of(call: Called, hooks: HookCalls, hook: HookName, *, alone: bool) -> Outcome:
    """`alone`: it is the call of one attempt, whose clock it was given."""
    doubtful = bool(call.error and call.error.kind.final and not hooks.steady)
    if (call.asked or doubtful) and not alone:
        return Depends()
    if call.unanswered is not None:
        return Asks(call.unanswered)
    if call.error is not None:
        return Failed(hooks.settle(hook, call))
    return Returned(call)


def read_by(call: Called, numbers: Mapping[str, float]) -> dict[str, float]:
    """Return the numbers that the call read: it comes to the same with any values of the others. A call whose process
    ended may have read them all."""
    if call.error is not None and call.error.kind.final:
        return dict(numbers)
    return {name: numbers[name] for name in call.read if name in numbers}


def settled(outcome: Failed | Returned, hooks: HookCalls, hook: HookName) -> Settled:
    return outcome.settled if isinstance(outcome, Failed) else hooks.settle(hook, outcome.call)


def _known(values: tuple[LuaValue, ...]) -> tuple[object, ...]:
    """Return the values with their types: to Python, true is 1."""
    return tuple((type(value), repr(value) if isinstance(value, dict) else value) for value in values)
