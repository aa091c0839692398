"""The numbers of a script's Lua that can be varied, what each is called, and why others cannot."""

import re

from rules.analysis.expressions import arguments, callee, inner, member, method, operator, sides
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.tuning.sql_lengths import UNIT_FOLLOWS
from rules.vpop3.hooks import HookName

COMPARISONS = frozenset({"<", ">", "<=", ">=", "==", "~="})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "^", "%", "and", "or"})
_THROUGH = re.compile(r"math\.(?:min|max|floor|ceil|abs|random)|tonumber")
_VERSION = re.compile(r"version", re.IGNORECASE)
_LONGEST_NAME = 60

Naming = tuple[str, str]
"""What a number is called, and its unit."""


class Unsuitable(Exception):
    """The number cannot be varied; the message is the reason."""


def naming(number: Node, script: Script) -> Naming:
    """Return what the number is called. Raise Unsuitable."""
    child, parent = _surroundings(number)
    if parent is None:
        raise Unsuitable("It is not compared, returned or kept under a name.")
    match parent.kind:
        case "binary_expression" if operator(parent) in COMPARISONS:
            return _compared(child, parent), ""
        case "binary_expression" if operator(parent) == "..":
            return _joined(child, parent)
        case "bracket_index_expression":
            raise Unsuitable("It is the index of an element.")
        case "field":
            return _field(child, parent), ""
        case "for_numeric_clause":
            raise Unsuitable("It counts the turns of a loop.")
        case "arguments":
            return _argument(child, parent, script), ""
        case "expression_list":
            return _listed(child, parent, script), ""
    raise Unsuitable("It is not compared, returned or kept under a name.")


def is_hold(number: Node, script: Script, depth: int = 3) -> bool:
    """Return whether it is, or helps to calculate, the second value that CheckServer returns."""
    child, parent = _surroundings(number)
    if parent is None or parent.kind != "expression_list" or not parent.parent:
        return False
    statement = parent.parent
    if statement.kind == "return_statement":
        return _values(parent).index(child) == 1 and _checks(statement, script)
    target = target_of(child)
    declared = script.names.declared_at(target) if target else None
    return bool(depth and declared and any(is_hold(read.node, script, depth - 1) for read in declared.reads))


def kept_as(value: Node) -> str:
    """Return the name that a value is given to, also as a field of another table."""
    parent = value.parent
    if parent is not None and parent.kind == "field" and parent.get("value") is value:
        return _field(value, parent)
    target = target_of(value)
    return target.text if target else ""


def target_of(value: Node) -> Node | None:
    """Return the name or field that an assignment gives a value to."""
    listed = value.parent
    variables = listed.parent.child("variable_list") if listed and listed.parent else None
    if listed is None or listed.kind != "expression_list" or variables is None:
        return None
    targets, place = variables.all("name"), _values(listed).index(value)
    return targets[place] if place < len(targets) else None


def _surroundings(number: Node) -> tuple[Node, Node | None]:
    """Return the expression that the number is calculated into, and what that is part of."""
    child, parent = number, number.parent
    while parent is not None:
        call = parent.parent
        if parent.kind == "arguments" and call and _THROUGH.fullmatch(callee(call)):
            if callee(call) == "tonumber" and arguments(call)[0] is not child:
                raise Unsuitable("It is the base of a number.")
            child, parent = call, call.parent
        elif parent.kind in {"parenthesized_expression", "unary_expression"} or operator(parent) in _ARITHMETIC:
            child, parent = parent, parent.parent
        else:
            break
    return child, parent


def _compared(child: Node, comparison: Node) -> str:
    both = sides(comparison)
    if both is None:
        raise Unsuitable("It is not compared, returned or kept under a name.")
    other = both[1] if inner(child) is both[0] else both[0]
    name = short(other)
    if _VERSION.search(name):
        raise Unsuitable("It is a version number.")
    return f"compared with {name}"


def short(expression: Node) -> str:
    """Name what a number is compared with: `tonumber(x[1].cnt)` is cnt."""
    found = inner(expression)
    while found.kind == "function_call" and callee(found) == "tonumber" and arguments(found):
        found = inner(arguments(found)[0])
    if part := member(found):
        return part[1]
    return _shortened(found.text)


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def _joined(child: Node, joining: Node) -> Naming:
    """Accept a number that a unit of time follows in a text: `'-' .. 15 .. ' MINUTES'`."""
    right = joining.get("right")
    while right and right is not child and right.kind == "binary_expression" and operator(right) == "..":
        right = right.get("left")
    if right and right is not child and right.kind == "string":
        content = right.get("content")
        if content and (unit := UNIT_FOLLOWS.match(content.text)):
            return "length of time", unit[1].lower()
    raise Unsuitable("It becomes part of a text.")


def _field(child: Node, field: Node) -> str:
    if field.get("value") is not child:
        raise Unsuitable("It is a key of a table.")
    table = field.parent
    key = field.get("name")
    if key is not None:
        name = key.text if key.kind == "identifier" else f"[{key.text}]"
    elif table is not None:
        name = f"[{[each for each in table.all_of('field') if each.get('name') is None].index(field) + 1}]"
    holder = kept_as(table) if table else ""
    dot = "" if not holder or name.startswith("[") else "."
    _refuse_version(name)
    return _shortened(f"{holder}{dot}{name}")


def _refuse_version(name: str) -> None:
    if _VERSION.search(name):
        raise Unsuitable("It is a version number.")


def _argument(child: Node, listed: Node, script: Script) -> str:
    call = listed.parent
    assert call, "arguments are those of a call"
    function = script.functions.called(call)
    place = arguments(call).index(child)
    if function is not None and place < len(function.parameters):
        name = function.parameters[place].name
        _refuse_version(name)
        return f"{name} of {function.name}"
    called = method(call)
    raise Unsuitable(f"It is an argument of {called[1] if called else callee(call)}.")


def _listed(child: Node, values: Node, script: Script) -> str:
    statement = values.parent
    if statement is not None and statement.kind == "return_statement":
        if _values(values).index(child) == 1 and _checks(statement, script):
            return "hold minutes"
        function = script.functions.around(statement)
        return f"returned by {function.name}" if function and function.name else "returned"
    name = kept_as(child)
    if not name:
        raise Unsuitable("It is not compared, returned or kept under a name.")
    _refuse_version(name)
    return _shortened(name)


def _checks(statement: Node, script: Script) -> bool:
    """Return whether it is a return statement of CheckServer."""
    function = script.functions.around(statement)
    return function is not None and function.is_global and function.name == HookName.CHECK_SERVER.value


def _values(listed: Node) -> list[Node]:
    return [child for child in listed.children if child.kind not in {",", "comment"}]
