"""Replies of mail servers: one function for each temper a server can have."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

OUR_ADDRESS = "198.51.100.25"
MEGABYTE = 1_000_000
GREYLISTED_SECONDS = 290


class Fault(StrEnum):
    """The fault of a message, for as long as it lives."""

    NONE = "none"
    UNKNOWN_USER = "unknown user"
    MAILBOX_FULL = "mailbox full"
    UNWANTED = "unwanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One message at one server. `age` in seconds since it was sent first, `size` in bytes."""

    server: str
    recipient: str
    age: float
    size: int
    fault: Fault
    storm: bool
    chance: random.Random


@dataclass(frozen=True, slots=True)
class Reply:
    """The text that VPOP3 writes into `result`, and the seconds that it took to get it."""

    result: str
    seconds: float

    @property
    def accepted(self) -> bool:
        return self.result.startswith("2")

    @property
    def transient(self) -> bool:
        return self.result.startswith("4")

    @property
    def permanent(self) -> bool:
        return self.result.startswith("5")

    @property
    def next_server(self) -> bool:
        """Whether VPOP3 tries the next server: there was no reply code at all, or 421, which closes the door (RFC 5321
        §3.8)."""
        return self.result.startswith("421") or not self.result[:1].isdigit()


Temper = Callable[[Try], Reply]


def ordinary(attempt: Try) -> Reply:
    """Accept nearly all mail; now and then the server is down, and faulty messages get what they deserve."""
    luck = attempt.chance.random()
    if luck < 0.002:
        return timed_out(attempt)
    if luck < 0.004:
        return Reply("Connection reset by peer (10054)", attempt.chance.uniform(0.1, 9))
    if luck < 0.008:
        return Reply("451 4.3.0 Temporary lookup failure", attempt.chance.uniform(0.3, 4))
    return faulty(attempt) or accepted(attempt)


def faulty(attempt: Try) -> Reply | None:
    seconds = attempt.chance.uniform(0.2, 1.5)
    match attempt.fault:
        case Fault.UNKNOWN_USER:
            return Reply(f"550 5.1.1 <{attempt.recipient}>: Recipient address rejected: User unknown", seconds)
        case Fault.MAILBOX_FULL:
            return Reply(f"452 4.2.2 <{attempt.recipient}>: Mailbox is full", seconds)
        case Fault.UNWANTED:
            return Reply("554 5.7.1 Message rejected by content filter", seconds + 1)
    return None


def accepted(attempt: Try) -> Reply:
    """Accept the message; the larger it is the longer that takes."""
    seconds = attempt.chance.uniform(0.3, 2.2) + attempt.size / (4 * MEGABYTE)
    number = attempt.chance.getrandbits(44)
    forms = (f"250 2.0.0 Ok: queued as {number:011X}", f"250 2.6.0 Queued mail for delivery <{number:011x}>")
    return Reply(forms[len(attempt.server) % 2], seconds)


def throttling(attempt: Try) -> Reply:
    """Reply as a big provider: in a storm the first server closes the connection and the second says when to come
    back."""
    if not attempt.storm or attempt.chance.random() < 0.12:
        return ordinary(attempt)
    seconds = attempt.chance.uniform(0.1, 0.8)
    if attempt.server.startswith("mx1."):
        return Reply(f"421 4.7.28 {attempt.server} Too many connections from {OUR_ADDRESS}, try again later", seconds)
    return Reply(f"451 4.7.28 {attempt.server} Rate limit exceeded for {OUR_ADDRESS}, try again later", seconds)


def greylisting(attempt: Try) -> Reply:
    if attempt.age < GREYLISTED_SECONDS and attempt.fault is not Fault.UNKNOWN_USER:
        text = f"450 4.7.1 <{attempt.recipient}>: Recipient address rejected: Greylisted, come back in 5 minutes"
        return Reply(text, attempt.chance.uniform(0.2, 1))
    return ordinary(attempt)


def strict(attempt: Try) -> Reply:
    """Refuse large messages, and our address while it is on a block list."""
    if attempt.size > 5 * MEGABYTE:
        return Reply("552 5.3.4 Message size exceeds fixed limit", attempt.chance.uniform(0.2, 1))
    if attempt.chance.random() < 0.03:
        return Reply(
            f"550 5.7.1 Service unavailable; client [{OUR_ADDRESS}] is listed at dnsbl.test",
            attempt.chance.uniform(0.1, 0.6),
        )
    return ordinary(attempt)


def flaky(attempt: Try) -> Reply:
    """Refuse connections for some hours of most days."""
    luck = attempt.chance.random()
    if luck < 0.30:
        return timed_out(attempt)
    if luck < 0.45:
        return Reply(f"421 4.3.2 {attempt.server} Service shutting down", attempt.chance.uniform(0.1, 3))
    return ordinary(attempt)


def timed_out(attempt: Try) -> Reply:
    return Reply("Connection timed out (10060)", 21 + attempt.chance.random() / 5)


def refused(attempt: Try) -> Reply:
    return Reply("Connection refused (10061)", 1 + attempt.chance.random() / 5)


def expired(attempt: Try) -> Reply:
    """Fail on an expired certificate: the last attempts before somebody renews it."""
    if attempt.chance.random() < 0.35:
        return Reply("TLS negotiation failed: certificate has expired", attempt.chance.uniform(0.2, 0.9))
    return ordinary(attempt)
