"""An element is read that is outside its list.

    for i = 0, #rows do print(rows[i].server) end        -- rows[0] is nil: the first is rows[1]
    local i = 0  while i < #rows do print(rows[i].cnt) i = i + 1 end      -- the same
    rows[#rows + 1].server                                -- after the last one
    for i = 1, #rows - 1 do print(rows[i].server) end     -- the last row is left out

Lua numbers the elements of a list from 1 up to and including `#list`.
"""

from collections.abc import Iterator

from rules.analysis import expressions
from rules.analysis.expressions import element, inner, is_operation, number, operator, sides
from rules.analysis.kinds import ValueKind
from rules.analysis.scopes import Declaration
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at, replacing
from rules.lint.wording import shown

_COUNTED_BY_HAND = ("while_statement", "repeat_statement")


def check(script: Script) -> Iterator[Remark]:
    for loop in script.tree.of(*_COUNTED_BY_HAND):
        if not loop.damaged:
            yield from _by_hand(script, loop)
    for loop in script.tree.of("for_statement"):
        clause = loop.get("clause")
        if clause and not loop.damaged and not expressions.iterated(loop):
            yield from _loop(script, loop, clause)
    for index in script.tree.of("bracket_index_expression"):
        if not index.damaged and (remark := _behind(script, index)):
            yield remark


def _loop(script: Script, loop: Node, clause: Node) -> Iterator[Remark]:
    first, last = clause.get("start"), clause.get("end")
    counter = script.names.declared_at(clause.all("name")[0]) if clause.all("name") else None
    if first is None or last is None or counter is None or loop.get("body") is None:
        return
    taken = _taken(counter)
    if number(first) == 0 and clause.get("step") is None:
        yield from _from_0(first, [owner for owner in taken if _is_list(script, owner)])
    elif both := sides(inner(last)) if number(first) == 1 else None:
        counted = [owner for owner in taken if _counts(both[0], owner)]
        if counted and is_operation(inner(last), "-") and number(both[1]) == 1 and not _looks_ahead(counter):
            message = f"The last element is left out: a list goes up to {shown(both[0])}."
            repair = replacing(last, both[0].text, "Go to the end")
            yield at(last, message, severity=Severity.INFORMATION, repair=repair)
        elif counted and _is_rows(script, counted[0]) and is_operation(inner(last), "+"):
            message = f"{shown(counted[0])} ends before: the last element is nil."
            yield at(last, message, repair=replacing(last, both[0].text, "Go to the end"))


def _from_0(first: Node, owners: list[Node]) -> Iterator[Remark]:
    for owner in owners[:1]:
        message = f"{shown(owner)}[0] is nil: the elements are numbered from 1."
        yield at(first, message, repair=replacing(first, "1", "Begin with 1"))


def _by_hand(script: Script, loop: Node) -> Iterator[Remark]:
    """Find loops like `local i = 0 while i < #rows do … rows[i] … i = i + 1 end` that read an element before the
    first step."""
    for counter in _counters(script, loop):
        first = expressions.value_of(counter)
        step = counter.writes[0].node
        if first is None or number(first) != 0:
            continue
        owners = [
            owner
            for owner in _taken(counter)
            if loop.start <= owner.start < step.start and _is_list(script, owner) and not _is_conditional(owner, loop)
        ]
        if owners:
            change = Change(start=first.start, end=first.end, text="1")
            repair = Repair(title="Begin with 1", changes=(change, *_up_to_the_last(loop, owners[0])))
            yield at(first, f"{shown(owners[0])}[0] is nil: the elements are numbered from 1.", repair=repair)


def _counters(script: Script, loop: Node) -> Iterator[Declaration]:
    """Yield the locals that are changed only in this loop, by `i = i + 1`."""
    for node in script.tree.within(loop):
        name = script.names.of(node) if node.kind == "identifier" else None
        counter = name.declaration if name and name.written else None
        if name is None or counter is None or counter.node.start >= loop.start or len(counter.writes) != 1:
            continue
        both = sides(value) if (value := expressions.written_value(name)) and is_operation(value, "+") else None
        if both and both[0].text == node.text and number(both[1]) is not None:
            yield counter


def _is_conditional(node: Node, loop: Node) -> bool:
    """Return whether a condition comes first: `if i > 0 then … rows[i]`, `i > 0 and rows[i]`."""
    for up in node.ancestors():
        if up is loop:
            return False
        if up.kind == "if_statement" or is_operation(up, "and", "or"):
            return True
    return True


def _up_to_the_last(loop: Node, owner: Node) -> Iterator[Change]:
    """Write `<=` in place of `<` in `while i < #rows do`."""
    condition = loop.get("condition")
    both = sides(inner(condition)) if condition else None
    sign = inner(condition).get("operator") if condition else None
    if both and sign and loop.kind == "while_statement" and sign.kind == "<" and _counts(both[1], owner):
        yield Change(start=sign.start, end=sign.end, text="<=")


def _taken(counter: Declaration) -> list[Node]:
    """Return the lists of which the element of that number is read: `rows[i]`."""
    found = list[Node]()
    for read in counter.reads:
        index = read.node.parent
        pair = element(index) if index else None
        if index and pair and pair[1] is read.node and not _is_given_a_value(index):
            found.append(pair[0])
    return found


def _is_given_a_value(index: Node) -> bool:
    return index.role == "name" and index.parent is not None and index.parent.kind == "variable_list"


def _is_rows(script: Script, owner: Node) -> bool:
    return script.values.of(owner).kind is ValueKind.ROWS


def _is_list(script: Script, owner: Node) -> bool:
    """Return whether it is a list without an element 0 of its own."""
    made = script.made_once(owner)
    if made is None:
        return _is_rows(script, owner)
    return all(field.get("name") is None for field in made.all_of("field")) and bool(made.all_of("field"))


def _counts(node: Node, owner: Node) -> bool:
    """Return whether it is `#rows`, for the same rows."""
    node = inner(node)
    operand = node.get("operand") if operator(node) == "#" else None
    return operand is not None and inner(operand).text == owner.text


def _looks_ahead(counter: Declaration) -> bool:
    """Recognise `rows[i + 1]`."""
    return any(read.node.parent is not None and is_operation(read.node.parent, "+") for read in counter.reads)


def _behind(script: Script, index: Node) -> Remark | None:
    """Find `rows[#rows + 1].x`."""
    found = element(index)
    both = sides(found[1]) if found and is_operation(found[1], "+") else None
    if not found or not both or not _counts(both[0], found[0]) or (number(both[1]) or 0) < 1:
        return None
    parent = index.parent
    is_used = parent is not None and index.role == "table" and parent.kind.endswith("index_expression")
    if _is_given_a_value(index) or not (is_used or _is_rows(script, found[0])):
        return None
    message = f"{shown(index)} is always nil: it is after the last element."
    return at(index, message, repair=replacing(found[1], both[0].text, "Take the last element"))


RULE = Rule(name="row-index", explanation=__doc__, check=check)
