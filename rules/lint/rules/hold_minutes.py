"""`CheckServer` returns minutes to hold the message for, but VPOP3 will not use them as intended.

    return false, 10           -- this server is ignored; hold for ten minutes if no other is left
    return true, 10            -- the minutes belong to false: they do nothing
    return 10                  -- a number is true in Lua: the server is used
    return false, "10"         -- text is not a time
    return false, 0            -- no time at all: the message is tried again at once
    return false, 15 * 60      -- 900 minutes are 15 hours: were seconds meant?
    return false, 60 * 24 * 8  -- more than a week: most senders have given up by then

Minutes are the second answer, count only beside `false`, and are a number above 0, up to 10,080 (one week).
"""

from collections.abc import Iterator

from rules.analysis.constants import constant
from rules.analysis.expressions import inner, number, returned, string
from rules.analysis.kinds import IN_WORDS, TABLES, ValueKind
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule, at, replacing
from rules.vpop3.hooks import HookName

_TRUE = TABLES | {ValueKind.NUMBER, ValueKind.TEXT, ValueKind.FUNCTION}
_NO_TIMES = TABLES | {ValueKind.BOOLEAN, ValueKind.FUNCTION}
DAY = 24 * 60
WEEK = 7 * DAY
_MANY = 10 * 60
"""From this number on, whole hours look like seconds."""


def check(script: Script) -> Iterator[Remark]:
    for function in script.defined(HookName.CHECK_SERVER):
        for statement in script.functions.returns(function):
            values = [inner(value) for value in returned(statement)]
            kind = script.values.of(values[0]).kind if values else ValueKind.UNKNOWN
            if kind in _TRUE:
                word = IN_WORDS[kind][0].upper() + IN_WORDS[kind][1:]
                yield at(values[0], f"{word} as the first answer counts as true: write `return false, minutes`.")
            elif len(values) > 1:
                yield from _minutes(script, values[0], values[1])


def _minutes(script: Script, answer: Node, minutes: Node) -> Iterator[Remark]:
    if minutes.kind == "nil":
        return
    if answer.kind in {"true", "nil"}:
        yield at(minutes, f"The minutes do nothing beside {answer.kind}: only `false` holds a message.")
        return
    found, kind = constant(minutes, script.names), script.values.of(minutes).kind
    if kind is ValueKind.TEXT:
        yield _text(minutes, string(found))
    elif kind in _NO_TIMES:
        yield at(minutes, f"The minutes are {IN_WORDS[kind]}, so no hold time is set: give a number.")
    elif (value := number(found)) is not None:
        yield from _number(minutes, value)


def _text(minutes: Node, text: str | None) -> Remark:
    digits = text.strip() if text else ""
    repair = replacing(minutes, digits, "Write a number") if digits.isdecimal() and minutes.kind == "string" else None
    return at(minutes, "The minutes are text, so no hold time is set: give a number.", repair=repair)


def _number(minutes: Node, value: float) -> Iterator[Remark]:
    if value < 0:
        yield at(minutes, f"{value:g} minutes are not a time: no hold time is set.")
    elif value == 0:
        yield at(minutes, "0 minutes hold nothing: the message is tried again at once.")
    elif value > WEEK:
        yield at(minutes, f"{value:,.10g} minutes are more than a week ({WEEK:,}): the value is in minutes.")
    elif value >= _MANY and value % 60 == 0 and value % DAY:
        message = f"{value:,.10g} minutes are {value / 60:g} hours: if seconds were meant, write {value / 60:g}."
        yield at(
            minutes,
            message,
            severity=Severity.INFORMATION,
            repair=replacing(minutes, f"{value / 60:g}", "Write minutes"),
        )


RULE = Rule(name="hold-minutes", explanation=__doc__, check=check)
