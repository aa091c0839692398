"""One text, and every way in which VPOP3's database may hold it."""

from dataclasses import dataclass

import psycopg
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Dumper

from rules.outqueue.connection.encoding import codec_of, decode

BLANKS = " \t\r\n"
"""Characters around a server's name that are no part of it, nor is a dot at its end (RFC 1034 3.1); case does not
matter."""

CHECKED = frozenset({"utf-8", "gb2312", "euc_jp", "euc_jis_2004", "euc_kr"})
"""Encodings in which PostgreSQL refuses bytes that are no text."""


@dataclass(frozen=True, slots=True)
class StoredText:
    """A parameter that goes to the server byte for byte, as a text of no declared type."""

    raw: bytes


class StoredTextDumper(Dumper):
    def __init__(self, cls: type, context: AdaptContext | None = None) -> None:
        super().__init__(cls, context)
        self.oid = 0  # PostgreSQL takes the type of what it is compared with

    def dump(self, obj: StoredText) -> Buffer:
        return obj.raw


def register(session: psycopg.Connection[tuple[object, ...]]) -> None:
    session.adapters.register_dumper(StoredText, StoredTextDumper)


def spellings(text: str, encoding: str) -> tuple[StoredText, ...]:
    """Return all bytes that pages read as this text; none where the encoding (as psycopg names it) cannot hold it.

    There can be two: an SQL_ASCII database holds "ü" in UTF-8 from one program and in Latin-1 from another.
    """
    codec = codec_of(encoding)
    codecs = (codec,) if encoding in CHECKED else (codec, "latin-1")
    candidates = dict.fromkeys(raw for name in codecs if (raw := _encoded(text, name)) is not None)
    return tuple(StoredText(raw) for raw in candidates if decode(raw, codec) == text and b"\0" not in raw)


def server_name(stored: str) -> str:
    """Return the one name of a mail server, however it is written; a text that is no name stays as it is."""
    return stored.strip(BLANKS).rstrip(".").lower() or stored


def _encoded(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None
