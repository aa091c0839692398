"""Two values are compared that can never be equal, because they are of different kinds.

    if defaultResult == "true" then     -- never: defaultResult is a boolean, "true" is text
    if defaultResult == 1 then          -- never: Lua does not take 1 for true
    if rows == 0 then                   -- never: count them, #rows == 0
    if domain.lower == "x" then         -- never: domain.lower is a function, domain:lower() its result
    if domain:find("x") == true then    -- never: find gives a place or nil, domain:find("x") ~= nil
    if domain == {"a.example"} then     -- never: a new table is equal to nothing but itself

Lua raises no error; `==` is false and `~=` is true whatever the values are.
"""

from collections.abc import Iterator

from rules.analysis.constants import text_of
from rules.analysis.expressions import arguments, method, number, operator, sides
from rules.analysis.kinds import IN_WORDS, TABLES, ValueKind
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Remark, Repair, Rule, at, inserting, replacing
from rules.lint.text_methods import not_called
from rules.lint.wording import what_it_is

_TYPES = frozenset({"nil", "number", "string", "boolean", "table", "function", "thread", "userdata"})
_FINDING = {"find": "a place", "match": "text"}
_SILENT = frozenset({ValueKind.UNKNOWN, ValueKind.NIL})


def check(script: Script) -> Iterator[Remark]:
    for node in script.tree.of("binary_expression"):
        if operator(node) not in {"==", "~="} or node.damaged or not (both := sides(node)):
            continue
        left, right = both
        if left.kind == "unary_expression" and operator(left) == "not":
            continue  # said better by not-before-comparison
        if message := _type_name(script, left, right) or _type_name(script, right, left):
            yield at(node, message)
        elif "table_constructor" in {left.kind, right.kind}:
            yield at(node, f"A new table is equal to nothing: {_outcome(node)}.")
        elif _differ(script, left, right):
            kinds = script.values.of(left).kind, script.values.of(right).kind
            what = f"{what_it_is(left, kinds[0])} and the other side is {IN_WORDS[kinds[1]]}"
            if called := _found_or_nil(script, node, left, right):
                yield called
            else:
                yield at(node, f"{what}: {_outcome(node)}.", repair=_repair(script, left, right))


def _outcome(node: Node) -> str:
    return f"`{operator(node)}` is always {'false' if operator(node) == '==' else 'true'}"


def _differ(script: Script, left: Node, right: Node) -> bool:
    first, second = script.values.of(left), script.values.of(right)
    kinds = {first.kind, second.kind}
    if kinds & _SILENT or len(kinds) == 1 or kinds <= TABLES or kinds == {ValueKind.TEXT, ValueKind.NUMBER}:
        return False  # Text beside a number: text-and-number.
    return not any(
        value.may_be_false and other.kind is ValueKind.BOOLEAN for value, other in ((first, second), (second, first))
    )


def _found_or_nil(script: Script, node: Node, left: Node, right: Node) -> Remark | None:
    """Explain `domain:find("x") == true`: `find` and `match` give a place or text, or nil where they find nothing."""
    for call, literal in ((left, right), (right, left)):
        on = method(call) if call.kind == "function_call" else None
        name = on[1] if on else (script.values.library_name(call.get("name")) or "").removeprefix("string.")
        if call.kind != "function_call" or name not in _FINDING or literal.kind not in {"true", "false"}:
            continue
        found = (literal.kind == "true") == (operator(node) == "==")
        better = f"{call.text} {'~=' if found else '=='} nil"
        what = f"{name} gives {_FINDING[name]} or nil, never {literal.kind}"
        message = f"{what}: {_outcome(node)}. Compare with nil: `{'~=' if found else '=='} nil`."
        return at(node, message, repair=replacing(node, better, f"Write {'~=' if found else '=='} nil"))
    return None


def _repair(script: Script, left: Node, right: Node) -> Repair | None:
    for value, literal in ((left, right), (right, left)):
        kind = script.values.of(value).kind
        if kind is ValueKind.FUNCTION and (call := not_called(value)):
            return replacing(value, call, f"Write {call}")
        if kind is ValueKind.BOOLEAN and (word := _boolean(literal)) and value.kind not in {"true", "false"}:
            return replacing(literal, word, f"Compare with {word}")
        if kind is ValueKind.ROWS and value.kind == "identifier" and number(literal) is not None:
            return inserting(value.start, "#", "Count the rows with #")
    return None


def _boolean(literal: Node) -> str | None:
    if literal.kind == "string":
        text = literal.text[1:-1].strip().lower()
        return {"true": "true", "false": "false", "t": "true", "f": "false"}.get(text)
    value = number(literal)
    return {1: "true", 0: "false"}.get(int(value)) if value in {0, 1} else None


def _type_name(script: Script, call: Node, name: Node) -> str | None:
    """Explain `type(x) == "text"`: `type` gives one of eight names."""
    if call.kind != "function_call" or script.values.library_name(call.get("name")) != "type" or not arguments(call):
        return None
    text = text_of(name, script.names)
    if text is None or text in _TYPES:
        return None
    return f'`type` never gives "{text}": it gives "nil", "number", "string", "boolean", "table" or "function".'


RULE = Rule(name="equal-kind", explanation=__doc__, check=check)
