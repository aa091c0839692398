"""Which send attempts are wanted."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from psycopg import sql

from rules.outqueue.columns import Columns
from rules.outqueue.meaning import Meaning
from rules.outqueue.outcome import Outcome, outcome_condition

EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, tzinfo=UTC)
"""What every time zone can show: rows outside (infinity among them) are in no time range."""

LAST_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRange:
    """From `since` up to but not including `until`, either open; or the `last` so-and-so long, future included.

    Raises ValueError with a sentence for times without zone, a range that ends before it begins and lengths
    that are not positive.
    """

    since: datetime | None = None
    until: datetime | None = None
    last: timedelta | None = None

    def __post_init__(self) -> None:
        if any(moment is not None and moment.tzinfo is None for moment in (self.since, self.until)):
            raise ValueError("A time range needs times with a time zone.")
        if self.since and self.until and self.since >= self.until:
            raise ValueError("The time range ends before it begins: exchange from and to.")
        if self.last is not None and (self.since or self.until):
            raise ValueError("A time range is either the last hours or from and to, not both.")
        if self.last is not None and self.last <= timedelta():
            raise ValueError("The time range must be longer than nothing.")

    def bounds(self, now: datetime) -> tuple[datetime, datetime]:
        """The range as two instants."""
        since = self.since or EARLIEST
        if self.last is not None:
            since = now - min(self.last, now - EARLIEST)
        return max(since, EARLIEST), min(self.until or LATEST, LATEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFilter:
    """What all must match. `server` exactly as it is stored, as a rule's SQL would compare it."""

    time: TimeRange = TimeRange(last=LAST_HOUR)
    server: str | None = None
    outcome: Outcome | None = None

    @property
    def fingerprint(self) -> str:
        """The same for equal filters, for as long as "the last hour" is called that."""
        return repr((self.time.since, self.time.until, self.time.last, self.server, self.outcome))

    def conditions(self, columns: Columns) -> list[sql.Composable]:
        """All but the time, as SQL over `parameters`."""
        found: list[sql.Composable] = []
        if self.server is not None:
            found.append(sql.SQL("{} = %(server)s").format(columns[Meaning.SERVER].ref))
        if self.outcome is not None:
            found.append(outcome_condition(columns.result, self.outcome))
        return found

    @property
    def parameters(self) -> dict[str, object]:
        return {"server": self.server.replace("\0", "\ufffd")} if self.server is not None else {}
