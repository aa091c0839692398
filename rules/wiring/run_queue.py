"""A bounded line: so many at once, the others wait and know their place, and who finds it full is told at once."""

import threading
from collections import deque
from types import TracebackType
from typing import Self


class Full(Exception):
    """Too many wait already. The message is a sentence."""


class Turns:
    """Of one process; thread-safe. At most `at_once` have their turn and `waiting` are in line."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self.at_once = at_once
        self.waiting = waiting
        self._line: deque[Turn] = deque()
        self._moved = threading.Condition()

    def __len__(self) -> int:
        """Those who have their turn, and those who wait."""
        return len(self._line)

    def take(self) -> "Turn":
        """A place at the end of the line. Raises Full. Leave its context to give it up."""
        with self._moved:
            if len(self._line) >= self.at_once + self.waiting:
                raise Full(f"{len(self)} dry runs are under way or waiting. Try again in a few seconds.")
            self._line.append(turn := Turn(self))
            return turn

    def place(self, turn: "Turn") -> int:
        """0: it is their turn; 1: they are next."""
        with self._moved:
            return self._place(turn)

    def wait(self, turn: "Turn", seconds: float) -> int:
        """Waits until it is their turn, but no longer than that; then the place."""
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
        """0: it is theirs; 1: they are next."""
        return self._turns.place(self)

    def wait(self, seconds: float) -> int:
        """Until it is theirs, but no longer than that. The place then."""
        return self._turns.wait(self, seconds)

    def leave(self) -> None:
        """Whoever is behind moves up."""
        self._turns.leave(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()
