"""The rows of a trial, as a table and as a file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from rules.dryrun.run_inputs import field_of
from rules.models import Replay
from rules.presentation import spreadsheet
from rules.presentation.replay_words import DIFFERENT, KINDS, VERDICTS, KindWords
from rules.replay import row_file
from rules.replay.inputs import ReplayInputs
from rules.replay.result import ROW_COLUMNS, Row
from rules.replay.verdict import Verdict


def filters(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Return key, name and count of each kind of row that occurred, all together first."""
    every = [("", "all", row_file.count(counts))]
    kinds = [key for key in (*KINDS, *sorted(counts.keys() - KINDS.keys())) if counts.get(key)]
    return every + [(key, words_of(key).name, counts[key]) for key in kinds]


def lead(kind: str, replay: Replay) -> str:
    """Say which rows the page lists."""
    if not kind:
        return "Every attempt, oldest first."
    means = words_of(kind).means
    return f"{replay.source_name}: {means}." if kind in KINDS else f"{means}."


def words_of(kind: str) -> KindWords:
    """Return the words of a kind of rows, also of those that it has beside its own."""
    if kind == row_file.DIFFERS:
        return DIFFERENT
    if kind in KINDS:
        return KINDS[kind]
    name = kind.removeprefix(row_file.DISAGREEING)
    means = f"Made while {name} was live, whose replay does not allow them"
    return KindWords(name=f"not allowed by {name} when live", means=means)


def as_csv(rows: Iterable[Row]) -> Iterator[bytes]:
    """The head, then every row."""
    yield spreadsheet.BYTE_ORDER_MARK + spreadsheet.lines([ROW_COLUMNS])
    for row in rows:
        yield spreadsheet.lines([[getattr(row, name) for name in ROW_COLUMNS]])


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLine:
    """A replayed attempt as a row of a table. `live`: what the text says that was live then, where that does not allow
    it."""

    row: Row
    at: datetime
    words: KindWords
    tried: str
    against: str
    live: str
    then: str
    attempt: str


def row_lines(rows: Iterable[Row], replay: Replay, revision: int | None) -> list[RowLine]:
    """`revision` is the number of the one that has the text; None: it was never saved."""
    return [
        RowLine(
            row=row,
            at=timezone.localtime(row_file.start(row)),
            words=KINDS[row_file.kind(row)],
            tried=said(row.verdict, row.minutes),
            against=said(row.against_verdict, row.against_minutes) if replay.against is not None else "",
            live=said(row.live_verdict, row.live_minutes),
            then=then_query(row, replay, revision),
            attempt=attempt_query(row),
        )
        for row in rows
    ]


def said(verdict: str, minutes: float | None) -> str:
    """Say a verdict, with the minutes of a refusal."""
    if not verdict:
        return ""
    word = VERDICTS[Verdict(verdict)]
    return f"{word} for {minutes:g} min" if minutes is not None and verdict == Verdict.TURNED_AWAY else word


def attempt_query(row: Row) -> str:
    """Return the query of the list of send attempts that shows the attempt."""
    second = row_file.start(row).replace(microsecond=0)
    until = second + timedelta(seconds=1)
    return urlencode({"server": row.server, "since": second.isoformat(), "until": until.isoformat()})


def then_query(row: Row, replay: Replay, revision: int | None) -> str:
    """Return the query of the dry run as of the attempt, with the same inputs. It starts at once where the text was
    saved."""
    inputs = ReplayInputs.from_dict(replay.inputs)
    text = {} if revision is None else {"revision": revision, "start": 1}
    assumed = {field_of(name): option for name, option in inputs.assumptions.items()}
    asked = {"domain": row.domain, "retries": row.retries, "size": row.size, "version": inputs.version}
    return urlencode({**asked, **assumed, "at": row_file.start(row).isoformat(), **text})
