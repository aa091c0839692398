"""Signed texts for links: a place in the list of attempts, and the address of one attempt."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

SCOPE = "attempt"
OTHER_FILTER = "This link to another page belongs to another filter or was changed: begin again at the first page."
NO_ATTEMPT = "This is not the address of a send attempt."
LONGEST_SERVER = 255


class Forged(ValueError):
    """A text that was not written by this signer for this scope."""


class Signer(Protocol):
    """A signer that makes a short list of texts one word, which cannot be written or changed without a secret key.

    `scope`: whatever must be the same when it is read.
    """

    def seal(self, fields: list[str], scope: str) -> str: ...

    def unseal(self, text: str, scope: str) -> list[str]:
        """Return the texts of a signed word. Raises Forged for any other text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place between two attempts, good for the same filter only: the row after which, or before which, to go on.

    `started` is `starttime` as PostgreSQL writes it, because a local time in the hour that a clock is put back
    names two instants; `key` tells rows of one moment apart. `instant` is about when that was. `since` keeps
    the beginning of a range that was named "the last hour" on the first page.
    """

    started: str
    key: str
    instant: datetime
    since: datetime

    def sign(self, signer: Signer, scope: str) -> str:
        """`scope`: whatever must be the same when it is read."""
        return signer.seal([self.started, self.key, self.instant.isoformat(), self.since.isoformat()], scope)

    @classmethod
    def read(cls, text: str, signer: Signer, scope: str) -> "Cursor":
        """Read what `sign` wrote. Raises ValueError with a sentence for a text not signed with this secret and
        scope."""
        try:
            started, key, instant, since = signer.unseal(text, scope)
        except Forged:
            raise ValueError(OTHER_FILTER) from None
        return cls(
            started=started,
            key=key,
            instant=datetime.fromisoformat(instant),
            since=datetime.fromisoformat(since),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The address of one attempt, in a table that promises no column to address it by.

    `started` as PostgreSQL writes it; `mark` tells rows of one moment apart. `server`, so that an index on
    (server, starttime) finds it; empty where the name is no plain host name and may not come back as it was stored.
    """

    started: str
    mark: str
    server: str

    @classmethod
    def of(cls, *, started: str, mark: str, server: str) -> "Reference":
        plain = server.isascii() and len(server) <= LONGEST_SERVER and "\0" not in server
        return cls(started=started, mark=mark, server=server if plain else "")

    def sign(self, signer: Signer) -> str:
        return signer.seal([self.started, self.mark, self.server], SCOPE)

    @classmethod
    def read(cls, text: str, signer: Signer) -> "Reference":
        """Read what `sign` wrote. Raises ValueError with a sentence for any other text."""
        try:
            started, mark, server = signer.unseal(text, SCOPE)
        except Forged:
            raise ValueError(NO_ATTEMPT) from None
        return cls(started=started, mark=mark, server=server)
