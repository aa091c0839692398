"""The outcome of an attempt, in the words of a replay."""

from enum import StrEnum

from rules.smtp import reply


class Outcome(StrEnum):
    """What the server answered: 2xx, 4xx, 5xx, or nothing that has a code."""

    DELIVERED = "delivered"
    TRANSIENT = "transient"
    PERMANENT = "permanent"
    NO_REPLY = "no_reply"


OUTCOMES = tuple(Outcome)
"""An attempt holds the place of its outcome in this tuple: millions of them are counted."""

DELIVERED, TRANSIENT, PERMANENT, NO_REPLY = range(4)
PLACES = {
    reply.Outcome.DELIVERED: DELIVERED,
    reply.Outcome.TRANSIENT: TRANSIENT,
    reply.Outcome.PERMANENT: PERMANENT,
    reply.Outcome.NO_REPLY_CODE: NO_REPLY,
}
"""The place of each outcome, by its name elsewhere."""


def outcome_place(result: str) -> int:
    """Return the place in `OUTCOMES` of the outcome that a stored result tells."""
    return PLACES[reply.outcome_of(result)]
