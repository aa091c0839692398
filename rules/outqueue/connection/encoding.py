"""Text from VPOP3's database, whatever bytes were stored in it."""

from contextlib import suppress
from datetime import datetime
from typing import cast

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader, Transformer
from psycopg.pq.abc import PGresult
from psycopg.types.datetime import TimestamptzLoader

TEXT_TYPES = ("text", "varchar", "bpchar", "name")


def decode(raw: bytes, encoding: str) -> str:
    """Decode the text in that encoding where it is valid, else each byte as the character of its number (latin-1)."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def encoding_of(session: psycopg.Connection[tuple[object, ...]]) -> str:
    """Return Python's name of the encoding of texts both ways: in an SQL_ASCII database, UTF-8 is the best guess."""
    return codec_of(session.info.encoding)


def codec_of(encoding: str) -> str:
    return encoding.replace("ascii", "utf-8")


def read_any_text(session: psycopg.Connection[tuple[object, ...]]) -> None:
    """Make the session read any text it finds.

    The server converts nothing: in WIN1252 and its like it stores bytes that it cannot convert to UTF8, and one
    such row would fail the query. An SQL_ASCII database holds any bytes at all, and sends them only to a client
    that says the same of itself.
    """
    stored = session.info.parameter_status("server_encoding") or "UTF8"
    if stored != "UTF8":
        session.execute("SELECT set_config('client_encoding', %s, false)", (stored,))
    for name in TEXT_TYPES:
        session.adapters.register_loader(name, AnyText)
    session.adapters.register_loader("timestamptz", LenientTimestamptz)


def loaded_rows(result: PGresult, session: psycopg.Connection[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Load all rows. Those of UTF-8 are loaded by psycopg's own C code, unless one of them holds other bytes."""
    if encoding_of(session) == "utf-8":
        with suppress(UnicodeDecodeError):
            return _loaded(result, Transformer())
    return _loaded(result, Transformer(session))


def _loaded(result: PGresult, loader: psycopg.abc.Transformer) -> list[tuple[object, ...]]:
    loader.set_pgresult(result)
    return loader.load_rows(0, result.ntuples, tuple)


class AnyText(Loader):
    def __init__(self, oid: int, context: psycopg.abc.AdaptContext | None = None) -> None:
        super().__init__(oid, context)
        self._encoding = encoding_of(cast("psycopg.Connection[tuple[object, ...]]", self.connection))

    def load(self, data: Buffer) -> str:
        return decode(bytes(data), self._encoding)


class LenientTimestamptz(Loader):
    """A loader that gives None for what Python's datetime cannot hold: infinity, years before 1 and after 9999."""

    def __init__(self, oid: int, context: psycopg.abc.AdaptContext | None = None) -> None:
        super().__init__(oid, context)
        self._strict = TimestamptzLoader(oid, context)

    def load(self, data: Buffer) -> datetime | None:
        try:
            return self._strict.load(data)
        except psycopg.DataError:
            return None
