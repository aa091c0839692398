"""Floods: well-formed answers of 64 KB with as many records as fit, and names that are costly to read."""

import struct
from collections.abc import Callable

import dns.message

from tests.resolver.replies import raw, record

ROOM = 64_000
LONG = b"".join(b"\1" + bytes([97 + number % 26]) for number in range(120)) + b"\0"
HOST = "host.example"
BEHIND_QUESTION = 12 + len(b"\4host\7example\0") + 4
LONG_AT = BEHIND_QUESTION + 12 + 2


def pointer(offset: int) -> bytes:
    return struct.pack(">H", 0xC000 | offset)


def label(number: int) -> bytes:
    return b"\4" + b"%04x" % number


def filled(make: Callable[[int], bytes], first: bytes = b"") -> Callable[[dns.message.Message], bytes]:
    records = [first] if first else []
    size = len(first)
    while size < ROOM:
        records.append(make(len(records)))
        size += len(records[-1])
    return raw(b"".join(records), answers=len(records))


ADDRESSES = filled(lambda number: record(1, struct.pack(">I", number)))
EXCHANGES = filled(lambda number: record(15, b"\0\1" + label(number) + b"\xc0\x0c"))


def long_name(number: int) -> bytes:
    return label(number) + pointer(LONG_AT + 2 * (number % 100))


def behind_the_last(number: int) -> bytes:
    """An owner that points at the last record's owner, which points at the one before."""
    return pointer(BEHIND_QUESTION + 16 * (number - 1)) if number else pointer(12)


FIRST_LONG = record(15, b"\0\1" + LONG)
FLOODS = {
    "addresses": ("A", ADDRESSES),
    "one address": ("A", filled(lambda _: record(1, b"\1\2\3\4"))),
    "other names": ("A", filled(lambda _: record(1, b"\1\2\3\4", owner=b"\0"))),
    "exchanges": ("MX", EXCHANGES),
    "long exchanges": ("MX", filled(lambda number: record(15, b"\0\2" + long_name(number)), first=FIRST_LONG)),
    "long owners": ("MX", filled(lambda number: record(15, b"\0\0\0", owner=long_name(number)), first=FIRST_LONG)),
    "aliases": ("MX", filled(lambda number: record(5, label(number) + b"\xc0\x0c"))),
    "options": ("MX", raw(record(41, b"\0\1\0\0" * 16_000, owner=b"\0"), answers=1)),
    "pointers": ("A", filled(lambda number: record(1, b"\1\2\3\4", owner=behind_the_last(number)))),
}
