"""Reading expressions: operands, arguments, literals, and the values given to names."""

import re
from collections.abc import Iterator

from rules.analysis.scopes import Declaration, Name
from rules.analysis.tree import Node

_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\n": "\n"}
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(\d{1,3})|(z)\s*|(.))", re.DOTALL)
_LONG = re.compile(r"\[(=*)\[(?:\r\n|\n)?(.*)\]\1\]", re.DOTALL)
_PUNCTUATION = frozenset({"(", ")", ",", ";", "comment"})


def inner(node: Node) -> Node:
    """Remove the parentheses around an expression."""
    while node.kind == "parenthesized_expression" and len(node.children) == 3:
        node = node.children[1]
    return node


def operator(node: Node) -> str:
    found = node.fields.get("operator") if node.fields else None
    return found.kind if found else ""


def is_operation(node: Node, *operators: str) -> bool:
    return node.kind == "binary_expression" and operator(node) in operators


def sides(node: Node) -> tuple[Node, Node] | None:
    """Return the two sides of a binary expression, without parentheses around them."""
    left, right = node.get("left"), node.get("right")
    return (inner(left), inner(right)) if left and right else None


def operands(node: Node) -> list[Node]:
    """Return the parts of a chain of one operator, `a .. b .. c`, from left to right; of anything else the node
    itself."""
    chain, pending, found = operator(node), [node], []
    while pending:
        part = inner(pending.pop())
        both = sides(part) if is_operation(part, chain) else None
        if both:
            pending.extend(reversed(both))
        else:
            found.append(part)
    return found


def arguments(call: Node) -> list[Node]:
    return _listed(call.get("arguments"))


def returned(statement: Node) -> list[Node]:
    """Return the values of a return statement."""
    return _listed(statement.child("expression_list"))


def iterated(loop: Node) -> list[Node]:
    """Return the expressions after `in` in the head of a loop."""
    clause = loop.get("clause")
    return _listed(clause.child("expression_list")) if clause else []


def _listed(holder: Node | None) -> list[Node]:
    return [child for child in holder.children if child.kind not in _PUNCTUATION] if holder else []


def callee(call: Node) -> str:
    """Return the called function as it is written: `string.format`, `server:gsub`."""
    name = call.get("name")
    return "".join(name.text.split()) if name and name.end - name.start < 200 else ""


def method(call: Node) -> tuple[Node, str] | None:
    """Return the object and the name in `object:name(…)`."""
    name = call.get("name")
    if name is None or name.kind != "method_index_expression":
        return None
    owner, member = name.get("table"), name.get("method")
    return (inner(owner), member.text) if owner and member else None


def member(node: Node) -> tuple[Node, str] | None:
    """Return the table and the key in `table.key` and `table["key"]`."""
    owner, key = node.get("table"), node.get("field")
    if owner is None or key is None:
        return None
    if node.kind == "dot_index_expression":
        return inner(owner), key.text
    text = string(inner(key)) if node.kind == "bracket_index_expression" else None
    return (inner(owner), text) if text is not None else None


def element(node: Node) -> tuple[Node, Node] | None:
    """Return the table and the key in `table[key]`."""
    owner, key = node.get("table"), node.get("field")
    if node.kind != "bracket_index_expression" or owner is None or key is None:
        return None
    return inner(owner), inner(key)


def string(node: Node) -> str | None:
    """Return the value of a text literal. Bytes above 127 may come out as other letters than they were."""
    if node.kind != "string":
        return None
    if found := _LONG.fullmatch(node.text):
        return found[2]
    return _ESCAPE.sub(_unescaped, node.text[1:-1])


def number(node: Node) -> float | None:
    """Return the value of a number literal, also of a negative one and of sums and products of such."""
    node = inner(node)
    if node.kind == "number":
        return _parsed(node.text)
    if node.kind == "unary_expression" and operator(node) == "-" and (operand := node.get("operand")):
        value = number(operand)
        return None if value is None else -value
    both = sides(node) if is_operation(node, "+", "-", "*") else None
    return _calculated(operator(node), *both) if both else None


def value_of(declaration: Declaration) -> Node | None:
    """Return the expression that `local name = …` gives to this name."""
    variables = declaration.node.parent
    return _value_at(variables, declaration.node)


def written_value(name: Name) -> Node | None:
    """Return the expression that an assignment gives to a name."""
    return _value_at(name.node.parent, name.node)


def given_to(target: Node) -> Node | None:
    """Return the expression that an assignment gives to an element: `list[1] = …`."""
    return _value_at(target.parent, target)


def values_of(declaration: Declaration) -> Iterator[Node | None]:
    """Yield every expression that may be a local's value; None for one that is not known. A declaration without a
    value is skipped."""
    if (first := value_of(declaration)) is not None or not declaration.writes:
        yield first
    for write in declaration.writes:
        yield written_value(write)


def _value_at(variables: Node | None, target: Node) -> Node | None:
    assignment = variables.parent if variables else None
    if not variables or not assignment or assignment.kind != "assignment_statement":
        return None
    values = assignment.child("expression_list")
    given, place = values.all("value") if values else [], variables.all("name").index(target)
    return given[place] if place < len(given) else None


def _unescaped(found: re.Match[str]) -> str:
    hexadecimal, decimal, skipped, other = found.groups()
    if hexadecimal:
        return chr(int(hexadecimal, 16))
    if decimal:
        return chr(min(int(decimal), 255))
    return "" if skipped else _ESCAPES.get(other, other)


def _parsed(text: str) -> float | None:
    try:
        return float.fromhex(text) if text[:2].lower() == "0x" else float(text)
    except (ValueError, OverflowError):
        return None


def _calculated(symbol: str, left: Node, right: Node) -> float | None:
    first, second = number(left), number(right)
    if first is None or second is None:
        return None
    return {"+": first + second, "-": first - second, "*": first * second}[symbol]
