"""Why what a DNS server sent is no answer."""

from rules.resolver.answer import Status
from rules.resolver.extended import ExtendedError


class Trouble(Exception):
    """A server's last word that helps nobody: another server may know. `told` completes a sentence that begins with
    the server's name; `errors` are the server's own words."""

    def __init__(self, status: Status, told: str, errors: tuple[ExtendedError, ...] = ()) -> None:
        super().__init__(told)
        self.status, self.errors = status, errors
        self.told = f"{told} and says why: {', '.join(map(str, errors))}" if errors else told


class Stray(Exception):
    """Something came that is no answer to the question: the right answer may still come. The text says what it is."""


class Truncated(Exception):
    """The answer is cut short (TC): the whole is to be had over TCP (RFC 2181 §9)."""


class EdnsRefused(Exception):
    """The server does not know EDNS, or not this version: ask without (RFC 6891 §7)."""
