"""Lua 5.2 bytecode without its debug information (lundump.c): names, lines, source.

Used for the prelude only: every state reads it first, and this halves the time for that.
"""

import struct
from collections.abc import Callable

_HEADER = 18
_INT, _SIZE = struct.Struct("@i"), struct.Struct("@N")
_CONSTANT_BYTES = {0: 0, 1: 1, 3: 8}
"""The sizes of nil, a boolean and a number; all other constants are text."""


def strip(compiled: bytes) -> bytes:
    """Strip the output of `string.dump`. Line events in such functions report line 0."""
    return compiled[:_HEADER] + _Reader(compiled, _HEADER).function()


class _Reader:
    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at

    def function(self) -> bytes:
        kept = self._take(2 * _INT.size + 3)
        kept += self._list(4)
        kept += self._counted(self._constant)
        kept += self._counted(self.function)
        kept += self._list(2)
        self._skip_debug_information()
        return kept + bytes(_SIZE.size + 3 * _INT.size)

    def _skip_debug_information(self) -> None:
        self._text()
        self._list(_INT.size)
        self._counted(lambda: self._text() + self._take(2 * _INT.size))
        self._counted(self._text)

    def _take(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def _list(self, size: int) -> bytes:
        """Read a count and that many items of one size."""
        count = self._take(_INT.size)
        return count + self._take(_INT.unpack(count)[0] * size)

    def _counted(self, item: Callable[[], bytes]) -> bytes:
        count = self._take(_INT.size)
        return count + b"".join(item() for _ in range(_INT.unpack(count)[0]))

    def _constant(self) -> bytes:
        kind = self._take(1)
        size = _CONSTANT_BYTES.get(kind[0])
        return kind + (self._text() if size is None else self._take(size))

    def _text(self) -> bytes:
        size = self._take(_SIZE.size)
        return size + self._take(_SIZE.unpack(size)[0])
