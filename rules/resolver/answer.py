"""Answers of DNS lookups: values that keep NXDOMAIN, NODATA, SERVFAIL and a timeout apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from rules.resolver.extended import ExtendedError


class Status(StrEnum):
    """The outcome of a lookup (RFC 1035 §4.1.1, RFC 2308 §2). `unusable`: a server sent something that answers
    nothing: a referral, a cut message, a contradiction, no DNS at all. For `timeout` and `invalid` there is no
    server's answer."""

    NOERROR = "noerror"
    NODATA = "nodata"
    NXDOMAIN = "nxdomain"
    SERVFAIL = "servfail"
    REFUSED = "refused"
    UNUSABLE = "unusable"
    TIMEOUT = "timeout"
    INVALID = "invalid"

    @property
    def absent(self) -> bool:
        """Return whether the name or the type is known not to exist."""
        return self in {Status.NODATA, Status.NXDOMAIN}

    @property
    def failed(self) -> bool:
        """Return whether the answer is unknown: trying again later may give another one (or `invalid`: the name
        cannot be asked)."""
        return self not in {Status.NOERROR, Status.NODATA, Status.NXDOMAIN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One resource record. `data` is the master-file text of its RDATA; `ttl` in seconds, as it remains now;
    `whole_ttl` as the server gave it, where that was earlier."""

    name: str
    rdtype: str
    ttl: int
    data: str
    whole_ttl: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one question.

    `name` and every name in it: lower case, no trailing dot, A-labels. `records` holds the RRset asked for, after
    `chain`, the CNAMEs that led to it. `authority` is the SOA of a negative answer. `server` says which server answered
    ("192.0.2.1:53", "zone text"). `elapsed_ms` is 0 from the cache. `detail` is a sentence for people when something
    went wrong or was unusual. `omitted` counts the records of the RRset that were not kept. `extended_errors` are the
    server's own explanations (RFC 8914).
    """

    name: str
    rdtype: str
    status: Status
    records: tuple[Record, ...] = ()
    chain: tuple[Record, ...] = ()
    authority: tuple[Record, ...] = ()
    server: str = ""
    cached: bool = False
    elapsed_ms: float = 0.0
    detail: str = ""
    omitted: int = 0
    extended_errors: tuple[ExtendedError, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `rdtype` is "MX", "A", "AAAA" or any other type mnemonic."""

    name: str
    rdtype: str


class Resolver(Protocol):
    """A source of answers: live DNS, zone text, a cache in front of either, or pinned answers."""

    def lookup(self, questions: Sequence[Question], *, fresh: bool = False) -> list[Answer]:
        """Answer in the order of the questions, all asked at once; `fresh` bypasses any cache. Never raise."""
        ...

    def describe(self) -> str:
        """Describe the source for the ledger: "live (192.0.2.1:53)" or "pinned (zone text)"."""
        ...
