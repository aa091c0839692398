"""A loop runs at most once, or never.

    for _, row in ipairs(rows) do
        if row.server == mxserver then return false else return true end     -- decided by the first row alone
    end
    for i = #rows, 1 do … end         -- never: counting down needs a step, for i = #rows, 1, -1 do

Every way through the body ends in `return` or `break`. A `return` that is to come only after all rows goes after the
loop.
"""

from collections.abc import Iterator

from rules.analysis.expressions import inner, iterated, number, operator
from rules.analysis.flow import goes_on, statements
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Repair, Rule, at, inserting

_LOOPS = ("for_statement", "while_statement", "repeat_statement")


def check(script: Script) -> Iterator[Remark]:
    for loop in script.tree.of(*_LOOPS):
        if loop.damaged:
            continue
        body = statements(loop.get("body"))
        if body and not goes_on(loop.get("body")) and not _jumps(script, loop):
            yield _once(loop, body)
        clause = loop.get("clause")
        if clause and not iterated(loop):
            yield from _counting(clause)


def _jumps(script: Script, loop: Node) -> bool:
    """Return whether `goto continue` goes on with the loop."""
    return any(node.kind == "goto_statement" for node in script.tree.within(loop))


def _once(loop: Node, body: list[Node]) -> Remark:
    """Recognise `for … do return x end`, which is a way to get the first element."""
    takes_first = loop.kind == "for_statement" and bool(iterated(loop)) and len(body) == 1
    is_plain = takes_first and body[0].kind in {"return_statement", "break_statement"}
    severity = Severity.INFORMATION if is_plain else Severity.WARNING
    word = loop.children[0]
    return at(word, "This loop runs at most once: every way through it ends in the first round.", severity=severity)


def _counting(clause: Node) -> Iterator[Remark]:
    start, end, step = clause.get("start"), clause.get("end"), clause.get("step")
    if start is None or end is None:
        return
    first, last, by = number(start), number(end), number(step) if step else 1.0
    if by == 0:
        message = "A step of 0 never reaches the end."
        yield at(step or clause, message, severity=Severity.ERROR)
    elif by == 1 and step is None and last in {0.0, 1.0} and operator(inner(start)) == "#":
        yield at(clause, "This loop never counts down: that needs the step -1.", repair=_down(end))
    elif first is not None and last is not None and by is not None and (last - first) * by < 0:
        repair = _down(end) if step is None else None
        yield at(clause, "This loop never runs: it would have to count the other way.", repair=repair)


def _down(end: Node) -> Repair:
    return inserting(end.end, ", -1", "Count down with -1")


RULE = Rule(name="single-pass-loop", explanation=__doc__, check=check)
