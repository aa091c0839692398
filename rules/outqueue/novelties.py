"""Replies that were never seen before: kinds of failure in the last day that no day of the fortnight before had."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from psycopg import sql

from rules.outqueue.attempts import SendAttempts
from rules.outqueue.columns import FROM, Columns
from rules.outqueue.days import DAY, Days
from rules.outqueue.figures import code_of, code_sql
from rules.outqueue.meaning import Meaning
from rules.outqueue.outcome import Outcome, outcome_condition

LOOKED_BACK = timedelta(days=14)
MOST_KINDS = 2_000
SECONDS = 1.2

VARIES = r"<[^>]*>|[^ ]*[0-9@][^ ]*"
"""What differs between two replies of one kind: addresses, numbers, names with numbers, ids."""

KINDS = """
    SELECT {code}, regexp_replace(left({result}, 160), %(varies)s, '…', 'g'),
           count(*), min({instant}), min(left({result}, 300)), min({server})
    FROM {table} WHERE {started} >= {since} AND {started} < {until} AND NOT ({delivered})
    GROUP BY 1, 2 ORDER BY 3 DESC LIMIT {most}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Failures that read the same but for what varies. `example`: one of them as stored; `server`: one that sent it."""

    code: str | None
    text: str
    count: int
    first: datetime
    example: str
    server: str

    @property
    def key(self) -> tuple[str | None, str]:
        return self.code, self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelties:
    """`kinds`, the most frequent first, were not seen between `looked_back_to` and the last day; `missing` of the
    fortnight is not looked through yet; `cut`: of a day there, only the most frequent kinds are known."""

    kinds: tuple[Kind, ...]
    since: datetime
    looked_back_to: datetime
    missing: timedelta
    cut: bool = False
    trouble: str = ""


class Replies:
    """Remembers which kinds each day had. Safe to share between threads."""

    def __init__(self, attempts: SendAttempts) -> None:
        self._attempts = attempts
        self._days: Days[tuple[Kind, ...]] = Days()

    def new(self, *, now: datetime) -> Novelties:
        """Of the last 24 hours. Asked again, it goes on where it stopped. Raises Unavailable."""
        now = now.astimezone(UTC)
        return self._attempts.known.using(lambda columns: self._new(columns, now))

    def _new(self, columns: Columns, now: datetime) -> Novelties:
        recent = self._kinds(columns, now - DAY, now)
        begin = (now - LOOKED_BACK).replace(hour=0, minute=0, second=0, microsecond=0)
        counted = self._days.count(
            begin, now - DAY, lambda lower, upper: self._kinds(columns, lower, upper), now=now, seconds=SECONDS
        )
        known = _keys(kind for piece in counted.pieces for kind in piece)
        return Novelties(
            kinds=tuple(kind for kind in recent if kind.key not in known),
            since=now - DAY,
            looked_back_to=counted.since,
            missing=counted.missing,
            cut=any(len(piece) >= MOST_KINDS for piece in counted.pieces),
            trouble=counted.trouble,
        )

    def _kinds(self, columns: Columns, since: datetime, until: datetime) -> tuple[Kind, ...]:
        started = columns[Meaning.STARTED]
        query = sql.SQL(KINDS).format(
            code=code_sql(columns),
            result=columns.result,
            instant=columns.instant(started),
            server=columns[Meaning.SERVER].ref,
            table=FROM,
            started=started.ref,
            since=columns.moment(sql.SQL("%(since)s::timestamptz")),
            until=columns.moment(sql.SQL("%(until)s::timestamptz")),
            delivered=outcome_condition(sql.SQL("coalesce({}, '')").format(columns.result), Outcome.DELIVERED),
            most=MOST_KINDS,
        )
        rows = self._attempts.database.rows(query, {"since": since, "until": until, "varies": VARIES})
        return tuple(_kind(*row) for row in rows)


def _kind(code: object, text: object, count: object, first: object, example: object, server: object) -> Kind:
    assert isinstance(count, int)
    assert isinstance(first, datetime)
    return Kind(
        code=code_of(code),
        text=str(text or ""),
        count=count,
        first=first,
        example=str(example or ""),
        server=str(server or ""),
    )


def _keys(kinds: Iterable[Kind]) -> set[tuple[str | None, str]]:
    return {kind.key for kind in kinds}
