"""The events that people may be alerted of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """Stored: names stay as they are."""

    FUSE = "fuse"
    DELIVERY = "delivery"
    FAILING = "failing"
    DATABASE = "database"
    TEST = "test"
    SHADOW = "shadow"
    TRIAL = "trial"


NAMES = {
    EventKind.FUSE: "A fuse has blown",
    EventKind.DELIVERY: "A delivery is stuck or lost",
    EventKind.FAILING: "A server or provider fails, and has recovered",
    EventKind.DATABASE: "VPOP3's database is away, and is back",
    EventKind.TEST: "A kept scenario fails with the live text",
    EventKind.SHADOW: "A text in the shadow differs from live",
}
"""The kinds that a person may choose. `TRIAL` is the alert of the button *Send a test*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event as an alert tells it: a sentence that says what, since when, and the path of its page. `over`: since
    when it is over, and `over_sentence` says so."""

    kind: EventKind
    sentence: str
    since: datetime
    path: str
    over: datetime | None = None
    over_sentence: str = ""

    @property
    def told(self) -> str:
        return self.over_sentence if self.over else self.sentence


Events = Sequence[Event]
