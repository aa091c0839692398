"""The DNS Server Map that GetOverrides and FinalOverrides return, in all the forms it may have.

The vendor documents no keys and values. Its "DNS Overrides" setting (server and priority, 10 by default, lower
first) suggests a map between mail server and preference, so every form of that is read (assumption `server_map`).
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address

import idna

from rules.vpop3.decision import Server

DEFAULT_PREFERENCE = 10
MAX_SERVERS = 50
"""More servers than this are not looked at in a dry run: no message would ever reach the later ones."""

NAME_TO_PREFERENCE = "name_to_preference"
PREFERENCE_TO_NAME = "preference_to_name"
LIST = "list"
RECORDS = "records"

_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.ASCII)
_HOST_PORT = re.compile(r"(?:\[(?P<literal>[^\]]+)\]|(?P<host>[^:\[\]]+))(?::(?P<port>[0-9]{1,5}))?")
_NAME_KEYS = ("server", "host", "exchange", "name", 1)
_PREFERENCE_KEYS = ("priority", "preference", "pref", 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerMap:
    """Servers by preference, best first; `readings` are the forms found; `notes` what could not be read, and why."""

    servers: tuple[Server, ...] = ()
    readings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_server_map(value: object, accepted: str = "any") -> ServerMap:
    """Reads a hook's first value; nothing and an empty table are no overrides. `accepted`: the assumption's option."""
    if value is None:
        return ServerMap()
    if not isinstance(value, Mapping):
        return ServerMap(notes=(f"A DNS Server Map is a table; this is a {_kind(value)}, so there are no overrides.",))
    servers: list[Server] = []
    readings: list[str] = []
    notes: list[str] = []
    for reading, name, preference in _entries(value):
        if accepted not in {"any", reading}:
            notes.append(f"An entry was left out: it is of the form {reading}, and only {accepted} is read.")
            continue
        try:
            servers.append(_server(name, preference, notes))
            readings.append(reading)
        except ValueError as error:
            notes.append(f"An entry was left out: {error}")
    return _best(servers, tuple(dict.fromkeys(readings)), notes)


def _best(servers: list[Server], readings: tuple[str, ...], notes: list[str]) -> ServerMap:
    if LIST not in readings and RECORDS not in readings:
        servers.sort(key=lambda server: server.exchange)  # a Lua table has no order of its own
    servers.sort(key=lambda server: server.preference)
    distinct = list({(server.exchange, server.port): server for server in reversed(servers)}.values())[::-1]
    if len(distinct) > MAX_SERVERS:
        notes.append(f"{len(distinct)} servers were given; the dry run looks at the first {MAX_SERVERS} by preference.")
    return ServerMap(servers=tuple(distinct[:MAX_SERVERS]), readings=readings, notes=_few(notes))


def _few(notes: list[str], most: int = 5) -> tuple[str, ...]:
    distinct = list(dict.fromkeys(notes))
    more = len(distinct) - most
    return (*distinct[:most], f"And {more} more notes like these.") if more > 0 else tuple(distinct)


def _entries(table: Mapping[object, object]) -> Iterator[tuple[str, object, object]]:
    """(reading, name, preference) of each entry."""
    positions = {key for key, value in table.items() if _is_number(key) and isinstance(value, str)}
    numbered = LIST if positions == set(range(1, len(positions) + 1)) else PREFERENCE_TO_NAME
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield RECORDS, _first(value, _NAME_KEYS), _first(value, _PREFERENCE_KEYS)
        elif isinstance(key, str):
            yield NAME_TO_PREFERENCE, key, value
        elif numbered == LIST:
            yield LIST, value, DEFAULT_PREFERENCE
        else:
            yield PREFERENCE_TO_NAME, value, key


def _first(record: Mapping[object, object], keys: tuple[object, ...]) -> object:
    return next((record[key] for key in keys if key in record), None)


def _server(name: object, preference: object, notes: list[str]) -> Server:
    if not isinstance(name, str):
        raise ValueError(f"its server is a {_kind(name)}, not a name.")
    server = parse_server(name)
    if preference is None:
        return replace(server, preference=DEFAULT_PREFERENCE)
    number = _number(preference)
    if number is None:
        raise ValueError(f"the preference of {server.exchange} is a {_kind(preference)}, not a number.")
    if not 0 <= number <= 65535 or number != int(number):
        notes.append(f"The preference {number:g} of {server.exchange} is not a whole number from 0 to 65535.")
    return replace(server, preference=max(-65535, min(65535, int(number))))


def parse_server(text: str) -> Server:
    """Reads `host`, `host:port` or `[user:pass@]host[:port]`; the credentials are dropped.

    Raises ValueError with a sentence that never holds a password.
    """
    address = text.strip().rpartition("@")[2]
    try:
        return Server(exchange=str(ip_address(address)), preference=DEFAULT_PREFERENCE)
    except ValueError:
        found = _HOST_PORT.fullmatch(address)
    if not found:
        raise ValueError(f"{address[:80]!r} is not a server: write host, host:port or user:password@host:port.")
    port = int(found["port"] or 25)
    if not 0 < port <= 65535:
        raise ValueError(f"{port} is not a port.")
    exchange = str(ip_address(found["literal"])) if found["literal"] else _host(found["host"])
    return Server(exchange=exchange, preference=DEFAULT_PREFERENCE, port=port)


def _host(text: str) -> str:
    try:
        host = text.rstrip(".").lower()
        host = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        host = ""
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise ValueError(f"{text[:80]!r} is not a host name.")
    return host


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: object) -> float | None:
    """A number, or text that is one, if it is finite."""
    try:
        number = float(value) if _is_number(value) or isinstance(value, str) else None  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None
    return number if number is not None and math.isfinite(number) else None


def _kind(value: object) -> str:
    """The Lua name of a value's type."""
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "table" if isinstance(value, Mapping) else str(getattr(value, "kind", "value"))
