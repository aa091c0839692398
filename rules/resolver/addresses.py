"""The addresses of many mail servers, looked up in one round trip."""

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rules.resolver.answer import Answer, Question, Resolver, Status
from rules.resolver.names import is_address

RDTYPES = ("A", "AAAA")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The addresses of one mail server: those of the A answer, then those of the AAAA answer.

    `status` is NOERROR when there is at least one, otherwise the reason why there is none. A failure counts before an
    absence, since after a failure there may be some. `answers` are the DNS answers (none for a server that is given as
    an address).
    """

    exchange: str
    addresses: tuple[str, ...] = ()
    status: Status = Status.NOERROR
    detail: str = ""
    answers: tuple[Answer, ...] = ()


def lookup_addresses(
    resolver: Resolver, exchanges: Iterable[str], *, fresh: bool = False, by_mx: bool = True
) -> dict[str, Addresses]:
    """Return the addresses of each server, in the order given; all questions are asked at once. Never raise.
    `by_mx`: MX records name the servers, so they should name no alias."""
    names = list(dict.fromkeys(exchanges))
    hosts = [name for name in names if not is_address(name)]
    answers = iter(resolver.lookup([Question(host, rdtype) for host in hosts for rdtype in RDTYPES], fresh=fresh))
    by_host = {host: combine(host, [next(answers) for _ in RDTYPES], by_mx=by_mx) for host in hosts}
    return {name: by_host.get(name) or _literal(name) for name in names}


def combine(exchange: str, answers: Sequence[Answer], *, by_mx: bool = True) -> Addresses:
    """Combine the answers to the A and AAAA questions about a server."""
    addresses = tuple(record.data for answer in answers for record in answer.records)
    return Addresses(
        exchange=exchange,
        addresses=addresses,
        status=Status.NOERROR if addresses else _reason(answers),
        detail=" ".join(dict.fromkeys([*_alias(answers, by_mx), *_troubles(exchange, answers)])),
        answers=tuple(answers),
    )


def _literal(address: str) -> Addresses:
    return Addresses(
        exchange=address,
        addresses=(str(ipaddress.ip_address(address)),),
        detail=f"{address} is an address already, so none was looked up.",
    )


def _reason(answers: Sequence[Answer]) -> Status:
    statuses = [answer.status for answer in answers]
    failures = [status for status in statuses if status.failed]
    if failures:
        return failures[0]
    return Status.NXDOMAIN if Status.NXDOMAIN in statuses else Status.NODATA


def _alias(answers: Sequence[Answer], by_mx: bool) -> Iterator[str]:
    chain = next((answer.chain for answer in answers if answer.chain), ())
    if chain:
        target = chain[-1].data.lower().removesuffix(".")
        forbidden = ", though no MX should name one (RFC 2181)" if by_mx else ""
        yield f"{chain[0].name} is an alias (CNAME) of {target}: followed{forbidden}."


def _troubles(exchange: str, answers: Sequence[Answer]) -> Iterator[str]:
    for answer in answers:
        if answer.detail:
            yield answer.detail if exchange in answer.detail else f"{exchange}: {answer.detail}"
