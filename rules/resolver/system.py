"""The DNS servers that the operating system uses: resolv.conf, as the C library reads it (resolv.conf(5))."""

import ipaddress
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rules.resolver.endpoint import Endpoint

RESOLV_CONF = "/etc/resolv.conf"
MAX_SERVERS = 3
"""The C library asks at most this many (MAXNS)."""
_LOCAL = Endpoint("127.0.0.1")
_UNSPECIFIED = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - "this host", for the C library
_MAX_BYTES = 100_000
_BOUNDS = {"timeout": (1, 30), "attempts": (1, 5)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """The servers of the system. `timeout` in seconds and `attempts` where they are set; `rotate`: spread the
    questions over the servers; `notes`: sentences, for example on lines that are ignored."""

    endpoints: tuple[Endpoint, ...]
    timeout: int | None = None
    attempts: int | None = None
    rotate: bool = False
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = ", ".join(map(str, self.endpoints))
        return f"{named}; {' '.join(self.notes)}" if self.notes else named


def system_servers(resolv_conf: str = RESOLV_CONF) -> Servers:
    """Read the system's servers. Without a usable `nameserver` line, return the server of this machine, as
    resolv.conf(5) says. Never raise."""
    if sys.platform == "win32":
        return _of_windows()
    try:
        with open(resolv_conf, "rb") as file:
            text = file.read(_MAX_BYTES).decode("utf-8", "replace")
    except OSError as error:
        return _local(Servers(endpoints=()), f"{resolv_conf} cannot be read ({error.strerror})")
    servers = read(text, resolv_conf)
    return servers if servers.endpoints else _local(servers, f"{resolv_conf} names no DNS server")


def _local(servers: Servers, reason: str) -> Servers:
    note = f"{reason}, so this machine itself is asked: name a server by its address, or use zone text instead."
    return replace(servers, endpoints=(_LOCAL,), notes=(*servers.notes, note))


def read(text: str, label: str = RESOLV_CONF) -> Servers:
    """Read servers and options from the text. Search lists do not matter: every name here is complete."""
    found: list[Endpoint] = []
    notes: list[str] = []
    options: dict[str, int] = {}
    for number, words in _lines(text):
        if words[0] == "options":
            options |= dict(_options(words[1:]))
        elif words[0] == "nameserver":
            address = words[1] if len(words) > 1 else ""
            try:
                found.append(_endpoint(address))
            except ValueError:
                notes.append(f"Line {number} of {label} is skipped: {address[:60]!r} is not the address of a server.")
    distinct = list(dict.fromkeys(found))
    if len(distinct) > MAX_SERVERS:
        notes.append(f"{label} names {len(distinct)} servers: the first {MAX_SERVERS} count.")
    return Servers(
        endpoints=tuple(distinct[:MAX_SERVERS]),
        timeout=options.get("timeout"),
        attempts=options.get("attempts"),
        rotate="rotate" in options,
        notes=tuple(notes),
    )


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if words := re.split(r"[#;]", line)[0].split():
            yield number, words


def _endpoint(address: str) -> Endpoint:
    return Endpoint.parse(f"[{ipaddress.ip_address(_UNSPECIFIED.get(address, address))}]")


def _options(words: list[str]) -> Iterator[tuple[str, int]]:
    for word in words:
        name, _, value = word.partition(":")
        if name == "rotate":
            yield name, 1
        elif name in _BOUNDS and re.fullmatch(r"[0-9]{1,9}", value):
            low, high = _BOUNDS[name]
            yield name, min(max(int(value), low), high)


def _of_windows() -> Servers:
    """Read the servers of Windows from the registry, with dnspython."""
    import dns.exception  # only here: they take long to load, and every command would wait for them
    import dns.resolver

    try:
        configured = dns.resolver.Resolver().nameservers
        return Servers(endpoints=tuple(Endpoint(str(address)) for address in configured))
    except (dns.exception.DNSException, OSError, ValueError):
        return _local(Servers(endpoints=()), "Windows names no DNS server")
