"""Constants: literals, and locals that are given one once."""

from rules.analysis import expressions
from rules.analysis.expressions import inner
from rules.analysis.scopes import Names, Role
from rules.analysis.tree import Node

_MOST_NAMES = 3


def constant(node: Node, names: Names) -> Node:
    """Return the unchanging value of a local name; any other expression itself."""
    found = inner(node)
    for _ in range(_MOST_NAMES):
        name = names.of(found)
        declaration = name.declaration if name else None
        if declaration is None or declaration.writes or declaration.role is not Role.LOCAL:
            break
        value = expressions.value_of(declaration)
        if value is None:
            break
        found = inner(value)
    return found


def text_of(node: Node, names: Names) -> str | None:
    return expressions.string(constant(node, names))


def number_of(node: Node, names: Names) -> float | None:
    return expressions.number(constant(node, names))


def as_literal(text: str) -> str:
    """Write a text as a literal of Lua."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
