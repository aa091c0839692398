"""A bounded queue of runs, in which persons take turns."""

import threading
from collections.abc import Hashable
from types import TracebackType
from typing import Self


class Full(Exception):
    """The error of a queue without room. The message is a sentence."""

    status = 503


class FullOfYours(Full):
    """The error of a person who has as many turns as one person may have; others still get theirs."""

    status = 429


class Turns:
    """The queue of one process; thread-safe. At most `at_once` turns run and `waiting` wait; `each` of one owner."""

    def __init__(self, *, at_once: int, waiting: int, each: int) -> None:
        self.at_once = at_once
        self.waiting = waiting
        self.each = each
        self._running: list[Turn] = []
        self._line: list[Turn] = []
        self._moved = threading.Condition()

    def __len__(self) -> int:
        """Return the number of turns that run or wait."""
        return len(self._running) + len(self._line)

    def take(self, owner: Hashable) -> "Turn":
        """Return a turn of this owner, at the end of the queue. Raises Full. Leave its context to give it up."""
        with self._moved:
            before = sum(turn.owner == owner for turn in (*self._running, *self._line))
            if before >= self.each:
                raise FullOfYours(
                    f"{self.each} of your dry runs are under way or waiting, and one person cannot have more at the "
                    "same time. Try again when one of them is over."
                )
            if len(self) >= self.at_once + self.waiting:
                raise Full(f"{len(self)} dry runs are under way or waiting. Try again in a few seconds.")
            self._line.append(turn := Turn(self, owner, before))
            self._admit()
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
            for turns in (self._running, self._line):
                if turn in turns:
                    turns.remove(turn)
                    self._admit()
                    self._moved.notify_all()

    def _admit(self) -> None:
        while self._line and len(self._running) < self.at_once:
            turn = self._in_order()[0]
            self._line.remove(turn)
            self._running.append(turn)

    def _place(self, turn: "Turn") -> int:
        return 0 if turn in self._running else self._in_order().index(turn) + 1

    def _in_order(self) -> list["Turn"]:
        """Return the waiting turns in fair order: the first turn of everybody before the second of anybody."""
        return sorted(self._line, key=lambda turn: turn.before)


class Turn:
    """One place in the queue."""

    def __init__(self, turns: Turns, owner: Hashable, before: int) -> None:
        """`before`: how many turns the owner had when this one was taken."""
        self.owner = owner
        self.before = before
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
