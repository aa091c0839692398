"""Send attempts made ready to be shown: each with the destination that a dry run of it would take."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.attempts.filters import NO_SERVER
from rules.resolver.registered_domain import assumed_destination, guessed_destination, registered_domain
from rules.web.time_zone import in_utc

KEY_CHARACTERS = 20
"""The characters of the handle that make a key: it ends with its signature."""
AROUND = timedelta(minutes=10)
RETRIED = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """`strong` and `muted` come before `text`. `seconds`: the length of a time, in place of a text; `since`: whether
    the cell says how long ago the attempt was."""

    name: str
    label: str = ""
    text: str = ""
    strong: str = ""
    muted: str = ""
    title: str = ""
    faint: bool = False
    seconds: float | None = None
    since: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """`guessed`: VPOP3 does not say which domain it was; `destination` is the one that the server's name belongs to,
    empty where the server is a provider's and takes mail for many domains."""

    attempt: Attempt
    destination: str
    guessed: bool
    cells: tuple[Cell, ...] = ()

    @property
    def key(self) -> str:
        """A key that stays with the row: a page recognises by it the rows that it has already."""
        return self.attempt.handle[-KEY_CHARACTERS:]

    @property
    def title(self) -> str:
        """The whole texts of the cells that may be cut, one a line."""
        return "\n".join(cell.title for cell in self.cells if cell.title)

    @property
    def server_query(self) -> str:
        return urlencode({"server": self.attempt.server_name or NO_SERVER})

    @property
    def around(self) -> str:
        """The query of all attempts of those minutes."""
        since, until = self.attempt.started - AROUND, self.attempt.started + AROUND
        return "?" + urlencode({"since": in_utc(since), "until": in_utc(until)})

    @property
    def same_message(self) -> str:
        """The query of all tries of the message, as long as a Sender's retries usually go on."""
        since, until = self.attempt.started - RETRIED, self.attempt.started + RETRIED
        message = self.attempt.message_id or ""
        return "?" + urlencode({"message": message, "since": in_utc(since), "until": in_utc(until)})

    @property
    def dry_run_query(self) -> str:
        """The query of a link to the dry run: of the live script, at once."""
        return self._dry_run(self.destination)

    @property
    def then_domain(self) -> str:
        """The destination; where it is not known, the domain that a replay assumes."""
        return self.destination or assumed_destination(self.attempt.server_name)

    @property
    def then_title(self) -> str:
        """What the link to the dry run as of the attempt says of the domain."""
        if self.destination:
            return "Dry run as it was then"
        return f"Dry run as it was then, for {self.then_domain}: assumed, because the destination is not known"

    @property
    def then_query(self) -> str:
        """The query of a link to the dry run of the live script as of the attempt: its own row does not count."""
        return f"{self._dry_run(self.then_domain)}&{urlencode({'at': self.attempt.started.isoformat()})}"

    def _dry_run(self, domain: str) -> str:
        known = {"domain": domain, "retries": self.attempt.retry, "size": self.attempt.size}
        known |= {"revision": "live", "start": 1}
        return urlencode({name: value for name, value in known.items() if value is not None})


def row(attempt: Attempt) -> AttemptRow:
    domain = attempt.domain or (attempt.recipient or "").rpartition("@")[2]
    return AttemptRow(
        attempt=attempt, destination=domain or guessed_destination(attempt.server_name), guessed=not domain
    )


def provider_of(attempt: Attempt) -> str:
    """Return the registered domain of the server; empty where that is the server's own name."""
    provider = registered_domain(attempt.server_name)
    return "" if provider == attempt.server_name else provider
