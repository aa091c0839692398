"""The meaning of an MX answer for the delivery of mail (RFC 5321 §5.1, RFC 7505)."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rules.resolver.answer import Answer, Status
from rules.resolver.names import is_address

NULL = "."


@dataclass(frozen=True, slots=True)
class Exchange:
    """A mail server as an MX record names it: lower case, no trailing dot. Lower preference is tried first."""

    name: str
    preference: int

    @property
    def is_address(self) -> bool:
        """Return whether the record holds an address where RFC 1035 §3.3.9 wants a host name."""
        return is_address(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class MxSet:
    """The mail servers of a domain, best first and equals by name. `null`: the domain takes no mail (RFC 7505).
    `implicit`: it has no MX, so the domain itself is the server, with preference 0. `notes`: sentences on anything
    unusual.

    No server, and not `null`: the domain does not exist, or nothing is known (see the answer's status).
    """

    exchanges: tuple[Exchange, ...] = ()
    null: bool = False
    implicit: bool = False
    notes: tuple[str, ...] = ()


def read_mx(answer: Answer) -> MxSet:
    """Return the servers that an answer to an MX question names, or the implicit MX where there is no such record."""
    if answer.status is Status.NODATA:
        return MxSet(exchanges=(Exchange(answer.name, 0),), implicit=True)
    if answer.status is not Status.NOERROR:
        return MxSet()
    listed = [_exchange(record.data) for record in answer.records]
    named = [exchange for exchange in listed if exchange.name != NULL]
    if listed and not named:
        return MxSet(null=True, notes=_null_notes(listed))
    return MxSet(exchanges=_distinct(named), notes=tuple(_notes(listed, named)))


def order(exchanges: Sequence[Exchange], seed: int | str) -> tuple[Exchange, ...]:
    """Order by preference, and at random among equals (RFC 5321 §5.1). The same seed gives the same order."""
    chance = random.Random(seed)  # noqa: S311 - spreads load, guards nothing
    ordered: list[Exchange] = []
    for _, equals in groupby(sorted(exchanges, key=_by_preference), key=lambda exchange: exchange.preference):
        group = list(equals)
        chance.shuffle(group)
        ordered += group
    return tuple(ordered)


def _exchange(data: str) -> Exchange:
    preference, _, name = data.partition(" ")
    return Exchange(name.strip().lower().removesuffix(".") or NULL, int(preference))


def _by_preference(exchange: Exchange) -> tuple[int, str]:
    return exchange.preference, exchange.name


def _distinct(exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
    best: dict[str, Exchange] = {}
    for exchange in sorted(exchanges, key=_by_preference):
        best.setdefault(exchange.name, exchange)
    return tuple(best.values())


def _null_notes(listed: Sequence[Exchange]) -> tuple[str, ...]:
    if [exchange.preference for exchange in listed] == [0]:
        return ()
    return ("The null MX is not written as RFC 7505 wants it: one record, preference 0.",)


def _notes(listed: Sequence[Exchange], named: Sequence[Exchange]) -> list[str]:
    notes = []
    if len(named) < len(listed):
        notes.append("A null MX is among other MX records: it is ignored (RFC 7505 §3 forbids the mixture).")
    for exchange in sorted(named, key=_by_preference):
        if exchange.is_address:
            notes.append(f"The MX names the address {exchange.name}: RFC 1035 wants a host name there.")
    for name in sorted({exchange.name for exchange in named}):
        count = sum(exchange.name == name for exchange in named)
        if count > 1:
            notes.append(f"The MX names {name} {count} times: its lowest preference counts.")
    return notes
