"""Addresses of browsers, as a server or a proxy writes them, and the networks they belong to."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
HOST_BITS = 64
"""The prefix of an IPv6 network: a customer gets at least a /64, so all of it counts as one."""


def parsed(text: str) -> Address | None:
    """Read `192.0.2.1`, `192.0.2.1:1000`, `2001:db8::1`, `[2001:db8::1]:443`; None for anything else. An IPv4
    address that is written as IPv6 (`::ffff:192.0.2.1`) becomes the IPv4 address."""
    host = _without_port(text.strip().strip('"'))
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, ipaddress.IPv6Address) else address


def _without_port(text: str) -> str:
    if text.startswith("["):
        host, bracket, port = text[1:].partition("]")
        return host if bracket and (not port or (_is_port(port[1:]) and port[0] == ":")) else ""
    host, colon, port = text.partition(":")
    return host if colon and ":" not in port and _is_port(port) else text


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5


def browser(remote: str, forwarded: str, proxies: int) -> Address | None:
    """Return the browser's address. `remote` is the other end of the connection and `forwarded` is X-Forwarded-For.

    Each of our `proxies` appends one address, so they are counted from the right; anything before is only claimed. None
    where a proxy did not write one: with the proxy's own address, all people would count as one.
    """
    if not proxies:
        return parsed(remote)
    hops = forwarded.split(",")
    return parsed(hops[-proxies]) if len(hops) >= proxies else None


def network(address: Address) -> Address:
    """Return the network that stands for all addresses of one person."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    return ipaddress.IPv6Address(int(address) >> HOST_BITS << HOST_BITS)
