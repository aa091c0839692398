"""What a text says of one attempt."""

from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """allowed: true, nothing, or the default. turned_away: false, with minutes or without. rerouted: an override map
    without this server, or `continue` false. error: a hook raised an error, or the text does not load. unknown: it
    could not be found out, see `UnknownReason`."""

    ALLOWED = "allowed"
    TURNED_AWAY = "turned_away"
    REROUTED = "rerouted"
    ERROR = "error"
    UNKNOWN = "unknown"


VERDICTS = tuple(Verdict)
ALLOWED, TURNED_AWAY, REROUTED, ERROR, UNKNOWN = range(5)
"""Places in `VERDICTS`, which rulings hold: millions of them are counted."""


class UnknownReason(StrEnum):
    """sql_not_as_of: a query that cannot be asked of the past. limit: a limit of the sandbox, or an answer that is too
    large. too_many_rounds: more queries one after the other than a replay follows. time: no answer in time."""

    SQL_NOT_AS_OF = "sql_not_as_of"
    LIMIT = "limit"
    TOO_MANY_ROUNDS = "too_many_rounds"
    TIME = "time"


class Ruling(NamedTuple):
    """A verdict and what belongs to it. `verdict` is a place in `VERDICTS`; `minutes` to hold, where they were named;
    `detail` is the sentence of an error, or of what could not be found out, and `line` the script's."""

    verdict: int
    minutes: float | None = None
    reason: UnknownReason | None = None
    detail: str = ""
    line: int | None = None


ALLOW = Ruling(ALLOWED)
REROUTE = Ruling(REROUTED)
