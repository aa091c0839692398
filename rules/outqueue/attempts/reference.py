"""The address of one send attempt, in a table that promises no column to address it by."""

from dataclasses import dataclass

from rules.outqueue.attempts.signed_links import Forged, seal, unseal

SCOPE = "attempt"
WRONG = "This is not the address of a send attempt."
LONGEST_SERVER = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """`started` as PostgreSQL writes it; `mark` tells rows of one moment apart. `server`, so that an index on
    (server, starttime) finds it; empty where the name is no plain host name and may not come back as it was stored.
    """

    started: str
    mark: str
    server: str

    @classmethod
    def of(cls, *, started: str, mark: str, server: str) -> "Reference":
        plain = server.isascii() and len(server) <= LONGEST_SERVER and "\0" not in server
        return cls(started=started, mark=mark, server=server if plain else "")

    def sign(self, secret: bytes) -> str:
        return seal([self.started, self.mark, self.server], secret, SCOPE)

    @classmethod
    def read(cls, text: str, secret: bytes) -> "Reference":
        """Read what `sign` wrote. Raises ValueError with a sentence for any other text."""
        try:
            started, mark, server = unseal(text, secret, SCOPE)
        except Forged:
            raise ValueError(WRONG) from None
        return cls(started=started, mark=mark, server=server)
