"""The parts of a rewritten text: what stays, and what differs with the moment or the attempt."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.replay.as_of.table import NAME, SCHEMA, STARTED, AttemptsTable
from rules.replay.as_of.viewed import Viewed

ASKED = "mxadmin_asked"
"""The relation that holds the moments and the literals, where many are asked at the same time."""
PREFIX = "mxadmin_"
"""The beginning of its columns' names, which no script uses by chance."""
NOTHING = "SELECT NULL::text AS server, NULL::timestamp AS starttime, NULL::text AS result WHERE false"

CLOCKS = {
    "now": "{at}",
    "transaction_timestamp": "{at}",
    "statement_timestamp": "{at}",
    "clock_timestamp": "{at}",
    "current_timestamp": "{at}",
    "localtimestamp": "CAST({at} AS timestamp)",
    "current_date": "CAST({at} AS date)",
    "current_time": "CAST({at} AS timetz)",
    "localtime": "CAST({at} AS time)",
    "timeofday": "to_char({at}, 'Dy Mon DD HH24:MI:SS.US YYYY TZ')",
}
"""Each clock by the name that PostgreSQL gives its column, and its value at the moment `at`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows that count: those that began more than `lag` before the moment of asking; with `before`, before that
    moment, whenever the question is asked; with neither, all."""

    lag: timedelta | None = None
    before: datetime | None = None


AS_OF_THEN, ALL_ROWS = Rows(lag=timedelta()), Rows()


def moment(at: datetime) -> str:
    """Return a moment as SQL."""
    return f"timestamptz '{at.isoformat(sep=' ')}'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How the parts are written. `at`: the moment of asking as SQL (a timestamptz). `together`: many are asked in one
    statement, so clocks and the literals of `lifted` are columns of `ASKED`. `literals`: the text of each. `viewed`:
    what each of them sees, where that differs."""

    table: AttemptsTable
    at: str
    rows: Rows
    literals: tuple[str, ...]
    together: bool = False
    lifted: frozenset[int] = frozenset()
    viewed: Viewed | None = None

    @property
    def limit(self) -> str:
        """The moment before which rows must have begun, to compare with `starttime`; nothing where all rows count."""
        if self.rows.before is None and self.rows.lag is None:
            return ""
        limit = self.at if self.rows.before is None else moment(self.rows.before)
        if self.rows.lag:
            limit += f" - interval '{self.rows.lag.total_seconds():.6f} seconds'"
        return limit if self.table.has_zone else f"CAST({limit} AS timestamp)"


@dataclass(frozen=True, slots=True)
class Fixed:
    text: str

    def written(self, _writing: Writing) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock. `precision`: a type to cast it to, such as timestamptz(3). `named`: a column of the answer has its name
    from it."""

    name: str
    precision: str = ""
    named: bool = False

    def written(self, writing: Writing) -> str:
        value = f"{ASKED}.{PREFIX}{self.name}" if writing.together else CLOCKS[self.name].format(at=writing.at)
        if self.precision:
            value = f"CAST({value} AS {self.precision})"
        return f'(SELECT {value} AS "{self.name}")' if self.named else f"({value})"


@dataclass(frozen=True, slots=True)
class Word:
    """A literal such as 'today 08:00', with its type. `days` from the day of the moment; None: the moment itself."""

    type: str
    days: int | None
    time: str = ""

    def written(self, writing: Writing) -> str:
        at = writing.at
        if self.days is None:
            value = f"CAST({at} AS {self.type})"
        else:
            day = f"(CAST({at} AS date) + {self.days})"
            value = f"CAST({day} AS {self.type})" if not self.time else self._at_time(day)
        # An expression without a name of its own, as the literal is.
        return f"({value} + 0)" if self.type == "date" else f"({value} + interval '0')"

    def _at_time(self, day: str) -> str:
        return f"CAST(to_char({day}, 'YYYY-MM-DD') || ' {self.time}' AS {self.type})"


@dataclass(frozen=True, slots=True)
class Attempts:
    """The attempts table, or ONLY it, where it needs the name that it had."""

    only: bool
    named: bool

    def written(self, writing: Writing) -> str:
        name = f" AS {NAME}" if self.named else ""
        if writing.table.absent:
            return f"({NOTHING}){name}"
        relation = f"{'ONLY ' if self.only else ''}{SCHEMA}.{NAME}"
        if writing.viewed:
            return f"({writing.viewed.relation(writing.table, writing.limit, only=self.only)}){name}"
        columns = "*" if writing.table.whole else ", ".join(map(_quoted, writing.table.columns))
        if not writing.limit:
            return f"(SELECT {columns} FROM {relation}){name}"  # noqa: S608
        return f"(SELECT {columns} FROM {relation} WHERE {STARTED} < {writing.limit}){name}"  # noqa: S608


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal that may be another one for each attempt. `cast`: the type that is written before it, as in
    `interval '1 day'`. `liftable`: a column of `ASKED` may take its place."""

    number: int
    cast: str
    liftable: bool

    def written(self, writing: Writing) -> str:
        if self.number in writing.lifted:
            return f"{ASKED}.{PREFIX}{self.number}"
        return f"{self.cast} {writing.literals[self.number]}" if self.cast else writing.literals[self.number]


@dataclass(frozen=True, slots=True)
class Untyped:
    """A literal with a word such as 'now', of which PostgreSQL has to say first whether it is a time or a text.
    `start` and `end`: its bytes in the text."""

    text: str
    start: int
    end: int

    def written(self, _writing: Writing) -> str:
        raise AssertionError("its type was never asked")


Part = Fixed | Clock | Word | Attempts | Literal | Untyped
