"""When alerts are sent: grouped, so that a storm is one message, and tried again ever more slowly."""

from datetime import datetime, timedelta

GROUPED_FOR = timedelta(seconds=20)
"""The time that a message waits for more events before it is sent."""
SPACING = timedelta(minutes=5)
"""The least time between two messages to one channel."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=3)
"""The time after its first try for which a message is tried again."""


def first_try(now: datetime, last_sent: datetime | None) -> datetime:
    """Return when a message that begins now is sent."""
    return max(now + GROUPED_FOR, last_sent + SPACING) if last_sent else now + GROUPED_FOR


def next_try(now: datetime, tries: int, first_tried: datetime) -> datetime | None:
    """Return when a message that has failed so many times is tried again; None: it is given up."""
    if now - first_tried >= GIVEN_UP_AFTER:
        return None
    return now + min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(tries - 1, 20)))
