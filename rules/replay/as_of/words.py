"""Words that PostgreSQL reads as a moment in a text that becomes a date or time: 'now', 'today 08:00'."""

import re

from rules.replay.as_of.parts import Word
from rules.replay.as_of.refusal import CannotAsk
from rules.replay.as_of.vocabulary import MOMENT_TYPES, TIME

WORD = re.compile(r"(?<![a-z])(?:now|today|tomorrow|yesterday)(?![a-z])", re.IGNORECASE)
_WHOLE = re.compile(
    r"\s*(?P<word>now|today|tomorrow|yesterday)(?:\s+(?P<time>[0-2]?\d:[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?))?\s*",
    re.IGNORECASE,
)
_DAYS = {"today": 0, "tomorrow": 1, "yesterday": -1}
NAMES = {"timestamp with time zone": "timestamptz", "timestamp without time zone": "timestamp", "date": "date"}
"""PostgreSQL's long names of the types, by which it tells what a literal is."""
LONG_TIME = "time without time zone"
UNCERTAIN = {"time with time zone", "timetz"}


def word(text: str, type_: str) -> Word | None:
    """Return the meaning of a literal with such a word in it; None where it is a text like any other in that type.
    Raises CannotAsk where it is not certain."""
    name = NAMES.get(type_, TIME if type_ == LONG_TIME else type_)
    if name in UNCERTAIN or (type_.endswith("[]") and name.removesuffix("[]") in {*MOMENT_TYPES, *NAMES, TIME}):
        raise _unclear(text)
    if name not in {*MOMENT_TYPES, TIME}:
        return None
    found = _WHOLE.fullmatch(text)
    if not found:
        raise _unclear(text)
    if found["word"].lower() == "now":
        if found["time"]:
            raise _unclear(text)
        return Word(name, None)
    if name == TIME:
        raise _unclear(text)
    return Word(name, _DAYS[found["word"].lower()], found["time"] or "")


def _unclear(text: str) -> CannotAsk:
    return CannotAsk(f"It uses the literal '{text}', whose meaning at a past moment is not certain.")
