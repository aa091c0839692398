"""The DNS Server Map that GetOverrides and FinalOverrides return, in all the forms it may have.

The vendor documents no keys and values. Its "DNS Overrides" setting (server and priority, 10 by default, lower
first) suggests a map between mail server and preference, so every form of that is read (assumption `server_map`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rules.vpop3.decision import Server
from rules.vpop3.map_entries import Entry, Unread, entries, is_number, kind, number, shown_key
from rules.vpop3.server_text import DEFAULT_PREFERENCE, parse_server

MAX_SERVERS = 50
"""Further servers are not looked at in a dry run: no message would ever reach them."""
MOST_NOTES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerMap:
    """Servers by preference, best first; `readings` are the forms found.

    `notes` says what was unusual: first `unread`, a sentence for each entry that could not be read.
    """

    servers: tuple[Server, ...] = ()
    readings: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_server_map(value: object, accepted: str = "any") -> ServerMap:
    """Read a hook's first value; nothing and an empty table are no overrides. `accepted`: the assumption's option."""
    if value is None:
        return ServerMap()
    if not isinstance(value, Mapping):
        told = f"A DNS Server Map is a table; this is a {kind(value)}, so there are no overrides."
        return ServerMap(unread=(told,), notes=(told,))
    reading = _Reading(accepted=accepted)
    for entry in entries(value):
        reading.take(entry)
    return reading.result()


@dataclass(slots=True, kw_only=True)
class _Reading:
    """The result of the entries read so far. `ordered`: the script gave them in an order of its own."""

    accepted: str
    servers: list[Server] = field(default_factory=list)
    readings: dict[str, None] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ordered: bool = False

    def take(self, entry: Entry | Unread) -> None:
        if isinstance(entry, Unread):
            self._leave_out(entry, entry.why)
        elif self.accepted not in {"any", entry.reading}:
            self._leave_out(entry, f"its form is {entry.reading}, and only {self.accepted} is read.")
        else:
            self._add(entry)

    def _leave_out(self, entry: Entry | Unread, why: str) -> None:
        self.unread.append(f"The entry {entry.place or 'in the table'} was left out: {why}")

    def _add(self, entry: Entry) -> None:
        try:
            self.servers.append(self._server(entry))
        except ValueError as error:
            self._leave_out(entry, str(error))
        else:
            self.readings[entry.reading] = None
            self.ordered = self.ordered or entry.ordered

    def _server(self, entry: Entry) -> Server:
        if not isinstance(entry.name, str):
            raise ValueError(f"its server is a {kind(entry.name)}, not a name.")
        server = parse_server(entry.name)
        if entry.port is not None:
            server = replace(server, port=_port(entry.port))
        if entry.preference is None:
            return replace(server, preference=DEFAULT_PREFERENCE)
        preference = number(entry.preference)
        if preference is None:
            told = "not finite" if is_number(entry.preference) else f"a {kind(entry.preference)}, not a number"
            raise ValueError(f"the preference of {server.exchange} is {told}.")
        if not 0 <= preference <= 65535 or preference != int(preference):
            self.notes.append(
                f"The preference {preference:g} of {server.exchange} is not a whole number from 0 to 65535."
            )
        return replace(server, preference=max(-65535, min(65535, int(preference))))

    def result(self) -> ServerMap:
        if not self.ordered:
            self.servers.sort(key=lambda server: server.exchange)  # A Lua table has no order of its own.
        self.servers.sort(key=lambda server: server.preference)
        distinct: dict[tuple[str, int], Server] = {}
        for server in self.servers:
            best = distinct.setdefault((server.exchange, server.port), server)
            if best.preference != server.preference:
                self.notes.append(f"{server.exchange} is named more than once: its lowest preference counts.")
        if len(distinct) > MAX_SERVERS:
            self.notes.append(
                f"{len(distinct)} servers were given; the dry run looks at the first {MAX_SERVERS} by preference."
            )
        return ServerMap(
            servers=tuple(distinct.values())[:MAX_SERVERS],
            readings=tuple(self.readings),
            unread=_few(self.unread),
            notes=_few(self.unread) + _few(self.notes),
        )


def _port(value: object) -> int:
    port = number(value)
    if port is None or port != int(port) or not 0 < port <= 65535:
        raise ValueError(f"its port {shown_key(value)} is not a number from 1 to 65535.")
    return int(port)


def _few(notes: list[str]) -> tuple[str, ...]:
    distinct = list(dict.fromkeys(notes))
    more = len(distinct) - MOST_NOTES
    return (*distinct[:MOST_NOTES], f"And {more} more like these.") if more > 0 else tuple(distinct)
