"""Addresses at which no mail server of another organisation can be reached.

Addresses kept for documentation (RFC 5737, RFC 3849) are not among them: zone text for trying things out is full of
them, and no live domain uses them by mistake.
"""

from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from rules.vpop3.decision import SMTP_PORT, Server

Address = IPv4Address | IPv6Address


class Reach(StrEnum):
    """Reasons why an address is not on the Internet. `SELF` and `NOWHERE` are wrong for a relay of one's own as
    well."""

    SELF = "self"
    NOWHERE = "nowhere"
    PRIVATE = "private"


_PRIVATE = tuple(
    (ip_network(network), words)
    for network, words in (
        ("10.0.0.0/8", "a private address (RFC 1918)"),
        ("172.16.0.0/12", "a private address (RFC 1918)"),
        ("192.168.0.0/16", "a private address (RFC 1918)"),
        ("100.64.0.0/10", "an address inside a provider's network (carrier-grade NAT, RFC 6598)"),
        ("169.254.0.0/16", "a link-local address (RFC 3927)"),
        ("192.0.0.0/24", "an address for protocols, not for hosts (RFC 6890)"),
        ("198.18.0.0/15", "an address for benchmarks (RFC 2544)"),
        ("fc00::/7", "a private address (unique local, RFC 4193)"),
        ("fe80::/10", "a link-local address (RFC 4291)"),
        ("fec0::/10", "a private address (site-local, RFC 3879)"),
    )
)
_NOWHERE = tuple(
    (ip_network(network), words)
    for network, words in (
        ("0.0.0.0/8", "an address of “this network” (RFC 1122)"),
        ("224.0.0.0/4", "a multicast address (RFC 5771)"),
        ("255.255.255.255/32", "the broadcast address (RFC 919)"),
        ("240.0.0.0/4", "a reserved address (RFC 1112)"),
        ("ff00::/8", "a multicast address (RFC 4291)"),
        ("100::/64", "an address that discards everything (RFC 6666)"),
    )
)
_EMBEDDED = (ip_network("64:ff9b::/96"), ip_network("::ffff:0:0/96"), ip_network("::/96"))


@lru_cache(maxsize=10_000)
def reach(text: str) -> tuple[Reach, str] | None:
    """Return why mail cannot reach another organisation there, with the kind of address in words; None where it can."""
    try:
        address = _inner(ip_address(text.partition("%")[0]))
    except ValueError:
        return None
    if address.is_loopback or address.is_unspecified:
        return Reach.SELF, "a loopback address" if address.is_loopback else "the unspecified address"
    for networks, kind in ((_NOWHERE, Reach.NOWHERE), (_PRIVATE, Reach.PRIVATE)):
        for network, words in networks:
            if address in network:
                return kind, words
    return None


def _inner(address: Address) -> Address:
    """Return the IPv4 address within an IPv6 one, where connections to it end (RFC 4291, RFC 6052, RFC 3056)."""
    if isinstance(address, IPv6Address) and not (address.is_loopback or address.is_unspecified):
        if address.sixtofour:
            return address.sixtofour
        if any(address in network for network in _EMBEDDED):
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_self(name: str) -> bool:
    """Return whether a host name means the machine itself (RFC 6761 §6.3), whatever DNS says."""
    host = name.rstrip(".").lower()
    return host in {"localhost", "localhost.localdomain"} or host.endswith(".localhost")


def caution(server: Server, *, own_relay: bool) -> str | None:
    """Return a sentence on why mail to the server would loop or reach nobody; None where nothing is wrong.

    `own_relay`: the script names the server, so a private address is intended, and so is this machine at another port.
    """
    found = [(address, *told) for address in server.addresses if (told := reach(address))]
    found.sort(key=lambda each: list(Reach).index(each[1]))
    if is_self(server.exchange) and not any(kind is Reach.SELF for _, kind, _ in found):
        found.insert(0, ("", Reach.SELF, ""))
    if own_relay:
        found = [each for each in found if each[1] is not Reach.PRIVATE]
        found = [each for each in found if each[1] is not Reach.SELF or server.port == SMTP_PORT]
    return _sentence(server, *found[0]) if found else None


def _sentence(server: Server, address: str, kind: Reach, words: str) -> str:
    named = server.exchange if address in {"", server.exchange} else f"{server.exchange} ({address})"
    what = f" is {words}" if address == server.exchange else f" has {words}"
    match kind:
        case Reach.SELF:
            return f"{named} is the sending machine itself: mail would loop back to VPOP3 or reach nobody."
        case Reach.NOWHERE:
            return f"{named}{what}, at which no mail server can be: mail would reach nobody."
        case Reach.PRIVATE:
            return (
                f"{named}{what}, which the Internet does not route: "
                f"mail would reach nobody, or a machine in your own network."
            )
