"""Figures over time as bars, ready to be laid out as SVG: whole numbers in a box of 1000 by 100."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from rules.outqueue.statistics.counts import Figures
from rules.smtp.reply import Outcome, outcome_of
from rules.web.time_zone import in_utc

WIDTH, HEIGHT = 1000.0, 100.0
GAP = 0.12
STEPS = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=7),
]
MOST_BARS = 72
LABELS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One outcome in one bar: a piece of it, from `y` down for `height`."""

    outcome: Outcome
    count: int
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`marks` only for outcomes that occurred, each on top of the one before. `address`: names and values that a
    link to this time has in its address, in `query` put together."""

    since: datetime
    until: datetime
    x: float
    width: float
    marks: tuple[Mark, ...]
    counts: dict[Outcome, int]
    address: dict[str, str]
    query: str

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened once: a line in the chart, and a link below it."""

    at: datetime
    x: float
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`highest` is the number that a full column stands for; `labels` are moments evenly from left to right.
    `uncounted`: how wide the part on the left is of which nothing is known yet."""

    bars: tuple[Bar, ...]
    highest: int
    step: timedelta
    labels: tuple[datetime, ...]
    uncounted: float = 0.0
    events: tuple[Event, ...] = ()


def step_for(length: timedelta) -> timedelta:
    """Return the shortest step that gives no more bars than a screen can show apart."""
    return next((step for step in STEPS if length <= MOST_BARS * step), STEPS[-1])


def origin_for(since: datetime) -> datetime:
    """Return the moment that bars are counted from: the midnight before, in the zone of the pages."""
    return timezone.localtime(since).replace(hour=0, minute=0, second=0, microsecond=0)


def event(at: datetime, label: str, url: str, *, since: datetime, until: datetime) -> Event:
    """Place a moment on the axis of a chart."""
    return Event(at=timezone.localtime(at), x=round(WIDTH * ((at - since) / (until - since)), 2), label=label, url=url)


def chart(
    figures: Figures, since: datetime, until: datetime, *, counted_since: datetime, events: tuple[Event, ...] = ()
) -> Chart:
    """Draw the figures, whose steps may be shorter than the bars: they are added up."""
    step = step_for(until - since)
    starts = list(_starts(since, until, step))
    counts = _counts(figures, starts)
    highest = max([1, *(sum(each.values()) for each in counts)])
    slot = WIDTH / len(starts)
    bars = [
        _bar(
            counted_since if start < counted_since < end else max(start, since),
            min(end, until),
            number * slot,
            slot,
            each,
            highest,
        )
        for number, (start, end, each) in enumerate(zip(starts, [*starts[1:], until], counts, strict=True))
    ]
    return Chart(
        bars=tuple(bars),
        highest=highest,
        step=step,
        labels=tuple(timezone.localtime(since + (until - since) * number / (LABELS - 1)) for number in range(LABELS)),
        uncounted=WIDTH * max(timedelta(), counted_since - since) / (until - since),
        events=events,
    )


def _starts(since: datetime, until: datetime, step: timedelta) -> Iterator[datetime]:
    origin = origin_for(since).astimezone(UTC)
    start = origin + step * ((since - origin) // step)
    while start < until:
        yield start
        start += step


def _counts(figures: Figures, starts: Sequence[datetime]) -> list[dict[Outcome, int]]:
    first, width = starts[0].timestamp(), (starts[1] - starts[0]).total_seconds() if len(starts) > 1 else 1.0
    counts = [dict.fromkeys(Outcome, 0) for _ in starts]
    for (moment, code), number in figures.bars.items():
        place = min(max(0, int((moment - first) // width)), len(starts) - 1)
        counts[place][outcome_of(code or "")] += number
    return counts


def _bar(since: datetime, until: datetime, x: float, slot: float, counts: dict[Outcome, int], highest: int) -> Bar:
    since, until = timezone.localtime(since), timezone.localtime(until)
    marks, top = [], HEIGHT
    for outcome, count in counts.items():
        if count:
            height = HEIGHT * count / highest
            top -= height
            marks.append(Mark(outcome=outcome, count=count, y=round(top, 2), height=round(height, 2)))
    return Bar(
        since=since,
        until=until,
        x=round(x + slot * GAP / 2, 2),
        width=round(slot * (1 - GAP), 2),
        marks=tuple(marks),
        counts=counts,
        address=(address := range_address(since, until)),
        query=urlencode(address),
    )


def range_query(since: datetime, until: datetime) -> str:
    return urlencode(range_address(since, until))


def range_address(since: datetime, until: datetime) -> dict[str, str]:
    """Return the range's query, to the microsecond: a list behind a figure has as many attempts."""
    return {"since": in_utc(since), "until": in_utc(until)}
