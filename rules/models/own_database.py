"""Trouble with mxadmin's own database, as one sentence for pages and commands."""

import shutil
import sqlite3
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

RETRY_SECONDS = 10
LEAST_FREE = 64 * 1024
"""The bytes that SQLite needs at least for its files beside the database."""


class Trouble(StrEnum):
    AWAY = "away"
    FULL = "full"
    READ_ONLY = "read_only"
    BROKEN = "broken"
    UNMIGRATED = "unmigrated"


SQLITE_SAYS = {
    "database or disk is full": Trouble.FULL,
    "attempt to write a readonly database": Trouble.READ_ONLY,
    "unable to open database file": Trouble.READ_ONLY,
    "disk I/O error": Trouble.BROKEN,
    "no such table": Trouble.UNMIGRATED,
    "no such column": Trouble.UNMIGRATED,
    "has no column named": Trouble.UNMIGRATED,
}
"""SQLite's own texts, which are always in English (sqlite3ErrStr in its main.c)."""

SQLSTATES = {
    "53100": Trouble.FULL,
    "25006": Trouble.READ_ONLY,
    "42P01": Trouble.UNMIGRATED,
    "42703": Trouble.UNMIGRATED,
    "08": Trouble.AWAY,
    "57P": Trouble.AWAY,
    "53300": Trouble.AWAY,
}
"""PostgreSQL's error codes (appendix A of its manual)."""


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Return the trouble, or None where the database's surroundings are not at fault. A full disk may also stop our own
    files."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    if connection.vendor == "sqlite":
        told = next((trouble for words, trouble in SQLITE_SAYS.items() if words in str(error)), None)
        return Trouble.FULL if told in {Trouble.BROKEN, Trouble.READ_ONLY} and _is_full() else told
    state = getattr(error.__cause__, "sqlstate", None)
    if state is None:  # the connection was lost, or never there
        lost = type(error.__cause__).__name__ in {"OperationalError", "ConnectionTimeout"}
        return Trouble.AWAY if lost or isinstance(error, InterfaceError) else None
    return next((trouble for prefix, trouble in SQLSTATES.items() if state.startswith(prefix)), None)


def _is_full() -> bool:
    """Whether the disk is full. SQLite calls it an I/O error when there is no room for the files beside the
    database."""
    try:
        return shutil.disk_usage(Path(str(settings.DATABASES["default"]["NAME"])).parent).free < LEAST_FREE
    except OSError:
        return False


def keep_open() -> None:
    """Hold a connection to SQLite's file for as long as this process lives.

    The last one that closes removes the files beside the database, and on a full disk the next could not make them
    again, not even to read.
    """
    if connection.vendor == "sqlite":
        kept = sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), check_same_thread=False)
        kept.execute("SELECT count(*) FROM sqlite_master").fetchall()
        _kept.append(kept)


_kept: list[sqlite3.Connection] = []


def sentence(trouble: Trouble) -> str:
    """Return a sentence: the problem, the database, and the setting that says where it is."""
    where = place()
    match trouble:
        case Trouble.AWAY:
            return f"mxadmin's own database ({where}) does not answer. It is tried again by itself."
        case Trouble.FULL:
            return f"The disk under mxadmin's own database ({where}) is full: make room there. Reading goes on."
        case Trouble.READ_ONLY:
            return (
                f"mxadmin's own database ({where}) cannot be written: its disk or folder is read only, or belongs to "
                "somebody else. Reading goes on where the file can be opened."
            )
        case Trouble.BROKEN:
            return f"The disk under mxadmin's own database ({where}) reports errors: it may be full, or broken."
        case Trouble.UNMIGRATED:
            return f"mxadmin's own database ({where}) lacks tables or columns: run mxadmin migrate."


def place() -> str:
    """Return the database's address, without a password."""
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        name = Path(str(database["NAME"]))
        setting = "MXADMIN_DATA_DIR" if name.parent == Path(settings.DATA_DIR) else "MXADMIN_DATABASE_URL"
        return f"the file {name}, set by {setting}"
    return f"{database['NAME']} at {database['HOST']}:{database['PORT'] or 5432}, set by MXADMIN_DATABASE_URL"


def missing_migrations() -> int:
    """Return the number of migrations still to be applied. Raises DatabaseError."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
