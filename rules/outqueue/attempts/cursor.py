"""A place between two attempts: a signed text for a link, good for the same filter only."""

from dataclasses import dataclass
from datetime import datetime

from rules.outqueue.attempts.signed_links import Forged, seal, unseal

WRONG = "This link to another page belongs to another filter or was changed: begin again at the first page."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The row after which, or before which, to go on.

    `started` is `starttime` as PostgreSQL writes it, because a local time in the hour that a clock is put back
    names two instants; `key` tells rows of one moment apart. `instant` is about when that was. `since` keeps
    the beginning of a range that was named "the last hour" on the first page.
    """

    started: str
    key: str
    instant: datetime
    since: datetime

    def sign(self, secret: bytes, scope: str) -> str:
        """`scope`: whatever must be the same when it is read."""
        return seal([self.started, self.key, self.instant.isoformat(), self.since.isoformat()], secret, scope)

    @classmethod
    def read(cls, text: str, secret: bytes, scope: str) -> "Cursor":
        """Read what `sign` wrote. Raises ValueError with a sentence for a text not signed with this secret and
        scope."""
        try:
            started, key, instant, since = unseal(text, secret, scope)
        except Forged:
            raise ValueError(WRONG) from None
        return cls(
            started=started,
            key=key,
            instant=datetime.fromisoformat(instant),
            since=datetime.fromisoformat(since),
        )
