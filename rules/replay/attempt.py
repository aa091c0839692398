"""Recorded attempts, as a replay reads them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

MICROSECONDS = 1_000_000
MINUTE = 60 * MICROSECONDS
HOUR = 60 * MINUTE
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Attempt(NamedTuple):
    """One row of the queue's history.

    `at` is its start in microseconds since 1970, `server` its one name, or empty where the row has none; `outcome` is a
    place in `OUTCOMES`. `domain`, `retries` and `size` are None where the table has no such column, or nothing in it;
    so is `message`, its id, which is read only where it is asked for.
    """

    at: int
    server: str
    result: str
    outcome: int
    domain: str | None = None
    retries: int | None = None
    size: int | None = None
    message: str | None = None


class NotReplayed(StrEnum):
    """Why a row of the history is in no label."""

    NO_SERVER = "no_server"
    NO_START = "no_start"
    FUTURE = "future"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some attempts in the order of their start. `after` is where reading goes on behind them, also in another
    process."""

    attempts: Sequence[Attempt]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the table records beside the three documented columns, by the names of a hook's parameters, and `message`
    for ids of messages; and what would make reading it faster."""

    columns: frozenset[str] = frozenset()
    advice: str = ""


class History(Protocol):
    """The recorded attempts, all seen at one moment (one snapshot), so that they agree with the `Past`."""

    def recorded(self) -> Recorded: ...

    def left_out(self) -> Mapping[NotReplayed, int]:
        """Count the rows that no range of time contains: without a start, or of a time still to come."""
        ...

    def pages(self, since: datetime, until: datetime, after: str | None = None) -> Iterator[Page]:
        """Yield the attempts that began from `since` to `until` (both included), oldest first; `after` skips what an
        earlier page's `after` covers. A page is short at first, so that there is soon something to show."""
        ...


def microseconds(moment: datetime) -> int:
    """Return microseconds since 1970 of an aware moment."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(at: int) -> datetime:
    """Return the moment of microseconds since 1970, in UTC."""
    return _EPOCH + timedelta(microseconds=at)
