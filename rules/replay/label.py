"""Labels: a verdict held against what really happened."""

from enum import StrEnum

from rules.replay.outcome import DELIVERED, NO_REPLY, PERMANENT, TRANSIENT
from rules.replay.verdict import ALLOWED, TURNED_AWAY


class Label(StrEnum):
    """useful, harmful, neutral, saved_connection: turned away, and the server's answer was a transient failure, a
    delivery, a permanent failure, none. right_pass: allowed, and it was delivered or failed for good. missed_avoidable,
    missed_first: allowed, and it failed for the time being, with or without another such failure at the server in the
    60 minutes before. unscored: allowed, and the server gave no answer."""

    USEFUL = "useful"
    HARMFUL = "harmful"
    NEUTRAL = "neutral"
    SAVED_CONNECTION = "saved_connection"
    MISSED_AVOIDABLE = "missed_avoidable"
    MISSED_FIRST = "missed_first"
    RIGHT_PASS = "right_pass"  # noqa: S105 - no password
    UNSCORED = "unscored"


_TURNED_AWAY = {
    TRANSIENT: Label.USEFUL,
    DELIVERED: Label.HARMFUL,
    PERMANENT: Label.NEUTRAL,
    NO_REPLY: Label.SAVED_CONNECTION,
}
_ALLOWED = {DELIVERED: Label.RIGHT_PASS, PERMANENT: Label.RIGHT_PASS, NO_REPLY: Label.UNSCORED}


def label(verdict: int, outcome: int, *, avoidable: bool) -> Label | None:
    """Return the label of an attempt; None for the verdicts that are columns of their own.

    `avoidable`: the server had another transient failure in the 60 minutes before, as of the attempt.
    """
    if verdict == TURNED_AWAY:
        return _TURNED_AWAY[outcome]
    if verdict != ALLOWED:
        return None
    if outcome == TRANSIENT:
        return Label.MISSED_AVOIDABLE if avoidable else Label.MISSED_FIRST
    return _ALLOWED[outcome]
