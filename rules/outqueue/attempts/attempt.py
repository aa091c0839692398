"""One send attempt, and its reading from whatever columns there are."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from psycopg import sql

from rules.outqueue.attempts.column_meanings import NUMBER, Meaning
from rules.outqueue.attempts.columns import Column, Columns
from rules.outqueue.attempts.signed_links import Cursor, Reference, Signer
from rules.outqueue.attempts.spelling import server_name
from rules.outqueue.connection.database import Row
from rules.smtp.reply import Outcome, Reply, outcome_of

LISTED_CHARACTERS = 2_000
EXPORTED_CHARACTERS = 10_000
DETAILED_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One row of outqueue.sendattempts. What VPOP3 has no column for, or left empty, is None.

    `handle` is its address. `result` is the reply as stored, bytes that are no valid text read as latin-1; a
    list cuts it at 2,000 characters (then `cut`). `other` holds the columns that were not recognised, as text,
    only when they were asked for. `size` in bytes. `return_path` is the address that the mail is from, `sender` the
    Sender of VPOP3. `place`, its place in the list, is known of one found by handle.
    """

    handle: str
    server: str
    started: datetime
    result: str
    cut: bool = False
    message_id: str | None = None
    recipient: str | None = None
    domain: str | None = None
    ip: str | None = None
    ended: datetime | None = None
    duration: timedelta | None = None
    retry: int | None = None
    size: int | None = None
    sender: str | None = None
    return_path: str | None = None
    other: Mapping[str, str | None] = field(default_factory=dict)
    place: Cursor | None = None

    @property
    def server_name(self) -> str:
        """The one name of the server, which may be stored in several spellings."""
        return server_name(self.server)

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.result)

    @property
    def reply(self) -> Reply:
        return Reply.parse(self.result)


TEXTS = (
    Meaning.MESSAGE_ID,
    Meaning.RECIPIENT,
    Meaning.DOMAIN,
    Meaning.IP,
    Meaning.SENDER,
    Meaning.RETURN_PATH,
)
NUMBERS = (Meaning.DURATION, Meaning.RETRY, Meaning.SIZE)
FIXED = 7
"""Expressions before the optional ones: started, key, instant, mark, server, result, its length."""


def selection(columns: Columns, *, characters: int = LISTED_CHARACTERS, others: bool = False) -> sql.Composed:
    """`selected` as one list to write after SELECT."""
    return sql.SQL(", ").join(selected(columns, characters=characters, others=others))


def selected(columns: Columns, *, characters: int = LISTED_CHARACTERS, others: bool = False) -> list[sql.Composable]:
    """Return the columns to select, for `attempt_of` to read. They come in the same order whatever the table has; with
    `others`, those that were not recognised are included. Replies are cut at `characters`."""
    started = columns[Meaning.STARTED]
    wanted: list[sql.Composable] = [
        sql.SQL("{}::text").format(started.ref),
        sql.SQL("{}::text").format(columns.key),
        columns.instant(started),
        columns.mark,
        sql.SQL("coalesce({}::text, '')").format(columns[Meaning.SERVER].ref),
        sql.SQL("coalesce(left({}, {}), '')").format(columns.result, characters),
        sql.SQL("coalesce(length({}), 0) > {}").format(columns.result, characters),
    ]
    wanted += [_optional(columns, meaning, _text) for meaning in TEXTS]
    wanted += [_optional(columns, meaning, _number) for meaning in NUMBERS]
    wanted.append(_optional(columns, Meaning.ENDED, columns.instant))
    if others:
        wanted += [_text(column) for column in columns.unknown]
    return wanted


def _optional(columns: Columns, meaning: Meaning, express: Callable[[Column], sql.Composable]) -> sql.Composable:
    column = columns.get(meaning)
    return express(column) if column else sql.SQL("NULL")


def _text(column: Column) -> sql.Composable:
    if column.type == "inet":
        return sql.SQL("host({})").format(column.ref)  # as text it would end with /32
    return sql.SQL("left({}::text, {})").format(column.ref, LISTED_CHARACTERS)


def _number(column: Column) -> sql.Composable:
    if column.type == "interval":
        return sql.SQL("extract(epoch FROM {})::float8").format(column.ref)
    return sql.SQL("{}::float8").format(column.ref)


def attempt_of(row: Row, columns: Columns, signer: Signer | None) -> Attempt | None:
    """Read a row of `selection`; None for a starttime that is no moment. `signer` signs the handle; without it there is
    none."""
    started, _, instant, mark, server, result, cut = row[:FIXED]
    if not isinstance(instant, datetime):
        return None
    texts = dict(zip(TEXTS, row[FIXED:], strict=False))
    numbers = dict(zip(NUMBERS, row[FIXED + len(TEXTS) :], strict=False))
    ended, *other = row[FIXED + len(TEXTS) + len(NUMBERS) :]
    ended = ended if isinstance(ended, datetime) else None
    return Attempt(
        handle=Reference.of(started=str(started), mark=str(mark), server=str(server)).sign(signer) if signer else "",
        server=str(server),
        started=instant,
        result=str(result),
        cut=bool(cut),
        ended=ended,
        duration=_duration(numbers[Meaning.DURATION], columns, instant, ended),
        retry=_whole(numbers[Meaning.RETRY]),
        size=_whole(numbers[Meaning.SIZE]),
        **{meaning.value: _text_or_none(text) for meaning, text in texts.items()},
        other={column.name: _text_or_none(text) for column, text in zip(columns.unknown, other, strict=False)},
        place=None,
    )


def cursor_at(row: Row, since: datetime) -> Cursor:
    """The cursor after a row of `selection`; `since` is where the whole search ends."""
    started, key, instant = row[:3]
    assert isinstance(instant, datetime), "a search has bounds that leave out infinity"
    return Cursor(started=str(started), key=str(key), instant=instant, since=since)


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, float) and math.isfinite(value) else None


def _duration(value: object, columns: Columns, started: datetime, ended: datetime | None) -> timedelta | None:
    """Return the column's duration, where there is one: an interval, milliseconds if its name says so, else taken as
    seconds."""
    column = columns.get(Meaning.DURATION)
    if column is None:
        return ended - started if ended else None
    if not isinstance(value, float) or not math.isfinite(value):
        return None
    seconds = value / 1000 if column.type in NUMBER and column.name.lower().endswith("ms") else value
    return timedelta(seconds=seconds) if abs(seconds) < timedelta.max.total_seconds() else None
