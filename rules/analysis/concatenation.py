"""The parts of a text or a list that several statements have put together, as it is where it is read."""

from rules.analysis import expressions
from rules.analysis.expressions import (
    arguments,
    callee,
    inner,
    is_operation,
    number,
    operands,
    operator,
    sides,
    value_of,
)
from rules.analysis.scopes import FUNCTIONS, Name, Names, Role
from rules.analysis.tree import Node

MOST_STEPS = 100
"""A text of more steps is not followed: people do not read it either."""


def text_parts(node: Node, names: Names) -> list[Node] | None:
    """Return both parts of `sql = "SELECT …"`, then `sql = sql .. " WHERE …"`. A part that an `if` without `else` adds
    is taken as added.

    None where that is not certain, and for a variable that is written once.
    """
    name = names.of(node)
    declaration = name.declaration if name else None
    if name is None or (declaration and declaration.role is not Role.LOCAL):
        return None
    first = value_of(declaration) if declaration and _function(declaration.node) is _function(node) else None
    parts = [first] if first else []
    writes = declaration.writes if declaration else [use for use in names.globals[name.text] if use.written]
    if not writes or not _is_worth_it(names, node, len(writes)):
        return None
    for write in writes:
        if write.node.start < node.start and not _holds(write, node):
            added = _written(write, node, names, parts)
            if added is None:
                return None
            parts = added
    return parts or None


def alternatives(node: Node, names: Names) -> list[Node]:
    """Return the values one of which a local is given, for example in the branches of an `if`; nothing where they
    are not all known, or one is made of another."""
    name = names.of(inner(node))
    declaration = name.declaration if name else None
    if declaration is None or declaration.role is not Role.LOCAL:
        return []
    uses = [*declaration.reads, *declaration.writes]
    if not _is_worth_it(names, node, len(uses)) or any(_function(use.node) is not _function(node) for use in uses):
        return []
    values = [value for value in expressions.values_of(declaration) if value]
    known = len(values) == len(declaration.writes) + (value_of(declaration) is not None)
    made_of_another = any(each.start <= read.node.start < each.end for each in values for read in declaration.reads)
    return values if known and not made_of_another else []


def items(node: Node, names: Names) -> list[Node] | None:
    """Return the items of `{"a", b}` and what `list[#list + 1] = c` and `table.insert(list, d)` have added; None
    where that is not certain."""
    node = inner(node)
    if node.kind == "table_constructor":
        fields = [child for child in node.children if child.kind == "field"]
        found = [value for field in fields if not field.get("name") and (value := field.get("value"))]
        return found if len(found) == len(fields) else None
    name = names.of(node)
    declaration = name.declaration if name else None
    made = value_of(declaration) if declaration and not declaration.writes else None
    if not declaration or not made or made.kind != "table_constructor":
        return None
    if not _is_worth_it(names, node, len(declaration.reads)):
        return None
    before = [_added(use.node, node) for use in declaration.reads if use.node.start < node.start]
    start = items(made, names)
    if start is None or None in before or _function(declaration.node) is not _function(node):
        return None
    return start + [item for each in before for item in each or ()]


def _is_worth_it(names: Names, reader: Node, steps: int) -> bool:
    """Subtract the cost of following from what is left for this script. Return whether any is left."""
    names.patience -= steps * sum(1 for _ in reader.ancestors())
    return steps <= MOST_STEPS and names.patience > 0


def _written(write: Name, reader: Node, names: Names, parts: list[Node]) -> list[Node] | None:
    value = expressions.written_value(write)
    if value is None or _function(write.node) is not _function(reader):
        return None
    added = operands(value) if is_operation(inner(value), "..") else []
    if added and _is_same(names.of(added[0]), write):
        return [*parts, *added[1:]] if parts and _counts(write.node, reader) else None
    return [value] if _is_before(write.node, reader) else None


def _added(use: Node, reader: Node) -> list[Node] | None:
    """Return what a use of a list adds at its end: nothing where it is only read, None where something else may
    happen."""
    parent = use.parent
    call = parent.parent if parent and parent.kind == "arguments" else None
    given = arguments(call) if call else []
    if call and callee(call) == "table.insert" and len(given) == 2 and given[0] is use:
        return [given[1]] if _counts(call, reader) else None
    if parent and parent.kind == "unary_expression":
        return []
    if parent is None or parent.kind != "bracket_index_expression" or use.role != "table":
        return None
    if parent.role != "name" or parent.parent is None or parent.parent.kind != "variable_list":
        return []
    value = expressions.given_to(parent)
    return [value] if value and _is_next(parent.get("field"), use) and _counts(parent, reader) else None


def _is_next(key: Node | None, of: Node) -> bool:
    """Recognise `#list + 1`."""
    both = sides(key) if key and is_operation(key, "+") else None
    operand = both[0].get("operand") if both and operator(both[0]) == "#" else None
    return operand is not None and operand.text == of.text and both is not None and number(both[1]) == 1


def _is_same(name: Name | None, other: Name) -> bool:
    return name is not None and (name.declaration, name.text) == (other.declaration, other.text)


def _holds(write: Name, node: Node) -> bool:
    """Return whether a node is inside the assignment that writes."""
    statement = write.node.parent.parent if write.node.parent else None
    return statement is not None and statement.start <= node.start < statement.end


def _is_before(step: Node, reader: Node) -> bool:
    """Return whether it is on every way to the reader."""
    block = next(up for up in step.ancestors() if up.kind in {"block", "chunk"})
    return any(up is block for up in reader.ancestors())


def _counts(step: Node, reader: Node) -> bool:
    """Return whether it is on every way to the reader, or on all but those around an `if` without alternatives, or a
    loop."""
    around = {up.index for up in reader.ancestors()}
    for up in step.ancestors():
        if up.index in around:
            return True
        if up.kind in FUNCTIONS or up.get("alternative") or up.role == "alternative":
            return False
    return False


def _function(node: Node) -> Node | None:
    return next((up for up in node.ancestors() if up.kind in FUNCTIONS), None)
