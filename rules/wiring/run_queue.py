"""A bounded FIFO queue of runs."""

import threading
from collections import deque
from types import TracebackType
from typing import Self


class Full(Exception):
    """The error of a full queue. The message is a sentence."""


class Turns:
    """The queue of one process; thread-safe. At most `at_once` turns run and `waiting` wait."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self.at_once = at_once
        self.waiting = waiting
        self._line: deque[Turn] = deque()
        self._moved = threading.Condition()

    def __len__(self) -> int:
        """Return the number of turns that run or wait."""
        return len(self._line)

    def take(self) -> "Turn":
        """Return a turn at the end of the queue. Raises Full. Leave its context to give it up."""
        with self._moved:
            if len(self._line) >= self.at_once + self.waiting:
                raise Full(f"{len(self)} dry runs are under way or waiting. Try again in a few seconds.")
            self._line.append(turn := Turn(self))
            return turn

    def place(self, turn: "Turn") -> int:
        """Return the place: 0 may run now, 1 is next."""
        with self._moved:
            return self._place(turn)

    def wait(self, turn: "Turn", seconds: float) -> int:
        """Wait for the turn, at most that long, and return its place."""
        with self._moved:
            self._moved.wait_for(lambda: not self._place(turn), timeout=seconds)
            return self._place(turn)

    def leave(self, turn: "Turn") -> None:
        with self._moved:
            if turn in self._line:
                self._line.remove(turn)
                self._moved.notify_all()

    def _place(self, turn: "Turn") -> int:
        return max(0, self._line.index(turn) + 1 - self.at_once)


class Turn:
    """One place in the line."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    @property
    def place(self) -> int:
        """The place: 0 may run now, 1 is next."""
        return self._turns.place(self)

    def wait(self, seconds: float) -> int:
        """Wait for the turn, at most that long, and return the place."""
        return self._turns.wait(self, seconds)

    def leave(self) -> None:
        """Give up the place; those behind move up."""
        self._turns.leave(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()
