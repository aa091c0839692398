"""An observer of DNS lookups, which may end them."""

from collections.abc import Callable
from typing import Protocol

from rules.resolver.answer import Question

Undo = Callable[[], None]


class Watch(Protocol):
    def asking(self, question: Question, server: str) -> None:
        """A question goes out to a server now. Called in the thread of the lookup; must not block."""
        ...

    def attach(self, end: Callable[[], None]) -> Undo:
        """Register `end` to be called, from any thread, when lookups must end, or call it now if they must already.
        Return a function that undoes this; after that, `end` is not called any more."""
        ...
