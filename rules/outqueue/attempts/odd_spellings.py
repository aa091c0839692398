"""Servers whose names are stored in several spellings: in capitals, with a final dot or with blanks."""

import threading
import time

from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.conditions import NAME
from rules.outqueue.attempts.spelling import server_name
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.connection.unavailable import Trouble, Unavailable

REST = 20
"""The pause before the next search, as a multiple of the time the last took: a large table is searched a twentieth of
the time at most."""
MOST_NAMES = 20_000

ODD = """
    WITH RECURSIVE names(name, number) AS (
        (SELECT {server}::{type}, 1 FROM {table} WHERE {server} IS NOT NULL ORDER BY {server} LIMIT 1)
        UNION ALL
        SELECT (SELECT {server}::{type} FROM {table} WHERE {server} > names.name ORDER BY {server} LIMIT 1), number + 1
        FROM names WHERE name IS NOT NULL AND number < {most}
    )
    SELECT name::text FROM names WHERE name::text <> {canonical}
"""
"""A loose index scan: one step in the index for each server, however many attempts it has."""


class OddSpellings:
    """The odd spellings of names. Thread-safe. Only for a table with an index on server: without one, the names are
    compared as they are read."""

    def __init__(self, database: Vpop3Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._until = 0.0  # no cache of the library: how long it counts depends on how long the search took
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, columns: Columns, name: str) -> tuple[str, ...]:
        """The spellings of that canonical name that are in the table and are not the name itself. Raises Unavailable,
        but not for being slow: then it answers with the usual spellings."""
        with self._lock:
            if time.monotonic() < self._until:
                return self._known.get(name, ())
        began = time.monotonic()
        try:
            known = self._read(columns)
        except Unavailable as error:
            if error.trouble is not Trouble.SLOW:
                raise
            known = None
        now = time.monotonic()
        with self._lock:
            if known is not None:
                self._known = known
            self._until = now + REST * (now - began)
            return self._known.get(name, ()) if known is not None else usual(name)

    def _read(self, columns: Columns) -> dict[str, tuple[str, ...]]:
        query = sql.SQL(ODD).format(
            server=columns[Meaning.SERVER].ref,
            table=columns.source,
            type=sql.SQL(columns[Meaning.SERVER].plain_type),
            most=MOST_NAMES,
            canonical=sql.SQL(NAME).format(sql.SQL("name")),
        )
        known: dict[str, tuple[str, ...]] = {}
        for (spelt,) in self._database.rows(query):
            name = server_name(str(spelt))
            known[name] = (*known.get(name, ()), str(spelt))
        return known


def usual(name: str) -> tuple[str, ...]:
    return (name.upper(), f"{name}.", f"{name.upper()}.")
