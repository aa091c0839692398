"""How a number takes part in a call, as far as the text proves it.

Where it is one side of one ordering comparison that a call makes once at most, the outcome can change at one value at
most: what lies between two values of the same outcome has that outcome, too. Where it is a value that a hook returns,
all other outcomes follow from one. So a grid of values needs few runs of the script.
"""

import re
from dataclasses import dataclass

from rules.analysis.expressions import element, member, operator, sides
from rules.analysis.scopes import Declaration, Name, Role
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.tuning.literal import Use
from rules.tuning.numbers import target_of
from rules.vpop3.hooks import HOOKS

_ORDERING = frozenset({"<", ">", "<=", ">="})
_LOOPS = frozenset({"while_statement", "repeat_statement", "for_statement"})
DYNAMIC = re.compile(rb"\b(?:_G|_ENV|load|loadstring|goto|debug)\b|setmetatable|random")
"""With these, a text may use a number in ways that its words do not show."""
_FARTHEST = 30
_HOOKS = frozenset(hook.value for hook in HOOKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """The use of a number; `place` is that of a returned value."""

    use: Use = Use.FREE
    place: int = 0


FREE = Taking()


def taking(number: Node, script: Script) -> Taking:
    if DYNAMIC.search(script.text.source):
        return FREE
    return _follow(number, script)


def _follow(node: Node, script: Script) -> Taking:
    """Follow the value to the one place where it is used."""
    calculated = False
    for _ in range(_FARTHEST):
        parent = node.parent
        if parent is None:
            return FREE
        if parent.kind == "parenthesized_expression" or operator(parent) == "or":
            node = parent
        elif _is_linear(node, parent):
            node, calculated = parent, True
        elif operator(parent) in _ORDERING and parent.kind == "binary_expression":
            return _step(node, parent, script)
        elif parent.kind == "expression_list" and parent.parent and parent.parent.kind == "return_statement":
            return FREE if calculated else _returned(node, parent, script)
        elif (read := _only_read(node, parent, script)) is not None:
            node = read
        else:
            return FREE
    return FREE


def reads_of(number: Node, script: Script) -> list[Node]:
    """Return the places that read the local which is given this number, and nothing else ever; none where that is not
    certain."""
    target = target_of(number)
    declaration = script.names.declared_at(target) if target else None
    if declaration is None or DYNAMIC.search(script.text.source):
        return []
    reads = _reads(target, script) if target else None
    return [read.node for read in reads or ()]


def _is_linear(node: Node, parent: Node) -> bool:
    """Return whether the result rises or falls with the value throughout."""
    if parent.kind == "unary_expression":
        return operator(parent) == "-"
    if parent.kind != "binary_expression":
        return False
    return operator(parent) in {"+", "-", "*"} or (operator(parent) == "/" and parent.get("left") is node)


def _step(node: Node, comparison: Node, script: Script) -> Taking:
    both = sides(comparison)
    return Taking(use=Use.STEP) if both and _runs_once(node, script) else FREE


def _returned(node: Node, listed: Node, script: Script) -> Taking:
    function = script.functions.around(node)
    if function is None or not function.is_global or not _is_only_hook(function.name, script):
        return FREE
    values = [child for child in listed.children if child.kind not in {",", "comment"}]
    return Taking(use=Use.RETURNED, place=values.index(node))


def _only_read(node: Node, parent: Node, script: Script) -> Node | None:
    """Return where the value is read, if a name or a table's field keeps it and one place reads it."""
    if parent.kind == "field" and parent.get("value") is node and parent.parent:
        return _read_of_field(parent, parent.parent, script)
    target = target_of(node)
    if target is None:
        return None
    reads = _reads(target, script)
    return reads[0].node if reads is not None and len(reads) == 1 else None


def _reads(target: Node, script: Script) -> list[Name] | None:
    """Return all reads of a name that is given a value once; None where that is not certain."""
    declaration = script.names.declared_at(target)
    if declaration is not None:
        return declaration.reads if declaration.role is Role.LOCAL and not declaration.writes else None
    name = script.names.of(target)
    if name is None:
        return None
    if isinstance(name.declaration, Declaration):  # `local limit` first, and its value later
        return None
    uses = script.names.globals[name.text]
    return [use for use in uses if not use.written] if sum(use.written for use in uses) == 1 else None


def _read_of_field(field: Node, table: Node, script: Script) -> Node | None:
    """Return the one place that may read a field of a table that is only ever looked up in."""
    target = target_of(table)
    reads = _reads(target, script) if target else None
    if reads is None:
        return None
    key = field.get("name")
    name = key.text if key is not None and key.kind == "identifier" else None
    found = []
    for read in reads:
        looked_up = read.node.parent
        if looked_up is None or looked_up.get("table") is not read.node or looked_up.role == "name":
            return None
        known = member(looked_up)
        if known is None and element(looked_up) is None:
            return None
        if known is None or name is None or known[1] == name:
            found.append(looked_up)
    return found[0] if len(found) == 1 else None


def _runs_once(node: Node, script: Script) -> bool:
    """Return whether a call of a hook gets to a place once at most."""
    for _ in range(_FARTHEST):
        if any(up.kind in _LOOPS for up in _within_function(node, script)):
            return False
        function = script.functions.around(node)
        if function is None:
            return True
        if _is_only_hook(function.name, script):
            return function.is_global
        calls = script.functions.calls[function.node.index]
        if len(calls) != 1 or _uses(function.declaration, function.name, script) != 1:
            return False
        node = calls[0]
    return False


def _within_function(node: Node, script: Script) -> list[Node]:
    """Return what is around a node, up to its function."""
    function, found = script.functions.around(node), list[Node]()
    for up in node.ancestors():
        if function is not None and up is function.node:
            break
        found.append(up)
    return found


def _uses(declaration: Declaration | None, name: str | None, script: Script) -> int:
    if declaration is not None:
        return len(declaration.reads)
    return sum(not use.written for use in script.names.globals[name]) if name else 0


def _is_only_hook(name: str | None, script: Script) -> bool:
    """Return whether it is a hook that is defined once and that the script never calls."""
    uses = script.names.globals[name] if name in _HOOKS else []
    return len(uses) == 1 and uses[0].written
