"""What one question sees of the attempts, where that is not simply all that was recorded before its moment."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from rules.replay.past import Past

EVER = datetime(9999, 1, 1, tzinfo=UTC)


class View(NamedTuple):
    """Recorded attempts count if they began before `until`. Those at `server` (its one name) that began at `since` or
    later never do: simulated ones take their place, and all of these count. They are arrays in PostgreSQL's text form:
    `starts` in microseconds since 1970, and `kinds`, the places (from 1) of their results in `replies`."""

    until: datetime
    server: str = ""
    since: datetime = EVER
    starts: str = "{}"
    kinds: str = "{}"
    replies: str = "{}"


class ViewedPast(Past, Protocol):
    """A past in which each question has a view of its own."""

    def see(self, views: Mapping[datetime, View]) -> None:
        """Set the views of the questions to come, by their moments."""
        ...


def array(texts: list[str]) -> str:
    """Return texts as an array in PostgreSQL's text form."""
    return "{" + ",".join([element(text) for text in texts]) + "}"


def element(text: str) -> str:
    """Return a text as an element of such an array."""
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
