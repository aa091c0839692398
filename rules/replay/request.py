"""What is to be replayed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from rules.replay.attempt import Attempt
from rules.resolver.registered_domain import registered_domain
from rules.vpop3 import versions
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.versions import Version

ASSUMED_SIZE = 20 * 1024
ASSUMED_RETRIES = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A script's text, and a name for it ("draft", "revision 3", a file's)."""

    source: bytes
    name: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.source).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTime:
    """A text, and a time in which it was live; `until` None: it is live."""

    text: Text
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRequest:
    """A replay: `text`, and beside it `against` if there is one, over the attempts that began from `since` to `until`
    (both included, aware).

    `servers` and `providers` (registered domains) keep to those attempts; both empty: all. `lag` is how many seconds
    after its start a row can be read. `zone` is the one that is set for VPOP3. `domain`, `retries` and `size` replace
    what is recorded; None: as recorded, else the registered domain of the server, 0 and 20,480 bytes. `live`: times in
    which texts were live, for the agreement. `keep_rows`: each `Progress` brings its rows.
    """

    text: Text
    since: datetime
    until: datetime
    against: Text | None = None
    servers: Sequence[str] = ()
    providers: Sequence[str] = ()
    lag: float = 0.0
    zone: tzinfo = UTC
    version: Version = versions.CURRENT
    retries: int | None = None
    size: int | None = None
    domain: str | None = None
    assumptions: Assumptions = field(default_factory=Assumptions)
    connection_id: int = 1
    connection_name: str = "Main"
    live: Sequence[LiveTime] = ()
    keep_rows: bool = False

    def __post_init__(self) -> None:
        if self.since.tzinfo is None or self.until.tzinfo is None:
            raise ValueError("The time range of a replay needs a time zone.")
        if self.since >= self.until:
            raise ValueError(f"The time range ends before it begins: {self.since:%Y-%m-%d %H:%M} is not before "
                             f"{self.until:%Y-%m-%d %H:%M}.")  # fmt: skip
        if not 0 <= self.lag <= 86_400:
            raise ValueError(f"The lag is from 0 to 86,400 seconds, not {self.lag:g}.")
        if self.retries is not None and self.retries < 0:
            raise ValueError(f"Retries cannot be negative: {self.retries}.")
        if self.size is not None and self.size < 0:
            raise ValueError(f"A message cannot have {self.size} bytes.")

    def wants(self, server: str) -> bool:
        """Return whether attempts at this server are replayed."""
        if not self.servers and not self.providers:
            return True
        return server in self.servers or registered_domain(server) in self.providers

    def domain_of(self, attempt: Attempt) -> str:
        return self.domain or attempt.domain or registered_domain(attempt.server)

    def retries_of(self, attempt: Attempt) -> int:
        retries = attempt.retries if self.retries is None else self.retries
        return ASSUMED_RETRIES if retries is None else retries

    def size_of(self, attempt: Attempt) -> int:
        size = attempt.size if self.size is None else self.size
        return ASSUMED_SIZE if size is None else size
