"""The outcome of a send attempt, and the remote server's reply in its parts."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The outcome, by the first digit of the reply code that decides (RFC 5321 §4.2.1). Anything else, also an empty
    or missing result, is `no_reply_code`: most likely the server was never reached."""

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

# PostgreSQL reads these patterns too (`rules.outqueue.attempts.outcome_sql`): use only what means the same there.
LINE = r"[2-5][0-9]{2}(?![^\r\n -])"
OPEN = r"(?:[2-5][0-9]{2}-|220(?![0-9])|3[0-9]{2}(?![0-9]))"
"""The beginning of a line after which the reply continues: `550-`, and a greeting or a 3xx, which decide nothing."""
EARLIER = rf"^#?(?:{OPEN}[^\r\n]*(?:[\r\n](?!{LINE})[^\r\n]*)*[\r\n](?={LINE}))*"
"""The lines before the one that decides. Exchange writes `#550` into its reports."""
DECIDING = rf"{EARLIER}([2-5][0-9]{{2}})(?![0-9])"

NUMBER_END = r"(?![0-9]|[.][0-9])"
LEADING = rf"^#?(?:[2-5][0-9]{{2}}(?![0-9])[ -]?)? *[#(\[]{{0,2}}([245][.][0-9]{{1,3}}[.][0-9]{{1,3}}){NUMBER_END}"
MARKED = rf"(?:[(\[] ?#?|#)([45][.][0-7][.][0-9]{{1,3}}){NUMBER_END}"
WITHIN = {digit: rf"(?<![0-9A-Za-z._/-])({digit}[.][0-7][.][0-9]{{1,3}}){NUMBER_END}" for digit in "45"}
"""The places of an enhanced status code: after the reply code, in brackets or after `#` (qmail, Exchange), and last
anywhere in the words if its class is that of the reply code, since it may be a program's version otherwise."""

_DECIDING = re.compile(DECIDING)
_LEADING, _MARKED = re.compile(LEADING), re.compile(MARKED)
_WITHIN = {digit: re.compile(pattern) for digit, pattern in WITHIN.items()}


def outcome_of(result: str) -> Outcome:
    place = _deciding(result)
    return DIGITS.get(result[place or 0 : (place or 0) + 1], Outcome.NO_REPLY_CODE)


def _deciding(result: str) -> int | None:
    """Return where the code that decides begins: the first line's own, if a line ends the reply with it; None: no
    code."""
    found = _DECIDING.match(result)
    if found is None:
        return None
    own = result[:3]
    ends_with_own = own != "220" and own[0] in "245" and f"\n{own} " in result
    return 0 if ends_with_own else found.start(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply in its parts: `code` (RFC 5321 §4.2) of the line that decides, `enhanced` status code (RFC 3463 §2),
    and the rest as `text`, the lines of a multi-line reply joined by line breaks, without the codes that each
    repeats."""

    outcome: Outcome
    code: str | None = None
    enhanced: str | None = None
    text: str = ""

    @classmethod
    def parse(cls, result: str) -> "Reply":
        """Parse any text; one that is no reply becomes `text`."""
        code, enhanced = codes_of(result)
        lines = re.split(r"\r\n|\r|\n", result.rstrip())
        text = "\n".join(_without(line, code, enhanced) for line in lines).strip()
        return cls(outcome=outcome_of(result), code=code, enhanced=enhanced, text=text)


def codes_of(result: str) -> tuple[str | None, str | None]:
    """Return the reply's `code` and `enhanced` status code, without reading its text."""
    place = _deciding(result)
    code = result[place : place + 3] if place is not None else None
    return code, _enhanced(result[place or 0 :], code) or _enhanced(result, code)


def _enhanced(said: str, code: str | None) -> str | None:
    within = _WITHIN.get((code or "")[:1])
    found = _LEADING.match(said) or _MARKED.search(said) or (within.search(said) if within else None)
    return found[1] if found else None


def _without(line: str, code: str | None, enhanced: str | None) -> str:
    """Remove the codes at the beginning of the line if they are the reply's own."""
    rest = line.removeprefix("#")
    if code:
        if not re.match(rf"{code}(?![0-9])", rest):
            return line
        rest = re.sub(r"^[ -]? *", "", rest[len(code) :])
    if enhanced and re.match(rf"[#(\[]{{0,2}}{re.escape(enhanced)}{NUMBER_END}", rest):
        rest = re.sub(rf"^[#(\[]{{0,2}}{re.escape(enhanced)}[)\]]?[ :]? *", "", rest)
    return rest
