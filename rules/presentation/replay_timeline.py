"""The timeline of a server: attempts as dots, and below them what each text said."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.models import Replay
from rules.presentation.chart import WIDTH, Event
from rules.presentation.replay_rows import attempt_query, said, then_query
from rules.replay import row_file
from rules.replay.outcome import Outcome
from rules.replay.result import Row
from rules.replay.verdict import Verdict

MOST = 2_000
"""The attempts that one timeline draws."""
NARROWEST = 3.0
LANES = tuple(Outcome)
LANE_HEIGHT = 100 / len(LANES)
OUTCOME_WORDS = {
    Outcome.DELIVERED: "delivered",
    Outcome.TRANSIENT: "transient failure",
    Outcome.PERMANENT: "permanent failure",
    Outcome.NO_REPLY: "no reply code",
}
MARKS = {
    Outcome.DELIVERED: "delivered",
    Outcome.TRANSIENT: "transient",
    Outcome.PERMANENT: "permanent",
    Outcome.NO_REPLY: "no_reply_code",
}
"""The names that the style sheet has for the colours of outcomes."""
SAYS = {
    Verdict.ALLOWED: "allows",
    Verdict.TURNED_AWAY: "refuses",
    Verdict.REROUTED: "sends another way",
    Verdict.ERROR: "fails",
    Verdict.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    x: float
    y: float
    mark: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Attempts one after the other of which a text said the same. Between two spans nothing was tried, so nothing is
    known."""

    x: float
    width: float
    verdict: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    name: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    name: str
    mark: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    dots: tuple[Dot, ...]
    bands: tuple[Band, ...]
    lanes: tuple[Lane, ...]
    labels: tuple[datetime, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the table that says the same. `at` is in the reader's zone."""

    at: datetime
    row: Row
    mark: str
    outcome: str
    tried: str
    against: str
    then: str
    attempt: str


def timeline(
    rows: Sequence[Row], since: datetime, until: datetime, *, names: tuple[str, str], events: tuple[Event, ...]
) -> Timeline:
    """`names` are those of the tried text and of the other one; that is empty where there is none. The label
    moments are in the zone of `since`."""
    length = until - since

    def place(row: Row) -> float:
        return round(WIDTH * ((row_file.start(row) - since) / length), 2)

    counts = Counter(row.outcome for row in rows)
    bands = [Band(name=names[0], spans=_spans(rows, [row.verdict for row in rows], place))]
    if names[1]:
        bands.append(Band(name=names[1], spans=_spans(rows, [row.against_verdict for row in rows], place)))
    return Timeline(
        dots=tuple(_dot(row, place(row), since) for row in rows),
        bands=tuple(bands),
        lanes=tuple(Lane(name=OUTCOME_WORDS[outcome], mark=MARKS[outcome], count=counts[outcome]) for outcome in LANES),
        labels=tuple(since + length * number / 4 for number in range(5)),
        events=events,
    )


def _dot(row: Row, x: float, since: datetime) -> Dot:
    outcome = Outcome(row.outcome)
    at = row_file.start(row).astimezone(since.tzinfo)
    return Dot(
        x=x,
        y=LANE_HEIGHT * (LANES.index(outcome) + 0.5),
        mark=MARKS[outcome],
        title=f"{at:%H:%M:%S}: {row.result[:120]}",
    )


def _spans(rows: Sequence[Row], verdicts: Sequence[str], place: Callable[[Row], float]) -> tuple[Span, ...]:
    """Join neighbours with the same verdict."""
    spans: list[Span] = []
    begin = 0
    for number in range(1, len(rows) + 1):
        if number < len(rows) and verdicts[number] == verdicts[begin]:
            continue
        if verdicts[begin]:
            x, end = place(rows[begin]), place(rows[number - 1])
            count = number - begin
            title = f"{SAYS[Verdict(verdicts[begin])]} {count:,} attempt{'' if count == 1 else 's'}"
            spans.append(Span(x=x, width=max(NARROWEST, round(end - x, 2)), verdict=verdicts[begin], title=title))
        begin = number
    return tuple(spans)


def lines(rows: Sequence[Row], since: datetime, replay: Replay, revision: int | None) -> list[Line]:
    """Return the same as a table; `revision` as in `row_lines`."""
    return [
        Line(
            at=row_file.start(row).astimezone(since.tzinfo),
            row=row,
            mark=MARKS[Outcome(row.outcome)],
            outcome=OUTCOME_WORDS[Outcome(row.outcome)],
            tried=said(row.verdict, row.minutes),
            against=said(row.against_verdict, row.against_minutes),
            then=then_query(row, replay, revision),
            attempt=attempt_query(row),
        )
        for row in rows
    ]
