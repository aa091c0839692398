"""A condition has `=`, which gives a value; to compare, Lua has `==`.

    if x = 1 then      -- Lua cannot load this
    if x == 1 then     -- compares
    if x ~= 1 then     -- not equal: Lua has no `!=`

In some languages the first is a valid mistake; in Lua it is a syntax error, and VPOP3 calls none of the script's hooks.
"""

from collections.abc import Iterator

from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at, replacing
from rules.lint.script import Script
from rules.lint.tree import Node

_BEGIN = frozenset({"if", "elseif", "while", "until"})
_END = frozenset({"then", "do", "end", "function", "local", "return", "for"}) | _BEGIN
_OPEN, _CLOSE = frozenset("({["), frozenset(")}]")


def check(script: Script) -> Iterator[Remark]:
    for sign in misplaced(script):
        if script.text.source[sign.start - 1 : sign.start] == b"!":
            yield _not_equal(sign)
        else:
            message = "`=` gives a value and cannot stand in a condition: write `==` to compare."
            yield at(sign, message, severity=Severity.ERROR, repair=replacing(sign, "==", "Compare with =="))


def _not_equal(sign: Node) -> Remark:
    """`!=` of other languages."""
    change = Change(start=sign.start - 1, end=sign.end, text="~=")
    message = "Lua has no `!=`: write `~=` for not equal."
    repair = Repair(title="Compare with ~=", changes=(change,))
    return Remark(start=change.start, end=change.end, message=message, severity=Severity.ERROR, repair=repair)


def misplaced(script: Script) -> list[Node]:
    """The `=` signs that stand in conditions, in a text that does not load."""
    if script.problem is None or not script.problem.checked:
        return []
    tokens = [node for node in script.tree.nodes if not node.children and node.end > node.start]
    starts = [index for index, token in enumerate(tokens) if token.kind in _BEGIN]
    return [sign for start in starts if (sign := _sign(script, tokens, start))]


def _sign(script: Script, tokens: list[Node], start: int) -> Node | None:
    """The first `=` between a condition's beginning and its end, outside of brackets and on the same line."""
    depth, line = 0, script.text.line_of(tokens[start].start)
    for token in tokens[start + 1 : start + 200]:
        if token.kind in _END or depth < 0 or script.text.line_of(token.start) > line:
            return None
        if token.kind == "=" and depth == 0:
            return token
        depth += (token.kind in _OPEN) - (token.kind in _CLOSE)
    return None


RULE = Rule(name="assignment-in-condition", explanation=__doc__, check=check)
