"""Privileges of the configured role beyond reading the queue, and the functions that could change something."""

import threading
from collections.abc import Hashable
from dataclasses import dataclass
from operator import attrgetter

from cachetools import TTLCache, cachedmethod
from psycopg import sql

from rules.outqueue.connection.database import Vpop3Database

KEPT_SECONDS = 60.0

SERVER_ROLES = (
    "pg_execute_server_program",
    "pg_read_server_files",
    "pg_write_server_files",
    "pg_write_all_data",
    "pg_signal_backend",
    "pg_maintain",
    "pg_checkpoint",
    "pg_create_subscription",
)
"""PostgreSQL's predefined roles that reach beyond a transaction (its manual, "Predefined Roles")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Privileges:
    """`beyond`: powers that a read-only transaction does not stop. `writes`: what it does stop, by name.
    `everyone`: what this server gives every role. `elsewhere`: tables outside the queue's schema it may read.
    `volatile`: the names of all functions that PostgreSQL does not promise to be without effect."""

    role: str
    beyond: tuple[str, ...]
    writes: tuple[str, ...]
    everyone: tuple[str, ...]
    elsewhere: tuple[str, ...]
    volatile: frozenset[str]


BEYOND = sql.SQL("""
    SELECT r.rolname, r.rolname = current_user, r.rolsuper, r.rolreplication, r.rolcreaterole, r.rolcreatedb,
           r.rolbypassrls
    FROM pg_roles r WHERE pg_has_role(current_user, r.oid, 'MEMBER')
    ORDER BY r.rolname <> current_user, r.rolname
""")
ATTRIBUTES = ("SUPERUSER", "REPLICATION", "CREATEROLE", "CREATEDB", "BYPASSRLS")

WRITES = sql.SQL("""
    SELECT string_agg(p.name, ', ' ORDER BY p.name) || ' on ' || n.nspname || '.' || c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN (VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS p(name)
    WHERE c.relkind IN ('r', 'p', 'v', 'f', 'm') AND n.nspname NOT LIKE 'pg!_%' ESCAPE '!'
      AND n.nspname <> 'information_schema'
      AND CASE WHEN p.name IN ('INSERT', 'UPDATE') THEN has_any_column_privilege(c.oid, p.name)
               ELSE has_table_privilege(c.oid, p.name) END
    GROUP BY n.nspname, c.relname ORDER BY n.nspname <> 'outqueue', n.nspname, c.relname
""")

CREATES = sql.SQL("""
    SELECT 'CREATE in schema ' || nspname, has_schema_privilege('public', oid, 'CREATE')
    FROM pg_namespace WHERE nspname NOT LIKE 'pg!_%' ESCAPE '!' AND has_schema_privilege(oid, 'CREATE')
    UNION ALL
    SELECT 'CREATE in database ' || datname, has_database_privilege('public', oid, 'CREATE')
    FROM pg_database WHERE datname = current_database() AND has_database_privilege(oid, 'CREATE')
    ORDER BY 1
""")

ELSEWHERE = sql.SQL("""
    SELECT n.nspname || '.' || c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'f', 'm')
      AND n.nspname NOT IN ('outqueue', 'pg_catalog', 'information_schema', 'pg_toast')
      AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
    ORDER BY n.nspname, c.relname
""")

VOLATILE = sql.SQL("SELECT DISTINCT proname::text FROM pg_proc WHERE provolatile = 'v'")


def privileges(database: Vpop3Database) -> Privileges:
    """Ask the catalogue for the role's privileges. Raises Unavailable."""
    roles = database.rows(BEYOND)
    if roles[0][2]:  # A superuser counts as a member of every role.
        roles = roles[:1]
    creates = database.rows(CREATES)
    return Privileges(
        role=str(roles[0][0]),
        beyond=tuple(text for role, own, *flags in roles for text in _beyond(str(role), bool(own), flags)),
        writes=_texts(database, WRITES) + tuple(str(text) for text, everyone in creates if not everyone),
        everyone=tuple(str(text) for text, everyone in creates if everyone),
        elsewhere=_texts(database, ELSEWHERE),
        volatile=frozenset(_texts(database, VOLATILE)),
    )


def _beyond(role: str, own: bool, flags: list[object]) -> list[str]:
    whose = "" if own else f" through its membership in {role}"
    names = [name for name, has in zip(ATTRIBUTES, flags, strict=True) if has]
    if not own and role in SERVER_ROLES:
        return [f"membership in {role}"]
    return [f"{name}{whose}" for name in names]


def _texts(database: Vpop3Database, query: sql.SQL) -> tuple[str, ...]:
    return tuple(str(row[0]) for row in database.rows(query))


class KnownPrivileges:
    """The role's privileges, asked again after a minute. Thread-safe."""

    def __init__(self, database: Vpop3Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._found: TTLCache[Hashable, Privileges] = TTLCache(1, KEPT_SECONDS)

    @cachedmethod(attrgetter("_found"), lock=attrgetter("_lock"))
    def get(self) -> Privileges:
        """Return the privileges, asking when they are too old. Raises Unavailable."""
        return privileges(self._database)
