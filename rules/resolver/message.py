"""A DNS message (RFC 1035 §4.1), parsed no further than a lookup needs.

By hand: dnspython's reader makes an object of each record, and 64 KB of them take so long that nothing else gets a
turn. Here a record is a place in the message until it is needed.
"""

from collections.abc import Sequence
from struct import Struct, error
from typing import NamedTuple

import dns.rdatatype

from rules.resolver.extended import ExtendedError, read_options

HEADER = Struct(">HHHHHH")
RECORD = Struct(">HHIH")
QUESTION = Struct(">HH")
_MAX_NAME = 255
_MAX_JUMPS = 64
"""The most compression pointers within one name: honest servers need one or two."""
_MAX_TTL = 2**31 - 1

QR, AA, TC, RD, RA = 0x8000, 0x0400, 0x0200, 0x0100, 0x0080
_OPCODE, _RCODE = 0x7800, 0x000F


class Malformed(ValueError):
    """The bytes are no DNS message; the text says why, and completes "It is ..."."""


class Raw(NamedTuple):
    """A record's place in the message: `owner` in lower-case wire format, its RDATA from `start` on."""

    owner: bytes
    rdtype: int
    rdclass: int
    ttl: int
    start: int
    length: int


class Asked(NamedTuple):
    """The question that a message repeats; `name` in lower-case wire format."""

    name: bytes
    rdtype: int
    rdclass: int


class Names:
    """A reader of names that reads each part once: a message may point to the same long name from thousands of
    places."""

    def __init__(self, wire: bytes) -> None:
        self._wire = wire
        self._known: dict[int, bytes] = {}

    def read(self, start: int, jumps: int = 0) -> tuple[bytes, int]:
        """Return the name in lower case, and where it ends. Raise Malformed."""
        labels, position, rest = [], start, b"\0"
        while length := _byte(self._wire, position):
            if length >= 0xC0:
                rest = self._earlier((length & 0x3F) << 8 | _byte(self._wire, position + 1), start, jumps)
                position += 1
                break
            labels.append(self._label(position, length))
            position += 1 + length
        name = b"".join(labels) + rest
        if len(name) > _MAX_NAME:
            raise Malformed("a message with a name that is too long")
        self._known[start] = name
        return name, position + 1

    def _earlier(self, target: int, start: int, jumps: int) -> bytes:
        if known := self._known.get(target):
            return known
        if target >= start or jumps >= _MAX_JUMPS:
            raise Malformed("a message with a name that points in a circle")
        return self.read(target, jumps + 1)[0]

    def _label(self, position: int, length: int) -> bytes:
        label = self._wire[position : position + 1 + length]
        if length > 63:
            raise Malformed("a message with a label of an unknown kind")
        if len(label) <= length:
            raise Malformed("a message that is cut off in the middle of a name")
        return label.lower()  # Length bytes are below "A", so only letters change.


def _byte(wire: bytes, position: int) -> int:
    if position >= len(wire):
        raise Malformed("a message that is cut off in the middle of a name")
    return wire[position]


class Message:
    """A message. `answer` and `authority` hold the records of these sections; `errors` are the server's
    explanations. Raises Malformed. Of a message that says that it is truncated, only the question is read."""

    def __init__(self, wire: bytes) -> None:
        if len(wire) < HEADER.size:
            raise Malformed("shorter than the header of a DNS message")
        self.wire, self.names = wire, Names(wire)
        self.id, self.flags, questions, *counts = HEADER.unpack_from(wire)
        self.asked, position = self._read_questions(questions)
        self.rcode = self.flags & _RCODE
        self.answer: Sequence[Raw] = ()
        self.authority: Sequence[Raw] = ()
        self.errors: tuple[ExtendedError, ...] = ()
        if self.is_response and not self.truncated:
            self.answer, position = self._read_records(counts[0], position)
            self.authority, position = self._read_records(counts[1], position)
            additional, _ = self._read_records(counts[2], position)
            self._read_edns(additional)

    @property
    def is_response(self) -> bool:
        """Return whether this is a response to a query, not to another DNS operation."""
        return bool(self.flags & QR) and not self.flags & _OPCODE

    @property
    def truncated(self) -> bool:
        return bool(self.flags & TC)

    @property
    def authoritative(self) -> bool:
        return bool(self.flags & AA)

    @property
    def recursive(self) -> bool:
        return bool(self.flags & RA)

    def _read_questions(self, count: int) -> tuple[tuple[Asked, ...], int]:
        asked, position = [], HEADER.size
        for _ in range(min(count, 2)):  # A second question is wrong already.
            name, position = self.names.read(position)
            asked.append(Asked(name, *_unpack(QUESTION, self.wire, position)))
            position += QUESTION.size
        return tuple(asked), position

    def _read_records(self, count: int, position: int) -> tuple[list[Raw], int]:
        found, read, end = [], self.names.read, len(self.wire)
        for _ in range(count):
            owner, position = read(position)
            rdtype, rdclass, ttl, length = _unpack(RECORD, self.wire, position)
            position += RECORD.size
            if position + length > end:
                raise Malformed("a message that is cut off in the middle of a record")
            found.append(Raw(owner, rdtype, rdclass, ttl if ttl <= _MAX_TTL else 0, position, length))
            position += length
        return found, position

    def _read_edns(self, additional: Sequence[Raw]) -> None:
        edns = next((record for record in additional if record.rdtype == dns.rdatatype.OPT), None)
        if edns:
            (ttl,) = Struct(">I").unpack_from(self.wire, edns.start - 6)  # In an OPT record this field is no time.
            self.rcode |= ttl >> 24 << 4
            self.errors = tuple(read_options(self.wire[edns.start : edns.start + edns.length]))


def _unpack(fields: Struct, wire: bytes, position: int) -> tuple[int, ...]:
    try:
        return fields.unpack_from(wire, position)
    except error:
        raise Malformed("a message that is cut off in the middle of a record") from None
