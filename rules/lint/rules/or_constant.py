"""A comparison is joined by `or` or `and` to a bare value, which is not compared with anything.

    if domain == "a.example" or "b.example" then                       -- always true
    if domain == ("a.example" or "b.example") then                     -- "b.example" is never looked at
    if domain == "a.example" or domain == "b.example" then

Each comparison has to be written out. Everything but `false` and `nil` counts as true in Lua.
"""

from collections.abc import Iterator

from rules.analysis.conditions import is_tested
from rules.analysis.expressions import inner, is_operation, operands, operator, sides
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Change, Remark, Repair, Rule, at
from rules.lint.wording import shown

_BARE = frozenset({"string", "number", "table_constructor", "true"})
_COMPARISONS = frozenset({"==", "~=", "<", ">", "<=", ">="})


def check(script: Script) -> Iterator[Remark]:
    for node in script.tree.of("binary_expression"):
        if node.damaged:
            continue
        if is_operation(node, "and", "or") and not (node.parent and is_operation(node.parent, operator(node))):
            yield from _chain(node)
        elif operator(node) in _COMPARISONS:
            yield from _compared_with_choice(node)


def _chain(chain: Node) -> Iterator[Remark]:
    """Check `x == "a" or "b"`; outside of conditions `x == 1 and "a" or "b"` chooses a value and is fine."""
    parts = [inner(part) for part in operands(chain)]
    bare = [part for part in parts[1:] if part.kind in _BARE]
    first = parts[0]
    if not bare:
        return
    if is_tested(chain):
        outcome = "the whole is always true" if operator(chain) == "or" else "it changes nothing"
        message = f"{shown(bare[0])} is not compared with anything and counts as true: {outcome}."
        yield at(chain, message, repair=_written_out(chain, parts, first))
    elif operator(chain) == "or" and _is_equality(first) and {part.kind for part in bare} == {_literal(first)}:
        message = f"{shown(bare[0])} is not compared with anything: the value is true or {shown(bare[0])}."
        yield at(chain, message, repair=_written_out(chain, parts, first))


def _is_equality(node: Node) -> bool:
    return is_operation(node, "==", "~=")


def _literal(comparison: Node) -> str:
    both = sides(comparison)
    return both[1].kind if both else ""


def _written_out(chain: Node, parts: list[Node], first: Node) -> Repair | None:
    """Write out `x == "a" or x == "b"`, and `x ~= "a" and x ~= "b"`."""
    both = sides(first)
    if not both or not _is_equality(first) or any(part.kind not in _BARE for part in parts[1:]):
        return None
    word = "or" if operator(first) == "==" else "and"
    compared = f" {word} ".join(f"{both[0].text} {operator(first)} {value.text}" for value in (both[1], *parts[1:]))
    change = Change(start=chain.start, end=chain.end, text=compared)
    return Repair(title=f"Write {compared}" if len(compared) < 60 else "Compare each", changes=(change,))


def _compared_with_choice(node: Node) -> Iterator[Remark]:
    """Check `x == ("a" or "b")`."""
    both = sides(node)
    if not both or not is_operation(both[1], "or", "and") or inner(operands(both[1])[0]).kind not in _BARE:
        return
    parts = [inner(part) for part in operands(both[1])]
    if operator(both[1]) == "or":
        message = f"`{shown(both[1], 'a or b')}` is always {shown(parts[0])}, since that counts as true."
    else:
        message = f"`{shown(both[1], 'a and b')}` is always {shown(parts[-1])}: the others count as true."
    yield at(node, message, repair=_each(node, both[0], parts))


def _each(node: Node, subject: Node, parts: list[Node]) -> Repair | None:
    if not _is_equality(node) or any(part.kind not in _BARE for part in parts):
        return None
    word = "or" if operator(node) == "==" else "and"
    compared = f" {word} ".join(f"{subject.text} {operator(node)} {part.text}" for part in parts)
    return Repair(title="Compare each", changes=(Change(start=node.start, end=node.end, text=f"({compared})"),))


RULE = Rule(name="or-constant", explanation=__doc__, check=check)
