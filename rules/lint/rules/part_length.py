"""A part of a text is compared with a text of another length, so the two are never equal.

    if mxserver:sub(-4) == "com" then        -- four letters are never three: mxserver:sub(-3) or ".com"
    if mxserver:sub(1, 3) == "mail" then     -- three letters are never four: mxserver:sub(1, 4)
    if mxserver:sub(0, 4) == "mail" then     -- letters are counted from 1: mxserver:sub(1, 4)

`text:sub(1, 3)` are the first three letters, `text:sub(-3)` the last three. A shorter text gives fewer.
"""

from collections.abc import Iterator

from rules.analysis.constants import number_of, text_of
from rules.analysis.expressions import arguments, method, operator, sides
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at, replacing
from rules.lint.wording import shown


def check(script: Script) -> Iterator[Remark]:
    for call in script.tree.of("function_call"):
        if not call.damaged and (given := _given(script, call)) and number_of(given[0], script.names) == 0:
            message = f"{shown(call, 'This part')} begins before the first letter: letters are counted from 1."
            repair = replacing(given[0], "1", "Begin with 1") if given[0].kind == "number" else None
            yield at(given[0], message, severity=Severity.INFORMATION, repair=repair)
    for node in script.tree.of("binary_expression"):
        both = sides(node) if operator(node) in {"==", "~="} and not node.damaged else None
        for part, other in (both, both[::-1]) if both else ():
            text = text_of(other, script.names)
            places = _places(script, part) if text is not None else None
            if places and text:
                yield from _compared(node, part, places, text)


def _places(script: Script, part: Node) -> tuple[list[Node], int, int] | None:
    """Return the arguments, the first place and the length of the part; None where the length is not certain."""
    given = _given(script, part) if part.kind == "function_call" else []
    numbers = [number_of(each, script.names) for each in given]
    if not given or any(number is None or number != int(number) for number in numbers):
        return None
    first, last = int(numbers[0] or 0), int(numbers[1] or 0) if len(numbers) > 1 else -1
    if first == 0 and last > 0:
        return given, first, last
    if first > 0 and last >= first:
        return given, first, last - first + 1
    return (given, first, last - first + 1) if first < 0 and first <= last < 0 else None


def _given(script: Script, call: Node) -> list[Node]:
    """Return the places that `sub` is given, as a method or as a function."""
    on, given = method(call), arguments(call)
    if script.values.library_name(call.get("name")) == "string.sub":
        return given[1:]
    return given if on and on[1] == "sub" and on[1] not in script.functions.methods else []


def _compared(node: Node, part: Node, places: tuple[list[Node], int, int], text: str) -> Iterator[Remark]:
    given, first, length = places
    letters = len(text.encode())
    if letters == length:
        return
    outcome = f"`{operator(node)}` is always {'false' if operator(node) == '==' else 'true'}"
    if letters > length:
        message = f"{shown(part, 'The part')} has {length} letters at most, and the text {letters}: {outcome}."
        yield at(node, message, repair=_repair(given, first, letters))
    else:
        message = f"{shown(part, 'The part')} has {length} letters, and the text {letters}."
        yield at(node, message, severity=Severity.WARNING, repair=_repair(given, first, letters))


def _repair(given: list[Node], first: int, letters: int) -> Repair | None:
    """Take as many letters from the same side."""
    if first in {0, 1} and len(given) == 2:
        change = Change(start=given[1].start, end=given[1].end, text=str(letters))
    elif first < 0 and len(given) == 1:
        change = Change(start=given[0].start, end=given[0].end, text=str(-letters))
    else:
        return None
    return Repair(title=f"Take {letters} letters", changes=(change,))


RULE = Rule(name="part-length", explanation=__doc__, check=check)
