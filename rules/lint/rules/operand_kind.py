"""An operator is used on a value that it cannot work with.

    if rows > 5 then                    -- rows is a table: #rows > 5, or tonumber(rows[1].cnt) > 5
    print("rows: " .. rows)             -- a table cannot be joined to text
    print("default: " .. defaultResult) -- nor can a boolean: tostring(defaultResult)
    print("domain: " + domain)          -- `+` calculates; `..` joins text
    if not numRetries > 5 then          -- `not` comes first and gives a boolean: not (numRetries > 5)

Lua raises an error there, and the hook's answer is lost.
"""

from collections.abc import Iterator

from rules.analysis.constants import text_of
from rules.analysis.expressions import inner, is_operation, operands, operator, sides
from rules.analysis.host_names import host
from rules.analysis.kinds import TABLES, ValueKind
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at, replacing
from rules.lint.text_methods import not_called
from rules.lint.wording import MOST_LETTERS, what_it_is

_ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "^"})
_ORDERING = frozenset({"<", ">", "<=", ">="})
_NEVER = TABLES | {ValueKind.BOOLEAN, ValueKind.NIL, ValueKind.FUNCTION}


def check(script: Script) -> Iterator[Remark]:
    for node in script.tree.of("binary_expression"):
        if node.damaged:
            continue
        symbol = operator(node)
        if symbol in _ARITHMETIC:
            yield from _calculation(script, node)
        elif symbol == ".." and not _continues(node):
            yield from _joining(script, node)
        elif symbol in _ORDERING:
            yield from _ordering(script, node)
    for node in script.tree.of("unary_expression"):
        operand = node.get("operand")
        if operand and not node.damaged:
            yield from _unary(script, node, inner(operand))


def is_certain(script: Script, kind: ValueKind) -> bool:
    """Return whether an operator fails on this kind of value. A metatable may make a table support it."""
    return kind in _NEVER and not (kind is ValueKind.TABLE and script.uses_metatables)


def _continues(node: Node) -> bool:
    """Return whether it is part of a longer `a .. b .. c`, which is looked at as a whole."""
    return node.parent is not None and is_operation(node.parent, "..")


def _calculation(script: Script, node: Node) -> Iterator[Remark]:
    for side in sides(node) or ():
        kind = script.values.of(side).kind
        if is_certain(script, kind):
            yield _error(side, f"{what_it_is(side, kind)}: Lua cannot calculate with it.", _counted(side, kind))
            return
        if _is_words(script, side):
            hint = "`..` joins text" if operator(node) == "+" else "Lua cannot calculate with it"
            yield _error(side, f"{what_it_is(side, ValueKind.TEXT)} and no number: {hint}.", _joined(node))
            return


def _is_words(script: Script, side: Node) -> bool:
    """Return whether it is text that is certainly no number: Lua converts digits by itself."""
    text = text_of(side, script.names)
    if text is None:
        return host(script, side) is not None
    return not _is_number(text)


def _is_number(text: str) -> bool:
    try:
        float.fromhex(text) if "x" in text.lower() else float(text)
    except ValueError:
        return False
    return "n" not in text.lower()


def _joined(node: Node) -> Repair | None:
    sign = node.get("operator")
    return replacing(sign, "..", "Join with ..") if sign and sign.kind == "+" else None


def _joining(script: Script, node: Node) -> Iterator[Remark]:
    for part in operands(node):
        kind = script.values.of(part).kind
        if is_certain(script, kind):
            column = _column(script, part, kind)
            hint = f"it cannot be joined to text{f'; a column can, {column}' if column else ''}"
            yield _error(part, f"{what_it_is(part, kind)}: {hint}.", _as_text(part, kind, column))


def _as_text(part: Node, kind: ValueKind, column: str | None) -> Repair | None:
    """Offer a fix that shows something useful; tostring would give "nil" or "table: 0x…" for many values."""
    if column:
        return replacing(part, column, f"Write {column}")
    if kind is ValueKind.FUNCTION and (call := not_called(part)):
        return replacing(part, call, f"Write {call}")
    if kind is ValueKind.BOOLEAN:
        return _around(part, "tostring(", ")", "Make it text with tostring")
    return _counted(part, kind)


def _column(script: Script, part: Node, kind: ValueKind) -> str | None:
    """Return `rows[1].cnt` for `rows[1]`, where the query gives one column."""
    given = script.columns.of_row(part) if kind is ValueKind.ROW else None
    names = {name.lower() for name in given or ()}
    only = next(iter(names)) if len(names) == 1 else ""
    return f"{part.text}.{only}" if only.isidentifier() and len(part.text) < MOST_LETTERS else None


def _ordering(script: Script, node: Node) -> Iterator[Remark]:
    for side in sides(node) or ():
        kind = script.values.of(side).kind
        if side.kind == "unary_expression" and operator(side) == "not":
            return  # said better by not-before-comparison
        if is_certain(script, kind):
            message = f"{what_it_is(side, kind)}: Lua cannot compare it with `{operator(node)}`."
            yield _error(side, message, _counted(side, kind))
            return


def _unary(script: Script, node: Node, operand: Node) -> Iterator[Remark]:
    kind, symbol = script.values.of(operand).kind, operator(node)
    if symbol == "-" and (is_certain(script, kind) or (kind is ValueKind.TEXT and _is_words(script, operand))):
        yield _error(node, f"{what_it_is(operand, kind)}: Lua cannot calculate with it.")
    elif symbol == "#" and kind in {ValueKind.NUMBER, ValueKind.BOOLEAN, ValueKind.NIL, ValueKind.FUNCTION}:
        change = Change(start=node.start, end=operand.start, text="")
        repair = Repair(title="Remove #", changes=(change,)) if kind is ValueKind.NUMBER else None
        yield _error(node, f"{what_it_is(operand, kind)}: it has no length.", repair)


def _counted(node: Node, kind: ValueKind) -> Repair | None:
    return (
        _around(node, "#", "", "Count the rows with #")
        if kind is ValueKind.ROWS and node.kind == "identifier"
        else None
    )


def _around(node: Node, before: str, behind: str, title: str) -> Repair:
    opening = Change(start=node.start, end=node.start, text=before)
    closing = Change(start=node.end, end=node.end, text=behind)
    return Repair(title=title, changes=(opening, closing) if behind else (opening,))


def _error(node: Node, message: str, repair: Repair | None = None) -> Remark:
    return at(node, message, severity=Severity.ERROR, repair=repair)


RULE = Rule(name="operand-kind", explanation=__doc__, check=check)
