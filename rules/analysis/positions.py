"""Positions: from bytes of the source to lines and columns of the text that people see."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from rules.text import windows1252

_NEWLINE = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Range:
    """A part of the text. Lines and columns count from 1, columns in Unicode characters (not bytes, not UTF-16
    units); `end_column` is that of the first character after it. An editor that counts from 0 subtracts 1 from each."""

    line: int
    column: int
    end_line: int
    end_column: int


class SourceText:
    """A script's text by line, as the editor shows it. `source` is its UTF-8 form, in which all positions are bytes:
    a script in Windows-1252 has other bytes and the same characters."""

    def __init__(self, source: bytes) -> None:
        self.source = source if source.isascii() else windows1252.text_of(source).encode()
        self._bytes_are_characters = source.isascii()
        self._starts = [0, *(newline.end() for newline in _NEWLINE.finditer(self.source))]

    @property
    def newline(self) -> str:
        """The line end of the text, used in fixes."""
        return "\r\n" if b"\r\n" in self.source else "\n"

    def range(self, start: int, end: int) -> Range:
        """Return the range between two byte positions."""
        line, column = self._position(start)
        end_line, end_column = self._position(max(start, end))
        return Range(line=line, column=column, end_line=end_line, end_column=end_column)

    def position(self, character: int) -> int:
        """Return the byte position of a character, counted from 0 in the whole text."""
        if self._bytes_are_characters:
            return character
        return len(self.source.decode()[:character].encode())

    def decode(self, start: int, end: int) -> str:
        return self.source[start:end].decode(errors="replace")

    def line_span(self, line: int) -> tuple[int, int]:
        """Return where a line's text begins and ends, without white space around it. Past the last line: the end."""
        start, end = self.line_bounds(line)
        content = self.source[start:end]
        start += len(content) - len(content.lstrip())
        return start, start + len(content.strip())

    def line_bounds(self, line: int) -> tuple[int, int]:
        """Return where a line begins and ends, without its line end."""
        if line > len(self._starts):
            return len(self.source), len(self.source)
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self.source)
        return start, start + len(self.source[start:end].rstrip(b"\r\n"))

    def line_of(self, position: int) -> int:
        return bisect_right(self._starts, position)

    def _position(self, position: int) -> tuple[int, int]:
        line = self.line_of(position)
        start = self._starts[line - 1]
        before = position - start if self._bytes_are_characters else len(self.decode(start, position))
        return line, before + 1
