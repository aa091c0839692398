"""What became of a send attempt, and the remote server's reply taken apart."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """By the first character of the reply code (RFC 5321 §4.2.1), as the vendor's example reads it:
    `LEFT(result, 1) = '4'`. Anything else, an empty or missing result too, is `no_reply_code`: most likely the
    server was never reached."""

    DELIVERED = "delivered"
    TRANSIENT = "transient"
    PERMANENT = "permanent"
    NO_REPLY_CODE = "no_reply_code"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Outcome.DELIVERED: "delivered",
    Outcome.TRANSIENT: "transient failure",
    Outcome.PERMANENT: "permanent failure",
    Outcome.NO_REPLY_CODE: "no reply code",
}
DIGITS = {"2": Outcome.DELIVERED, "4": Outcome.TRANSIENT, "5": Outcome.PERMANENT}


def outcome_of(result: str) -> Outcome:
    return DIGITS.get(result[:1], Outcome.NO_REPLY_CODE)


CODE = re.compile(r"([2-5][0-9]{2})(?![0-9])[ -]?")
ENHANCED = re.compile(r"([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])[ :]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply taken apart: `code` (RFC 5321 §4.2), `enhanced` status code (RFC 3463 §2), and the rest as
    `text`, the lines of a multi-line reply joined by line breaks, without the codes that each repeats."""

    outcome: Outcome
    code: str | None = None
    enhanced: str | None = None
    text: str = ""

    @classmethod
    def parse(cls, result: str) -> "Reply":
        """Reads any text at all; what is not a reply is all `text`. Like the outcome, a code stands at the very
        beginning."""
        lines = re.split(r"\r\n|\r|\n", result.rstrip())
        code, rest = _take(CODE, lines[0])
        enhanced, rest = _take(ENHANCED, rest)
        others = (_continued(line, code, enhanced) for line in lines[1:])
        text = "\n".join((rest, *others)).strip()
        return cls(outcome=outcome_of(result), code=code, enhanced=enhanced, text=text)


def _take(pattern: re.Pattern[str], text: str) -> tuple[str | None, str]:
    found = pattern.match(text)
    return (found[1], text[found.end() :].lstrip(" ")) if found else (None, text)


def _continued(line: str, code: str | None, enhanced: str | None) -> str:
    found, rest = _take(CODE, line)
    if found is None or found != code:
        return line
    found, without = _take(ENHANCED, rest)
    return without if found is not None and found == enhanced else rest
