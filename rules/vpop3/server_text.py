"""A mail server as a script writes it: `host`, `host:port`, `[user:pass@]host[:port]`."""

import re
from ipaddress import ip_address

import idna

from rules.vpop3.decision import SMTP_PORT, Server

DEFAULT_PREFERENCE = 10

_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.ASCII)
_HOST_PORT = re.compile(r"(?:\[(?P<literal>[^\]]+)\]|(?P<host>[^:\[\]]+))(?::(?P<port>[0-9]{1,5}))?")


def parse_server(text: str) -> Server:
    """Read `host`, `host:port` or `[user:pass@]host[:port]`; the credentials are dropped.

    Raises ValueError with a sentence that never holds a password.
    """
    address = text.strip().rpartition("@")[2]
    try:
        return Server(exchange=str(ip_address(address)), preference=DEFAULT_PREFERENCE)
    except ValueError:
        found = _HOST_PORT.fullmatch(address)
    if not found:
        raise ValueError(f"{address[:80]!r} is not a server: write host, host:port or user:password@host:port.")
    port = int(found["port"] or SMTP_PORT)
    if not 0 < port <= 65535:
        raise ValueError(f"{port} is not a port.")
    exchange = str(ip_address(found["literal"])) if found["literal"] else _host(found["host"])
    return Server(exchange=exchange, preference=DEFAULT_PREFERENCE, port=port)


def _host(text: str) -> str:
    try:
        host = text.strip().rstrip(".").lower()
        host = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        host = ""
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise ValueError(f"{text[:80]!r} is not a host name.")
    return host
