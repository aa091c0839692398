"""The one query behind a page of attempts."""

from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from rules.outqueue.attempts.attempt import LISTED_CHARACTERS, selection
from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.conditions import Condition
from rules.outqueue.attempts.cursor import Cursor
from rules.outqueue.attempts.filters import AttemptFilter
from rules.outqueue.attempts.windows import MAX_WINDOWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The rows that match `wanted`: the newest first, from `cursor` on; or `upward`, the oldest after `cursor` first.

    `at_server` as in `AttemptFilter.conditions`, `characters` and `others` as in `selection`.
    """

    columns: Columns
    wanted: AttemptFilter
    cursor: Cursor | None
    at_server: Condition | None = None
    upward: bool = False
    characters: int = LISTED_CHARACTERS
    others: bool = False

    def between(self, lower: datetime, upper: datetime, limit: int) -> tuple[sql.Composed, dict[str, object]]:
        """The query and its parameters for the rows from `lower` to before `upper`."""
        wanted = self.wanted.conditions(self.columns, self.at_server)
        query = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {started} {way}, {} {way} LIMIT {}").format(
            selection(self.columns, characters=self.characters, others=self.others),
            self.columns.source,
            sql.SQL(" AND ").join([*self._times(), *(each.sql for each in wanted), *self._beyond()]),
            self.columns.key,
            limit,
            started=self._started,
            way=sql.SQL("ASC" if self.upward else "DESC"),
        )
        parameters: dict[str, object] = {"lower": lower, "upper": upper}
        for each in wanted:
            parameters |= each.parameters
        if self.cursor:
            parameters |= {"started": self.cursor.started, "key": self.cursor.key}
        return query, parameters

    @property
    def most_windows(self) -> int:
        """How often to look. Without an index every look reads the whole table, so two must do, unless what is asked
        of the rows costs more than reading them."""
        wanted = self.wanted
        costly = (wanted.words, wanted.enhanced, wanted.provider, wanted.domain, wanted.recipient, wanted.message)
        return MAX_WINDOWS if self.columns.indexed or self.columns.time_indexed or any(costly) else 2

    @property
    def _started(self) -> sql.Composable:
        return self.columns[Meaning.STARTED].ref

    def _times(self) -> list[sql.Composable]:
        lower, upper = (self.columns.moment(sql.SQL(f"%({name})s::timestamptz")) for name in ("lower", "upper"))
        return [
            sql.SQL("{} >= {}").format(self._started, lower),
            sql.SQL("{} < {}").format(self._started, upper),
        ]

    def _beyond(self) -> list[sql.Composable]:
        """Strictly behind the cursor in the order of the page. Written out, so that an index on starttime
        serves: a comparison of rows would need the key in it."""
        if not self.cursor:
            return []
        beyond = sql.SQL(">" if self.upward else "<")
        started = sql.SQL("%(started)s::{}").format(sql.SQL(self.columns[Meaning.STARTED].type))
        key = sql.SQL("%(key)s::{}").format(sql.SQL(self.columns.key_type))
        return [
            sql.SQL("{} {}= {}").format(self._started, beyond, started),
            sql.SQL("({started} {beyond} {} OR {} {beyond} {})").format(
                started, self.columns.key, key, started=self._started, beyond=beyond
            ),
        ]
