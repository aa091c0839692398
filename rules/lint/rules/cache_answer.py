"""`GetCheckCache` returns something other than true or false.

    return 0            -- true: in Lua 0 counts as true, so the cache may answer
    return "false"      -- true as well
    return numRetries   -- always true: is numRetries == 0 meant?

VPOP3 documents true (its DNS cache may be used) and false (a fresh lookup is made). Everything but false and nil counts
as true in Lua.
"""

from collections.abc import Iterator

from rules.analysis.expressions import inner, number, returned, string
from rules.analysis.kinds import TABLES, ValueKind
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Remark, Rule, at, replacing
from rules.lint.wording import what_it_is
from rules.vpop3.hooks import HookName

_ODD = TABLES | {ValueKind.NUMBER, ValueKind.TEXT, ValueKind.FUNCTION}


def check(script: Script) -> Iterator[Remark]:
    for function in script.defined(HookName.GET_CHECK_CACHE):
        for statement in script.functions.returns(function):
            values = [inner(value) for value in returned(statement)]
            kind = script.values.of(values[0]).kind if values else ValueKind.UNKNOWN
            if kind in _ODD:
                better = _meant(values[0])
                repair = replacing(values[0], better, f"Return {better}") if better else None
                message = f"{what_it_is(values[0], kind)} and counts as true: answer true or false."
                yield at(values[0], message, repair=repair)
            elif len(values) > 1:
                yield at(values[1], "GetCheckCache has one answer: the second value does nothing.")


def _meant(value: Node) -> str | None:
    if value.kind == "number":
        return "false" if number(value) == 0 else "true"
    text = (string(value) or "").strip().lower()
    return {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}.get(text)


RULE = Rule(name="cache-answer", explanation=__doc__, check=check)
