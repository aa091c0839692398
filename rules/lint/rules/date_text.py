"""A part of the date is compared with a text that it never is.

    if os.date("%A") == "monday" then       -- never: "Monday", with a capital letter and in English
    if os.date("%a") == "Monday" then       -- never: "Mon"
    if os.date("%H") == "9" then            -- never: "09", with two digits
    if os.date("%A"):lower() == "monday" then

Names of days and months are English, whatever the language of Windows is, because Lua starts in the "C" locale.
"""

from collections.abc import Iterator

from rules.analysis.constants import as_literal, constant, text_of
from rules.analysis.expressions import arguments, operator, sides, string
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Remark, Rule, at, replacing

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NAMES = {
    "%A": _DAYS,
    "%a": tuple(day[:3] for day in _DAYS),
    "%B": _MONTHS,
    "%b": tuple(month[:3] for month in _MONTHS),
    "%p": ("AM", "PM"),
}
_NUMBERS = {
    "%H": (0, 23, 2), "%I": (1, 12, 2), "%M": (0, 59, 2), "%S": (0, 61, 2), "%d": (1, 31, 2), "%m": (1, 12, 2),
    "%y": (0, 99, 2), "%j": (1, 366, 3), "%w": (0, 6, 1),
}  # fmt: skip
"""The least and the largest number, and how many digits it is written with."""


def check(script: Script) -> Iterator[Remark]:
    for node in script.tree.of("binary_expression"):
        both = sides(node) if operator(node) in {"==", "~="} and not node.damaged else None
        for date, other in (both, both[::-1]) if both else ():
            form, text = _form(script, date), text_of(other, script.names)
            if form is not None and text is not None:
                yield from _compared(script, node, other, form, text)


def _form(script: Script, node: Node) -> str | None:
    """Return `%A` for `os.date("%A")`, or for a local that was given it."""
    call = constant(node, script.names)
    given = arguments(call) if call.kind == "function_call" else []
    if not given or script.values.library_name(call.get("name")) != "os.date":
        return None
    form = string(constant(given[0], script.names))
    return form.removeprefix("!") if form is not None else None


def _compared(script: Script, node: Node, other: Node, form: str, text: str) -> Iterator[Remark]:
    if form in _NAMES and text not in _NAMES[form]:
        what, better = f"one of {', '.join(_NAMES[form])}", _name(form, text)
    elif form in _NUMBERS and not _is_given(form, text):
        least, most, digits = _NUMBERS[form]
        what, better = f'"{least:0{digits}}" to "{most:0{digits}}"', _number(form, text)
    else:
        return
    literal = constant(other, script.names)
    repair = replacing(literal, as_literal(better), f"Write {as_literal(better)}") if better else None
    outcome = f"`{operator(node)}` is always {'false' if operator(node) == '==' else 'true'}"
    yield at(other, f'os.date("{form}") is {what}, never {as_literal(text)}: {outcome}.', repair=repair)


def _name(form: str, text: str) -> str | None:
    word = text.strip().rstrip(".").capitalize() if form != "%p" else text.strip().replace(".", "").upper()
    alike = (name for name in _NAMES[form] if len(word) > 1 and name[:3] == word[:3] and form != "%p")
    return word if word in _NAMES[form] else next(alike, None)


def _is_given(form: str, text: str) -> bool:
    least, most, digits = _NUMBERS[form]
    return len(text) == digits and text.isdecimal() and least <= int(text) <= most


def _number(form: str, text: str) -> str | None:
    word = text.strip()
    better = word.lstrip("0").zfill(_NUMBERS[form][2]) if word.isdecimal() else ""
    return better if better and _is_given(form, better) else None


RULE = Rule(name="date-text", explanation=__doc__, check=check)
