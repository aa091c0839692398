"""The columns that this VPOP3 keeps of a send attempt, found in PostgreSQL's catalogue."""

from dataclasses import dataclass, field

from psycopg import sql

from rules.outqueue.attempts.column_meanings import CLUES, DOCUMENTED, Clue, Meaning, plain
from rules.outqueue.connection.database import Row, Vpop3Database
from rules.outqueue.connection.unavailable import ADVICE, Trouble, Unavailable
from rules.outqueue.relation import INDEXES, MOST_SERVERS, TABLE, Relation, find_relation

FROM = sql.SQL("outqueue.sendattempts AS attempt")
NOTHING = "SELECT NULL::text AS server, NULL::timestamp AS starttime, NULL::text AS result WHERE false"
"""The documented columns without a row, in place of a table that VPOP3 has not made yet."""

SKIPS_FROM = 18
"""The PostgreSQL version that brought the skip scan of btree indexes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`type` as `format_type` gives it, without length. `meaning` None: shown, but not understood."""

    name: str
    type: str
    meaning: Meaning | None = None

    @property
    def because(self) -> str:
        """The reason for its meaning, for people."""
        if self.meaning in DOCUMENTED:
            return "documented by the vendor"
        return f"by its name and its type {self.type}" if self.meaning else "not recognised, shown as it is"

    @property
    def plain_type(self) -> str:
        """The type to cast to: "character" without a length would be one letter."""
        return "bpchar" if self.type == "character" else self.type

    @property
    def ref(self) -> sql.Composed:
        # Psycopg takes % for a placeholder even inside a quoted name.
        return sql.SQL("attempt.{}").format(sql.Identifier(self.name.replace("%", "%%")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The table as it is now.

    `key` is an SQL expression of `key_type` that is different for each row, to order rows of one moment:
    a unique column, or the place of the row (`ctid`), or the whole row's text. `indexed`: there is an index that
    begins with (server, starttime). `time_indexed`: one that begins with starttime. `encoding`: psycopg's name of the
    one in which texts are stored. `source`: what to read FROM. `index_sql`: statements that make the index, where
    there is none and one can be made. `walkable`: a loose scan of the index is cheap (one file, in one order, not too
    many servers). `skips`: PostgreSQL skips from server to server by itself, as it does from version 18 on.
    """

    all: tuple[Column, ...]
    key: sql.Composable
    key_type: str
    indexed: bool
    time_indexed: bool
    encoding: str = "utf-8"
    source: sql.Composable = field(default_factory=lambda: FROM)
    absent: bool = False
    """Whether there is no table yet: VPOP3 makes it (again) at its next start."""
    index_sql: str | None = None
    walkable: bool = False
    skips: bool = True
    identity: str = ""
    """The table's identity. It changes when the table is another one, was emptied or is in another time zone: older
    counts are worth nothing then."""

    @property
    def loose(self) -> bool:
        """Whether rows by time are best found by a loose scan: no index has them in that order."""
        return self.walkable and not self.time_indexed and not self.skips

    def __contains__(self, meaning: Meaning) -> bool:
        return self.get(meaning) is not None

    def get(self, meaning: Meaning) -> Column | None:
        return next((column for column in self.all if column.meaning is meaning), None)

    def __getitem__(self, meaning: Meaning) -> Column:
        if column := self.get(meaning):
            return column
        raise KeyError(f"{TABLE} has no column for {meaning}.")

    @property
    def mark(self) -> sql.Composable:
        """The key as a short text, for a row's address: the text of a whole row would not fit into one."""
        return sql.SQL("md5({})" if self.key_type == "text" else "{}::text").format(self.key)

    @property
    def stays(self) -> bool:
        """Whether the key belongs to the row for good; else VPOP3 may rewrite the row, or PostgreSQL move it."""
        return self.key_type not in {"tid", "text"}

    @property
    def unknown(self) -> tuple[Column, ...]:
        return tuple(column for column in self.all if column.meaning is None)

    @property
    def result(self) -> sql.Composable:
        """The reply as text, whatever the column's type."""
        return sql.SQL("{}::text").format(self[Meaning.RESULT].ref)

    def moment(self, instant: sql.Composable) -> sql.Composable:
        """Return an instant (timestamptz) as a value to compare `starttime` with, so that an index on it still serves.
        A `starttime` without zone is in the database's TimeZone."""
        if self[Meaning.STARTED].type.endswith("with time zone"):
            return instant
        return sql.SQL("({} AT TIME ZONE current_setting('TimeZone'))").format(instant)

    def after(self, moment: sql.Composable, seconds: sql.Composable) -> sql.Composable:
        """Return an expression for the timestamptz `seconds` after `moment`."""
        later = sql.SQL("({} + ({}) * interval '1 second')").format(moment, seconds)
        if self[Meaning.STARTED].type.endswith("with time zone"):
            return later
        return sql.SQL("({} AT TIME ZONE current_setting('TimeZone'))").format(later)

    def instant(self, column: Column, value: sql.Composable | None = None) -> sql.Composable:
        """Return a timestamp column as timestamptz, or a `value` of its type."""
        if column.type.endswith("with time zone"):
            return value or column.ref
        return sql.SQL("({} AT TIME ZONE current_setting('TimeZone'))").format(value or column.ref)


ATTRIBUTES = sql.SQL("""
    SELECT a.attname, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL)
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = %(table)s AND a.attnum > 0 AND NOT a.attisdropped
      AND has_column_privilege(a.attrelid, a.attnum, 'SELECT')
      AND (current_setting('client_encoding') <> 'SQL_ASCII' OR a.attname::text ~ '^[ -~]+$')
    ORDER BY a.attnum
""")


IDENTITY = sql.SQL("""
    SELECT concat_ws(' ', d.oid, c.oid, pg_relation_filenode(c.oid), current_setting('TimeZone'))
    FROM pg_class c, pg_database d WHERE c.oid = %(table)s AND d.datname = current_database()
""")


def discover(database: Vpop3Database) -> Columns:
    """Read the columns from the catalogue. A table that is not there yet has no rows. Raises Unavailable, also where a
    documented column is missing or may not be read."""
    relation = find_relation(database)
    if relation is None:
        return _absent(database)
    attributes = database.rows(ATTRIBUTES, {"table": relation.oid})
    indexes = database.rows(INDEXES, {"table": relation.base, "most_servers": MOST_SERVERS})
    columns = recognise([(str(name), str(type_)) for name, type_ in attributes])
    _require_documented(database, columns, relation)
    key, key_type = _key(columns, indexes, relation)
    started = {(str(first), str(second)) for _, first, second, _ in indexes}
    indexed = ("server", "starttime") in started
    return Columns(
        all=columns,
        key=key,
        key_type=key_type,
        indexed=indexed,
        time_indexed=any(first == "starttime" for first, _ in started),
        encoding=database.encoding(),
        skips=database.version() >= SKIPS_FROM,
        identity=_identity(database, relation),
        index_sql=None if indexed else relation.index_sql,
        walkable=any(walkable and (first, second) == ("server", "starttime") for _, first, second, walkable in indexes),
    )


def _identity(database: Vpop3Database, relation: Relation) -> str:
    [(found,)] = database.rows(IDENTITY, {"table": relation.base})
    return f"{database} {found}"


def _absent(database: Vpop3Database) -> Columns:
    return Columns(
        all=recognise([("server", "text"), ("starttime", "timestamp without time zone"), ("result", "text")]),
        key=sql.SQL('(attempt::text COLLATE "C")'),
        key_type="text",
        indexed=False,
        time_indexed=False,
        encoding=database.encoding(),
        source=sql.SQL(f"({NOTHING}) AS attempt"),
        absent=True,
    )


def recognise(attributes: list[tuple[str, str]]) -> tuple[Column, ...]:
    """Give each column its meaning; no meaning is given twice, the likeliest name wins."""
    meanings: dict[str, Meaning] = {}
    for meaning, clue in (DOCUMENTED | CLUES).items():
        if (name := _likeliest(clue, attributes, meanings)) is not None:
            meanings[name] = meaning
    return tuple(Column(name=name, type=type_, meaning=meanings.get(name)) for name, type_ in attributes)


def _likeliest(clue: Clue, attributes: list[tuple[str, str]], taken: dict[str, Meaning]) -> str | None:
    fitting = {plain(name): name for name, type_ in attributes if type_ in clue.types and name not in taken}
    return next((fitting[name] for name in clue.names if name in fitting), None)


def _require_documented(database: Vpop3Database, columns: tuple[Column, ...], relation: Relation) -> None:
    known = {column.meaning for column in columns}
    missing = [clue.names[0] for meaning, clue in DOCUMENTED.items() if meaning not in known]
    if unreadable := [name for name in missing if name in relation.unreadable]:
        raise Unavailable(
            f"{database} does not let this role read it: SELECT on {TABLE} ({', '.join(unreadable)}) is not granted. "
            f"{ADVICE[Trouble.FORBIDDEN]}",
            Trouble.FORBIDDEN,
        )
    if missing:
        raise Unavailable(
            f"{database} has no column {missing[0]} of a usable type in {TABLE}. Is this VPOP3's database? Another "
            "version may keep its send attempts differently.",
            Trouble.SCHEMA,
        )


def _key(columns: tuple[Column, ...], indexes: list[Row], relation: Relation) -> tuple[sql.Composable, str]:
    """Return the key and its type. A role with rights on some columns only may read neither `ctid` nor the row as a
    whole."""
    types = {column.name: column.type for column in columns}
    for unique, first, *_ in indexes:
        if unique and relation.base == relation.oid and types.get(str(first)) in {"integer", "bigint", "uuid"}:
            return Column(name=str(first), type=types[str(first)]).ref, types[str(first)]
    if not relation.whole:
        row = sql.SQL(", ").join(column.ref for column in columns)
        return sql.SQL('(ROW({})::text COLLATE "C")').format(row), "text"
    if relation.direct:
        return sql.SQL("attempt.ctid"), "tid"
    if relation.stored:  # Partitions and children count their rows each from the start.
        return sql.SQL('((attempt.tableoid::text || attempt.ctid::text) COLLATE "C")'), "text"
    return sql.SQL('(attempt::text COLLATE "C")'), "text"
