"""Text is compared with a number.

    if rows[1].cnt > 5 then              -- an error: Lua does not compare text with a number
    if rows[1].cnt == 5 then             -- never true
    if rows[1].cnt > "5" then            -- letter by letter: "10" comes before "5"
    if tonumber(rows[1].cnt) > 5 then

Every value of a query is text, also that of a number column: `tonumber` makes a number of it.
"""

import re
from collections.abc import Iterator

from rules.analysis.constants import as_literal
from rules.analysis.expressions import arguments, inner, operator, sides, string
from rules.analysis.host_names import host
from rules.analysis.kinds import ValueKind
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at, replacing

_ORDERING = frozenset({"<", ">", "<=", ">="})
_EQUALITY = frozenset({"==", "~="})
_CONVERSION = re.compile(r"%(.)")
_DIGITS = frozenset("HIMSdmyYjw")
_TITLE = "Make it a number with tonumber"


def check(script: Script) -> Iterator[Remark]:
    for node in script.tree.of("binary_expression"):
        both = sides(node) if operator(node) in _ORDERING | _EQUALITY else None
        if not both or node.damaged:
            continue
        if text := _text_beside_number(script, *both):
            yield _remark(script, node, text)
        elif operator(node) in _ORDERING and (found := _text_beside_digits(script, *both)):
            yield _letter_by_letter(node, *found)


def _text_beside_number(script: Script, left: Node, right: Node) -> Node | None:
    kinds = script.values.of(left).kind, script.values.of(right).kind
    if kinds == (ValueKind.TEXT, ValueKind.NUMBER):
        return left
    return right if kinds == (ValueKind.NUMBER, ValueKind.TEXT) else None


def _text_beside_digits(script: Script, left: Node, right: Node) -> tuple[Node, Node] | None:
    """Return a column of a query, which may be NULL, and a literal like "5"."""
    for text, literal in ((left, right), (right, left)):
        value = script.values.of(text)
        if value.kind is ValueKind.TEXT and value.may_be_nil and (string(literal) or "").isdecimal():
            return text, literal
    return None


def _remark(script: Script, node: Node, text: Node) -> Remark:
    symbol = operator(node)
    if symbol in _ORDERING:
        what, severity = "which raises an error", Severity.ERROR
    else:
        what, severity = f"which is always {'false' if symbol == '==' else 'true'}", Severity.WARNING
    literal, name = string(text), host(script, text)
    if name:
        return at(node, f"{name} is a name and is compared with a number, {what}.", severity=severity)
    if literal is not None:
        digits = literal.strip()
        repair = replacing(text, digits, "Write a number") if digits.isdecimal() else None
        return at(node, f"Text is compared with a number, {what}.", severity=severity, repair=repair)
    form = _date_form(script, text)
    if form is not None:
        return _date(node, text, form, what, severity)
    message = f"Text is compared with a number, {what}: use tonumber."
    return at(node, message, severity=severity, repair=Repair(title=_TITLE, changes=_made_number(text)))


def _date_form(script: Script, text: Node) -> str | None:
    """Return the format of `os.date(…)`."""
    given = arguments(text) if text.kind == "function_call" else []
    is_date = given and script.values.library_name(text.get("name")) == "os.date"
    return string(inner(given[0])) if is_date else None


def _date(node: Node, text: Node, form: str, what: str, severity: Severity) -> Remark:
    """Report `os.date("%H:%M") > 900`: tonumber converts digits only, so the signs between them have to go."""
    letters = _CONVERSION.findall(form)
    if not letters or not set(letters) <= _DIGITS:
        message = f'Text is compared with a number, {what}: os.date("{form}") gives no number.'
        return at(node, message, severity=severity)
    digits = "!" * form.startswith("!") + "".join(f"%{letter}" for letter in letters)
    given = arguments(text)[0]
    changes = _made_number(text)
    if digits != form:
        changes = (changes[0], Change(start=given.start, end=given.end, text=as_literal(digits)), *changes[1:])
    message = f'Text is compared with a number, {what}: use tonumber(os.date("{digits}")).'
    return at(node, message, severity=severity, repair=Repair(title=_TITLE, changes=changes))


def _letter_by_letter(node: Node, text: Node, literal: Node) -> Remark:
    message = 'Two texts are compared letter by letter, so that "10" comes before "5": compare numbers.'
    number = Change(start=literal.start, end=literal.end, text=str(int(string(literal) or 0)))
    return at(node, message, repair=Repair(title=_TITLE, changes=(*_made_number(text), number)))


def _made_number(text: Node) -> tuple[Change, ...]:
    return (
        Change(start=text.start, end=text.start, text="tonumber("),
        Change(start=text.end, end=text.end, text=")"),
    )


RULE = Rule(name="text-and-number", explanation=__doc__, check=check)
