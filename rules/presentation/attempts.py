"""Send attempts made ready to be shown: each with the destination that a dry run of it would take."""

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from publicsuffixlist import PublicSuffixList

from rules.outqueue.attempt import Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """`guessed`: VPOP3 does not say which domain it was; this is the one that the server's name belongs to."""

    attempt: Attempt
    destination: str
    guessed: bool

    @property
    def dry_run_query(self) -> str:
        """What a link to the dry run's form adds to its address."""
        known = {"domain": self.destination, "retries": self.attempt.retry, "size": self.attempt.size}
        return urlencode({name: value for name, value in known.items() if value is not None})


def row(attempt: Attempt) -> AttemptRow:
    domain = attempt.domain or (attempt.recipient or "").rpartition("@")[2]
    return AttemptRow(attempt=attempt, destination=domain or registered(attempt.server), guessed=not domain)


def registered(server: str) -> str:
    """The domain that someone registered: mx1.mail.example.co.uk belongs to example.co.uk. The name itself where
    it is an address or a public suffix."""
    name = server.strip().lower().removesuffix(".")
    return _suffixes().privatesuffix(name) or name if not _is_address(name) else name


def _is_address(name: str) -> bool:
    return ":" in name or name.rpartition(".")[2].isdecimal()


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
