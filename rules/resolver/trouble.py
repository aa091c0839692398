"""Reasons why a DNS server's message is no answer."""

from rules.resolver.answer import Status
from rules.resolver.extended import ExtendedError


class Trouble(Exception):
    """A server's reply that does not help: another server may know. `told` completes a sentence that begins with the
    server's name; `errors` are the server's explanations."""

    def __init__(self, status: Status, told: str, errors: tuple[ExtendedError, ...] = ()) -> None:
        super().__init__(told)
        self.status, self.errors = status, errors
        self.told = f"{told} and says why: {', '.join(map(str, errors))}" if errors else told


class Stray(Exception):
    """A message that does not answer the question: the right answer may still come. The text says what it is."""


class Truncated(Exception):
    """The answer is truncated (TC): the whole is available over TCP (RFC 2181 §9)."""


class EdnsRefused(Exception):
    """The server does not know EDNS, or not this version: ask without (RFC 6891 §7)."""
