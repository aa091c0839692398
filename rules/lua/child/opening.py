"""The message that opens a session or a series, in the terms of the state that runs it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from rules.lua.child.local_time import LocalTime
from rules.lua.functions import HOST_FUNCTIONS
from rules.lua.protocol.channel import Message
from rules.lua.protocol.clock import read_moment, read_periods
from rules.lua.protocol.source import lines_of

_INSTRUCTIONS_A_STEP = 1000
_RETURN = re.compile(rb"\breturn\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The `open` or `series` message, read once. `code` is the script's text (`mode` b"t") or the bytecode that this
    process has made from it (b"b"); `refused` gives the reason for each host function that is not offered; `returns`
    are the lines that may have a `return`, or None where lines are not traced. `zone` and `at` are the clock that was
    given, if one was; in a series, each run may have a moment of its own."""

    chunk: bytes
    code: bytes
    mode: bytes
    offered: tuple[bytes, ...]
    refused: Mapping[bytes, bytes]
    globals: Mapping[bytes, int | bytes]
    returns: Mapping[int, bytes] | None
    limits: Mapping[str, int]
    zone: LocalTime | None = None
    at: float | None = None

    @property
    def steps(self) -> int:
        return self.limits["instructions"] // _INSTRUCTIONS_A_STEP

    @classmethod
    def of(cls, message: Message) -> Self:
        source, functions = message["source"].encode("latin-1"), message["functions"]
        return cls(
            chunk=b"@" + message["chunk"].encode(),
            code=source,
            mode=b"t",
            offered=tuple(name.encode() for name in HOST_FUNCTIONS if name in functions),
            refused={name.encode(): _since(name) for name in HOST_FUNCTIONS if name not in functions},
            globals={name.encode(): _value(value) for name, value in message["globals"].items()},
            returns=_lines_with_return(source) if message["trace"] else None,
            limits=message["limits"],
            zone=None if message.get("zone") is None else LocalTime(read_periods(message["zone"])),
            at=None if message.get("at") is None else read_moment(message["at"]),
        )


def _value(value: int | str) -> int | bytes:
    return value.encode(errors="replace") if isinstance(value, str) else value


def _since(name: str) -> bytes:
    return f" does not exist in this version of VPOP3 (since {HOST_FUNCTIONS[name].since or 'the first'}).".encode()


def _lines_with_return(source: bytes) -> dict[int, bytes]:
    """Lines on which a `return` may be: first in its line, or within it. The word in a comment counts too, which does
    no harm.

    A line that ends with the word has its values, and so its instructions, on the next line.
    """
    found: dict[int, bytes] = {}
    for number, line in enumerate(lines_of(source), 1):
        if match := _RETURN.search(line):
            found[number] = b"within" if line[: match.start()].strip() else b"first"
            if not line[match.end() :].strip():
                found[number + 1] = b"first"
    return found
