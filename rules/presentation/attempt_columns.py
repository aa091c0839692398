"""The columns of the list of send attempts, and the cells of a row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.template.defaultfilters import filesizeformat

from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.presentation.attempts import AttemptRow, Cell, row

COOKIE = "mxadmin-columns"
"""The cookie with the names of the chosen columns, with dots between them."""
SEPARATOR = "."
LONGEST_TITLE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptColumn:
    """`name` is that of its cells, too. Without one of the meanings in `needs`, the column cannot be chosen."""

    name: str
    label: str
    cell: Callable[[AttemptRow], Cell]
    needs: tuple[Meaning, ...] = ()
    usual: bool = False


def _server(row: AttemptRow) -> Cell:
    if not row.attempt.server:
        return Cell(name="server", text="(no server)", faint=True)
    return Cell(name="server", text=row.attempt.server, title=row.attempt.server)


def _to(row: AttemptRow) -> Cell:
    if row.guessed and not row.destination:
        return Cell(name="to", text="not known", faint=True)
    if row.guessed:
        title = "Guessed from the server's name: VPOP3 does not say which domain it was"
        return Cell(name="to", text=row.destination, title=title, faint=True)
    text = row.attempt.recipient or row.destination
    return Cell(name="to", text=text, title=text)


def _reply(row: AttemptRow) -> Cell:
    reply, result = row.attempt.reply, row.attempt.result
    if not result:
        return Cell(name="reply", text="no reply noted", faint=True)
    return Cell(
        name="reply",
        strong=reply.code or "",
        muted=reply.enhanced or "",
        text=" ".join(reply.text.split()),
        title=result[:LONGEST_TITLE],
    )


def _took(row: AttemptRow) -> Cell:
    took = row.attempt.duration
    return Cell(name="took", seconds=took.total_seconds() if took is not None else None)


def _text(name: str, read: Callable[[AttemptRow], str | None]) -> Callable[[AttemptRow], Cell]:
    def cell(row: AttemptRow) -> Cell:
        text = read(row) or ""
        return Cell(name=name, text=text, title=text)

    return cell


def _short(name: str, read: Callable[[AttemptRow], object]) -> Callable[[AttemptRow], Cell]:
    """Return cells that need no title: they are never cut."""

    def cell(row: AttemptRow) -> Cell:
        value = read(row)
        return Cell(name=name, text="" if value is None else str(value))

    return cell


def _size(row: AttemptRow) -> str | None:
    return None if row.attempt.size is None else filesizeformat(row.attempt.size)


COLUMNS = (
    AttemptColumn(name="age", label="Age", cell=lambda _row: Cell(name="age", since=True)),
    AttemptColumn(name="server", label="Server", cell=_server, usual=True),
    AttemptColumn(name="ip", label="IP address", cell=_short("ip", lambda row: row.attempt.ip), needs=(Meaning.IP,)),
    AttemptColumn(
        name="from",
        label="From",
        cell=_text("from", lambda row: row.attempt.return_path),
        needs=(Meaning.RETURN_PATH,),
        usual=True,
    ),
    AttemptColumn(name="to", label="To", cell=_to, usual=True),
    AttemptColumn(name="reply", label="Reply", cell=_reply, usual=True),
    AttemptColumn(
        name="retry", label="Retries", cell=_short("retry", lambda row: row.attempt.retry), needs=(Meaning.RETRY,)
    ),
    AttemptColumn(name="size", label="Size", cell=_short("size", _size), needs=(Meaning.SIZE,)),
    AttemptColumn(name="took", label="Took", cell=_took, needs=(Meaning.ENDED, Meaning.DURATION)),
    AttemptColumn(
        name="message",
        label="Message id",
        cell=_text("message", lambda row: row.attempt.message_id),
        needs=(Meaning.MESSAGE_ID,),
    ),
    AttemptColumn(
        name="sender",
        label="Sender of VPOP3",
        cell=_text("sender", lambda row: row.attempt.sender),
        needs=(Meaning.SENDER,),
    ),
)
"""Every column but the start and the outcome, which are always shown, in the order in which they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptTable:
    """`columns` are shown, and `possible` are all that this VPOP3's table can fill."""

    columns: tuple[AttemptColumn, ...]
    possible: tuple[AttemptColumn, ...]

    def rows(self, attempts: Iterable[Attempt]) -> list[AttemptRow]:
        return [self._row(row(attempt)) for attempt in attempts]

    def _row(self, plain: AttemptRow) -> AttemptRow:
        return replace(plain, cells=tuple(replace(column.cell(plain), label=column.label) for column in self.columns))

    @property
    def names(self) -> str:
        return SEPARATOR.join(column.name for column in self.columns)

    @property
    def choices(self) -> list[tuple[AttemptColumn, bool]]:
        """Every possible column, and whether it is shown."""
        return [(column, column in self.columns) for column in self.possible]


def attempt_table(columns: Columns, chosen: str) -> AttemptTable:
    """Return the table with the chosen columns, by the text of the cookie; the usual ones where none is left."""
    possible = tuple(
        column for column in COLUMNS if not column.needs or any(meaning in columns for meaning in column.needs)
    )
    names = chosen.split(SEPARATOR)
    shown = tuple(column for column in possible if column.name in names)
    return AttemptTable(columns=shown or tuple(column for column in possible if column.usual), possible=possible)


def known_names(names: Iterable[str]) -> str:
    """Return the text of a cookie with those of the names that are columns."""
    wanted = set(names)
    return SEPARATOR.join(column.name for column in COLUMNS if column.name in wanted)


def counted(count: int | None, most: int = 0) -> str:
    """Return the number of attempts in words. None: there are more than `most`."""
    if count is None:
        return f"more than {most:,} attempts"
    return f"{count:,} attempt{'' if count == 1 else 's'}"
