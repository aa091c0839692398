"""The address and port of a DNS server."""

import ipaddress
import re
from dataclasses import dataclass

PORT = 53
_THIS_NETWORK, _RESERVED = ipaddress.IPv4Network("0.0.0.0/8"), ipaddress.IPv4Network("240.0.0.0/4")
_BRACKETED = re.compile(r"\[(?P<host>[^\]]*)\](?::(?P<port>.*))?")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`address` is an IPv4 or IPv6 address, the latter possibly with a zone (fe80::1%eth0)."""

    address: str
    port: int = PORT

    @classmethod
    def parse(cls, text: str) -> "Endpoint":
        """Read "192.0.2.1", "192.0.2.1:5353", "2001:db8::1" or "[2001:db8::1]:5353"; "localhost" is 127.0.0.1.

        Raise ValueError with a sentence. A host name is refused: finding its address would need another DNS server.
        """
        host, port = _split(text.strip())
        return cls(_address(host), _port(port))

    def __str__(self) -> str:
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"


def _split(text: str) -> tuple[str, str | None]:
    if bracketed := _BRACKETED.fullmatch(text):
        return bracketed["host"], bracketed["port"]
    if text.count(":") == 1:
        host, _, port = text.partition(":")
        return host, port
    return text, None


def _address(host: str) -> str:
    if host.lower() == "localhost":
        return "127.0.0.1"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        named = f"{host[:80]!r} is not" if host else "An empty text is not"
        raise ValueError(
            f"{named} the IP address of a DNS server: write it like 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:53."
        ) from None
    if reason := _unusable(address):
        raise ValueError(f"{address} cannot be asked: {reason}.")
    return str(address)


def _unusable(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """Return why no server can be reached at this address."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_unspecified:
        return "it means “every address of this machine”, which a server may listen at; write 127.0.0.1 or [::1]"
    if address.is_multicast:
        return "it is a multicast address, not that of one server"
    if isinstance(address, ipaddress.IPv6Address):
        unzoned = address.is_link_local and not address.scope_id
        return f"it is a link-local address: add the interface, like {address}%eth0" if unzoned else ""
    if address == ipaddress.IPv4Address("255.255.255.255"):
        return "it is the broadcast address, not that of one server"
    if address in _THIS_NETWORK or address in _RESERVED:
        return "no machine has an address of that range (RFC 6890)"
    return ""


def _port(text: str | None) -> int:
    if text is None:
        return PORT
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise ValueError(f"{text[:80]!r} is not the port of a DNS server: it is a number from 1 to 65535.")
    return int(text)
