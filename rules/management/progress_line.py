"""One line on a terminal that says how far a replay has come, and is written over each time."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Protocol, TextIO

EVERY = 0.2
"""Seconds between two lines."""


class Step(Protocol):
    """How far some work has come: the share that is behind it, from 0 to 1, and the attempts so far."""

    @property
    def share(self) -> float: ...

    @property
    def done(self) -> int: ...


class ProgressLine:
    """The line. Nothing is written where the stream is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._started = self._shown_at = time.monotonic()
        self._width = 0

    def show(self, progress: Step) -> None:
        now = time.monotonic()
        if self._is_terminal and now - self._shown_at >= EVERY:
            self._shown_at = now
            self._write(words(progress.share, progress.done, now - self._started))

    def clear(self) -> None:
        if self._width:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _write(self, text: str) -> None:
        """Write over the line before. One that is wider than the terminal would become two."""
        text = text[: shutil.get_terminal_size().columns - 1]
        self._stream.write(f"\r{text:<{self._width}}")
        self._stream.flush()
        self._width = len(text)


@contextmanager
def progress_line(stream: TextIO) -> Iterator[ProgressLine]:
    """Clear the line at the end, so that it does not mix with what is printed then."""
    line = ProgressLine(stream)
    try:
        yield line
    finally:
        line.clear()


def words(share: float, done: int, seconds: float) -> str:
    """Say how far it has come and how long the rest may take."""
    told = f"{share * 100:3.0f} %  {done:,} attempts"
    if not 0 < share < 1:
        return told
    left = timedelta(seconds=round(seconds / share * (1 - share)))
    return f"{told}  about {left} left"
