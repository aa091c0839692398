"""Whoever looks on while DNS servers are asked, and may end it."""

from collections.abc import Callable
from typing import Protocol

from rules.resolver.answer import Question

Undo = Callable[[], None]


class Watch(Protocol):
    def asking(self, question: Question, server: str) -> None:
        """A question goes out to a server, now. Called in the thread of the lookup; must not block."""
        ...

    def attach(self, end: Callable[[], None]) -> Undo:
        """Has `end` called, from any thread, once lookups shall end: at once if they shall already. What is returned
        takes it back; after that, `end` is not called any more."""
        ...
