"""Which addresses alerts may reach: those of the public Internet, and networks that a setting allows.

A name is resolved once, and the connection goes to the address that was checked, so that a name server that gives
another address the next time (DNS rebinding) changes nothing.
"""

import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from rules.alerts.problem import NotSent

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NAT64 = ip_network("64:ff9b::/96")
NEVER_PUBLIC = tuple(map(ip_network, (
    "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
    "64:ff9b:1::/48", "100::/64", "2001::/23", "fec0::/10", "fc00::/7",
)))  # fmt: skip
"""Networks that older versions of Python take for public, or that lead into other ones."""


def parse_networks(text: str) -> tuple[Network, ...]:
    """Read addresses and networks, separated by commas. Raises ValueError with a sentence."""
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ValueError(f"{error}: write networks like 10.1.0.0/16, 192.0.2.7.") from None


def is_allowed(text: str, networks: Iterable[Network]) -> bool:
    """Whether an alert may be sent to the address, a number."""
    address = ip_address(text.partition("%")[0])  # without the zone of a link-local address
    inner = _inner(address)
    if any(each in network for each in (address, inner) for network in networks if each.version == network.version):
        return True
    return _is_public(address) and _is_public(inner)


def _inner(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address leads to, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or address in NAT64):
        return True  # the inner address decides
    closed = any(address in network for network in NEVER_PUBLIC if network.version == address.version)
    return address.is_global and not address.is_multicast and not address.is_reserved and not closed


Found = tuple[Any, ...]
"""As `socket.getaddrinfo` returns it."""
Resolve = Callable[..., Sequence[Found]]


def resolve(host: str, port: int, networks: Sequence[Network], ask: Resolve = socket.getaddrinfo) -> list[str]:
    """Return the addresses of a host that may be reached. Raises NotSent where there is none."""
    try:
        found = ask(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent(f"{host} is not found: {getattr(error, 'strerror', None) or error}.") from None
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    allowed = [address for address in addresses if is_allowed(address, networks)]
    if not allowed:
        named = "" if addresses == [host] else f" ({', '.join(addresses[:3])})"
        raise NotSent(f"{host}{named} is not on the public Internet. MXADMIN_ALERT_NETWORKS can allow its network.")
    return allowed


@contextmanager
def guarded(networks: Sequence[Network]) -> Iterator[None]:
    """Let all that resolves names in this process find only what may be reached. For a process that sends one alert
    through a library."""
    ask = socket.getaddrinfo

    def find(host: Any, port: Any, *more: Any, **options: Any) -> list[Found]:
        found = ask(host, port, *more, **options)
        allowed = [each for each in found if is_allowed(str(each[4][0]), networks)]
        if not allowed:
            raise Refused(f"{host} is not on the public Internet.")
        return allowed

    socket.getaddrinfo = find
    try:
        yield
    finally:
        socket.getaddrinfo = ask


class Refused(OSError):
    """The host has no address that may be reached."""
