"""Expressions that are names of domains and servers as VPOP3 gives them: in small letters, without a final dot."""

from rules.analysis import expressions
from rules.analysis.expressions import arguments, callee, inner, method
from rules.analysis.scopes import Declaration, Role
from rules.analysis.script import Script
from rules.analysis.tree import Node

_NAMES = frozenset({"domain", "mxserver"})
_KEEPING = frozenset({"lower"})
_DEEPEST = 5


def host(script: Script, node: Node, deep: int = 0) -> str | None:
    """Return `domain` or `mxserver`, where an expression is that parameter of a hook, also under another name."""
    node = inner(node)
    if deep > _DEEPEST:
        return None
    if node.kind == "function_call":
        return _kept(script, node, deep)
    name = script.names.of(node)
    declaration = name.declaration if name else None
    if declaration is None:
        return None
    parameter = script.hook_parameters.get(declaration)
    if parameter:
        return parameter if parameter in _NAMES and _keeps_its_form(script, declaration) else None
    if declaration.writes or declaration.role is not Role.LOCAL:
        return None
    value = expressions.value_of(declaration)
    return host(script, value, deep + 1) if value else None


def _kept(script: Script, call: Node, deep: int) -> str | None:
    """Follow `domain:lower()` and `string.lower(domain)`."""
    on = method(call)
    if on:
        return host(script, on[0], deep + 1) if on[1] in _KEEPING else None
    given = arguments(call)
    is_kept = callee(call) in {"string.lower", "tostring"} and given
    return host(script, given[0], deep + 1) if is_kept else None


def _keeps_its_form(script: Script, declaration: Declaration) -> bool:
    """Recognise `domain = domain:lower()`."""
    values = [expressions.written_value(write) for write in declaration.writes]
    return all(value and value.kind == "function_call" and _made_of(value, declaration, script) for value in values)


def _made_of(call: Node, declaration: Declaration, script: Script) -> bool:
    on = method(call)
    owner = on[0] if on and on[1] in _KEEPING else None
    if callee(call) == "string.lower":
        owner = next(iter(arguments(call)), None)
    name = script.names.of(inner(owner)) if owner else None
    return name is not None and name.declaration is declaration
