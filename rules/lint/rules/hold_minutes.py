"""`CheckServer` names minutes to hold the message for, but VPOP3 will not take them as meant.

    return false, 10           -- this server is ignored; hold for ten minutes if no other is left
    return true, 10            -- the minutes belong to false: they do nothing
    return 10                  -- a number is true in Lua: the server is used
    return false, "10"         -- text is not a time
    return false, 60 * 24 * 8  -- more than a week: most senders have given up by then

Minutes are the second answer, count only beside `false`, and are a number from 0 to 10,080 (one week).
"""

from collections.abc import Iterator

from rules.lint.expressions import inner, number, returned, string, value_of
from rules.lint.kinds import Kind
from rules.lint.rule import Remark, Rule, at, replacing
from rules.lint.script import Script
from rules.lint.tree import Node
from rules.vpop3.hooks import HookName

_TRUE = frozenset({Kind.NUMBER, Kind.TEXT, Kind.TABLE})
WEEK = 7 * 24 * 60


def check(script: Script) -> Iterator[Remark]:
    for function in script.defined(HookName.CHECK_SERVER):
        for statement in script.functions.returns(function):
            values = [inner(value) for value in returned(statement)]
            kind = script.values.of(values[0]).kind if values else Kind.UNKNOWN
            if kind in _TRUE:
                word = "Text" if kind is Kind.TEXT else f"A {kind}"
                yield at(values[0], f"{word} as the first answer counts as true: write `return false, minutes`.")
            elif len(values) > 1:
                yield from _minutes(script, values[0], values[1])


def _minutes(script: Script, answer: Node, minutes: Node) -> Iterator[Remark]:
    if minutes.kind == "nil":
        return
    if answer.kind in {"true", "nil"}:
        yield at(minutes, f"The minutes do nothing beside {answer.kind}: only `false` holds a message.")
        return
    constant, kind = _constant(script, minutes), script.values.of(minutes).kind
    if kind is Kind.TEXT:
        yield _text(minutes, string(constant))
    elif kind in {Kind.BOOLEAN, Kind.TABLE}:
        yield at(minutes, f"The minutes are a {kind}, so no time of hold is named: give a number.")
    elif (value := number(constant)) is not None:
        yield from _number(minutes, value)


def _text(minutes: Node, text: str | None) -> Remark:
    digits = text.strip() if text else ""
    repair = replacing(minutes, digits, "Write a number") if digits.isdecimal() and minutes.kind == "string" else None
    return at(minutes, "The minutes are text, so no time of hold is named: give a number.", repair=repair)


def _number(minutes: Node, value: float) -> Iterator[Remark]:
    if value < 0:
        yield at(minutes, f"{value:g} minutes are no time: no time of hold is named.")
    elif value > WEEK:
        yield at(minutes, f"{value:,.10g} minutes are more than a week ({WEEK:,}): the value is in minutes.")


def _constant(script: Script, node: Node) -> Node:
    """What a local name stands for that never changes."""
    name = script.names.of(node)
    declaration = name.declaration if name else None
    if declaration is None or declaration.writes:
        return node
    return inner(value_of(declaration) or node)


RULE = Rule(name="hold-minutes", explanation=__doc__, check=check)
