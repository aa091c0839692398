"""The kind of relation that outqueue.sendattempts is (a table or a view, say), who may read it, and where an index
goes."""

import re
from dataclasses import dataclass

from psycopg import sql

from rules.outqueue.connection.database import Vpop3Database

TABLE = "outqueue.sendattempts"

RELATION = sql.SQL("""
    SELECT c.oid, c.relkind::text, has_table_privilege(c.oid, 'SELECT'),
           ARRAY(SELECT a.attname::text FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   AND NOT has_column_privilege(c.oid, a.attnum, 'SELECT')),
           ARRAY(SELECT i.inhrelid::regclass::text FROM pg_inherits i WHERE i.inhparent = c.oid ORDER BY 1),
           CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid, true) END
    FROM pg_class c WHERE c.oid = to_regclass('outqueue.sendattempts')
""")

READ_BY_VIEW = sql.SQL("""
    SELECT DISTINCT t.oid, t.relkind::text, format('%%I.%%I', n.nspname, t.relname)
    FROM pg_rewrite r
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
    JOIN pg_class t ON t.oid = d.refobjid AND t.oid <> r.ev_class AND t.relkind IN ('r', 'p', 'm', 'v', 'f')
    JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE r.ev_class = %(view)s
""")

INDEXES = sql.SQL("""
    SELECT i.indisunique AND i.indpred IS NULL AND i.indnatts = 1 AND first.attnotnull,
           first.attname, second.attname,
           t.relkind IN ('r', 'm') AND NOT t.relhassubclass AND i.indoption[0] = i.indoption[1]
           AND i.indoption[0] IN (0, 3) AND o.opcdefault AND i.indcollation[0] = first.attcollation
           AND coalesce((
               SELECT CASE WHEN s.n_distinct < 0 THEN -s.n_distinct * t.reltuples ELSE s.n_distinct END
               FROM pg_stats s JOIN pg_namespace n ON n.nspname = s.schemaname
               WHERE n.oid = t.relnamespace AND s.tablename = t.relname AND s.attname = first.attname
               LIMIT 1
           ), 0) <= %(most_servers)s
    FROM pg_index i
    JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_opclass o ON o.oid = i.indclass[0]
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am m ON m.oid = c.relam AND m.amname = 'btree'
    JOIN pg_attribute first ON first.attrelid = i.indrelid AND first.attnum = i.indkey[0]
    LEFT JOIN pg_attribute second ON second.attrelid = i.indrelid AND second.attnum = i.indkey[1]
    WHERE i.indrelid = %(table)s AND i.indisvalid AND i.indpred IS NULL
    ORDER BY i.indisprimary DESC, i.indexrelid
""")
"""The indexes. On a partitioned table, valid means that every partition has it. The last column: a loose scan of it is
cheap. It needs an index that can be read backward in the order of both columns, and PostgreSQL's estimate of the
servers."""

MOST_SERVERS = 20_000
"""A loose scan takes about 10 microseconds for each."""

PLAIN_COLUMN = r"(?m)^\s*(?:SELECT\s+)?(?:\w+\.)?{},?$"
"""A column that a view hands through as it is, in the form in which PostgreSQL prints views: one to a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """`whole`: the role may read all of it, system columns too; else `unreadable` are the columns that it may not.
    `base` is what has the indexes: the table that a plain view reads, else the relation itself."""

    oid: object
    kind: str
    whole: bool
    unreadable: frozenset[str]
    children: tuple[str, ...]
    base: object
    index_sql: str | None

    @property
    def direct(self) -> bool:
        """Whether it keeps its rows in one file of its own: there `ctid` names a row."""
        return self.kind in {"r", "m"} and not self.children

    @property
    def stored(self) -> bool:
        return self.kind in {"r", "m", "p"}


def find_relation(database: Vpop3Database) -> Relation | None:
    """Find the relation. None where VPOP3 has not made it yet. Raises Unavailable."""
    found = database.rows(RELATION)
    if not found:
        return None
    oid, kind, whole, unreadable, children, view = found[0]
    names = _texts(children)
    base, base_kind, name = (oid, str(kind), TABLE) if kind != "v" else _read_by(database, oid, str(view))
    return Relation(
        oid=oid,
        kind=str(kind),
        whole=bool(whole),
        unreadable=frozenset(_texts(unreadable)),
        children=names,
        base=base,
        index_sql=index_sql(base_kind, name, names if kind == "r" else ()),
    )


def index_sql(kind: str, name: str, children: tuple[str, ...] = ()) -> str | None:
    """Return SQL for an index that makes queries for one server fast, as the vendor's example asks them; None where
    PostgreSQL makes no index.

    CONCURRENTLY does not block VPOP3's writing, is slower, and must not run in a transaction; a partitioned table
    cannot have it (PostgreSQL's CREATE INDEX). Children by inheritance have indexes of their own.
    """
    if kind in {"r", "m"}:
        return "\n".join(f"CREATE INDEX CONCURRENTLY ON {each} (server, starttime);" for each in (name, *children))
    return f"CREATE INDEX ON {name} (server, starttime);" if kind == "p" else None


def _read_by(database: Vpop3Database, view: object, text: str) -> tuple[object, str, str]:
    """Return the table that a view reads, where it reads one only and hands its columns through; else the view
    itself."""
    tables = database.rows(READ_BY_VIEW, {"view": view})
    plain = all(re.search(PLAIN_COLUMN.format(name), text) for name in ("server", "starttime"))
    if len(tables) == 1 and plain and "UNION" not in text:
        return tables[0][0], str(tables[0][1]), str(tables[0][2])
    return view, "v", TABLE


def _texts(values: object) -> tuple[str, ...]:
    return tuple(map(str, values)) if isinstance(values, list) else ()
