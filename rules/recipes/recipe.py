"""The form of a recipe: what it is for, its parameters, its Lua, and examples of what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from rules.recipes.parameters import Parameter, Value, Values
from rules.scenarios.expectation import Expectation
from rules.vpop3.hooks import HookName

Kind = TypeVar("Kind", bound=Value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The recipe's part of a hook: `function` is called with the hook's arguments of these names. Where it answers
    anything but nil or false, the hook returns `answer`, in which `value` stands for what it answered. Without a
    `value`, it answers true or false."""

    hook: HookName
    function: str
    arguments: tuple[str, ...]
    answer: str
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A scenario in which the recipe does, or leaves, what its name says.

    `rows`: the row that answers a query in which the text occurs; the first that fits is taken. `hosts` are the
    servers that have an address beside the destination's own two, `mx1` and `mx2` of its domain.
    """

    name: str
    expected: Expectation
    domain: str = "customer.example"
    inputs: Mapping[str, int | str | datetime] = field(default_factory=dict)
    rows: tuple[tuple[str, Mapping[str, str]], ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A recipe. `slug` is its name in addresses; `explanation` and `limits` are for people, and `limits` says what the
    hooks do not let it do.

    `lua` writes the functions, without the `local` of the one that is called. `rejects` returns a problem of values
    that do not go together, by the parameter it is shown at. The first of `examples` is the test that is kept with it.
    """

    slug: str
    title: str
    summary: str
    explanation: str
    parameters: tuple[Parameter, ...]
    call: Call
    lua: Callable[[Values], str]
    examples: Callable[[Values], tuple[Example, ...]]
    limits: str = ""
    rejects: Callable[[Values], Mapping[str, str]] = lambda _values: {}

    @property
    def heading(self) -> str:
        """The comment at the beginning of the recipe's text, by which it is found again."""
        return f"-- Recipe: {self.title}."


def whole(values: Values, name: str) -> int:
    return _of(values, name, int)


def word(values: Values, name: str) -> str:
    return _of(values, name, str)


def words(values: Values, name: str) -> tuple[str, ...]:
    return _of(values, name, tuple)


def day(values: Values, name: str) -> date:
    return _of(values, name, date)


def _of(values: Values, name: str, kind: type[Kind]) -> Kind:
    value = values[name]
    if not isinstance(value, kind):
        raise TypeError(f"{name} is {value!r}.")
    return value
