"""Figures over time as bars, ready to be laid out as SVG: whole numbers in a box of 1000 by 100."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.formats import date_format

from rules.outqueue.statistics.counts import Figures
from rules.smtp.reply import Outcome, outcome_of
from rules.web.time_zone import in_utc

WIDTH, HEIGHT = 1000.0, 100.0
GAP = 0.12
DAY = timedelta(days=1)
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
MOST_TIMES, MOST_LEVELS = 8, 4
"""The most marks on the axes: of time, and above nothing."""
THOUSAND = 1_000


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
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

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
class AxisMark:
    """`place` in percent, from the left or from the top."""

    label: str
    place: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`highest` is the number that a full column stands for, a round one; `levels` and `times` are marks on the axes.
    `uncounted`: how wide the part on the left is of which nothing is known yet."""

    bars: tuple[Bar, ...]
    highest: int
    step: timedelta
    levels: tuple[AxisMark, ...]
    times: tuple[AxisMark, ...]
    uncounted: float = 0.0
    events: tuple[Event, ...] = ()

    @property
    def outcomes(self) -> list[Outcome]:
        return list(Outcome)


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
    most = max([1, *(sum(each.values()) for each in counts)])
    level = level_for(most)
    highest = level * -(-most // level)
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
        levels=tuple(
            AxisMark(label=short_number(value), place=round(100 - 100 * value / highest, 2))
            for value in range(0, highest + 1, level)
        ),
        times=tuple(_times(since, until)),
        uncounted=WIDTH * max(timedelta(), counted_since - since) / (until - since),
        events=events,
    )


def level_for(highest: int) -> int:
    """Return the round number between two marks: 1, 2 or 5 with noughts, so that there are few up to `highest`."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= MOST_LEVELS * factor * size:
                return factor * size
        size *= 10


def short_number(count: int) -> str:
    """Return a round number in few letters: 800, 20k, 1.5M."""
    for size, letter in ((THOUSAND**2, "M"), (THOUSAND, "k")):
        if count >= size * 10 or (count >= size and count % (size // 10) == 0):
            return f"{count / size:.1f}".removesuffix(".0") + letter
    return str(count)


def _times(since: datetime, until: datetime) -> Iterator[AxisMark]:
    """Mark round times of the reader's zone: days by their date, and what is within one by the clock."""
    length = until - since
    step = next((step for step in STEPS if length <= MOST_TIMES * step), STEPS[-1])
    for start in _starts(since, until, step):
        if start >= since:
            local = timezone.localtime(start)
            text = date_format(local, "j M" if step >= DAY or local.time() == time() else "H:i")
            yield AxisMark(label=text, place=round(100 * ((start - since) / length), 2))


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
