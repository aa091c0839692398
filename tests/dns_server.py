"""A DNS server on loopback for tests: serves zone text, and misbehaves name by name on request.

with DnsServer("shop.example. MX 10 mx.shop.example.") as server:
    server.misbehave("shop.example", delay=0.2)
    server.say("odd.example", lambda query, transport: [(0.1, b"what is sent")])
    ... LiveResolver([server.endpoint]) ...
    assert server.count("shop.example", "MX") == 1
"""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from rules.resolver.answer import Answer, Question, Record, Status
from rules.resolver.endpoint import Endpoint
from rules.resolver.zone import ZoneResolver

RCODES = {Status.NXDOMAIN: "NXDOMAIN", Status.SERVFAIL: "SERVFAIL", Status.REFUSED: "REFUSED"}


Talk = Callable[[dns.message.Message, str], list[tuple[float, bytes]]]
"""From a query and "udp" or "tcp" to what is sent back, each after so many seconds."""


class Elsewhere(bytes):
    """A packet over UDP from another port than that of the server."""


class Unframed(bytes):
    """Bytes over TCP as they are, without their length before them; none close the connection."""


HANG_UP = Unframed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """`delay` in seconds; `drop` the first so many questions (-1: all); `truncate` over UDP, so that TCP is needed;
    `lie` before the true answer, or instead of it with `only_lie`: "id", "question" or "garbage"; `rcode` instead of
    an answer; `bare`: the first alias alone, without what it leads to; `hang_tcp`: accept over TCP and say nothing;
    `no_edns`: FORMERR to a question with EDNS."""

    delay: float = 0.0
    drop: int = 0
    truncate: bool = False
    lie: str = ""
    only_lie: bool = False
    rcode: str = ""
    bare: bool = False
    hang_tcp: bool = False
    no_edns: bool = False


class DnsServer:
    """A server that listens on `endpoint` over UDP and, with `over_tcp`, TCP while the `with` block runs. `delay`
    (seconds) holds for every answer."""

    def __init__(
        self, zone: str = "", *, host: str = "127.0.0.1", port: int = 0, delay: float = 0.0, over_tcp: bool = True
    ) -> None:
        self._zone = ZoneResolver.parse([("test server", zone)])
        self._host, self._port, self._delay, self._over_tcp = host, port, delay, over_tcp
        self._behaviours: dict[str, Behaviour] = {}
        self._talks: dict[str, Talk] = {}
        self._ready, self._loop = threading.Event(), asyncio.new_event_loop()
        self._connections: set[asyncio.StreamWriter] = set()
        self.asked: Counter[tuple[str, str, str]] = Counter()
        """How often: (name, type, "udp" or "tcp")."""

    def misbehave(self, name: str, **behaviour: object) -> None:
        self._behaviours[name] = Behaviour(**behaviour)

    def say(self, name: str, talk: Talk) -> None:
        """Let `talk` answer every question about this name."""
        self._talks[name] = talk

    def count(self, name: str | None = None, rdtype: str | None = None, transport: str | None = None) -> int:
        """The questions that came in, all or those that match."""
        return sum(
            times
            for (asked, its_type, its_transport), times in self.asked.items()
            if name in {None, asked} and rdtype in {None, its_type} and transport in {None, its_transport}
        )

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(self._host, self._port)

    def __enter__(self) -> "DnsServer":
        self._thread = threading.Thread(target=self._serve, name="dns-server", daemon=True)
        self._thread.start()
        if not self._ready.wait(30):
            raise RuntimeError("The test DNS server did not start within 30 seconds.")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(5)

    def _serve(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._main())

    async def _main(self) -> None:
        self._stopped = asyncio.Event()
        tcp = await asyncio.start_server(self._stream, self._host, self._port)
        self._port = tcp.sockets[0].getsockname()[1]
        udp, _ = await self._loop.create_datagram_endpoint(lambda: _Udp(self), local_addr=(self._host, self._port))
        if not self._over_tcp:
            tcp.close()
        self._ready.set()
        await self._stopped.wait()
        udp.close()
        tcp.close()
        for writer in self._connections:
            writer.close()

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            while True:
                wire = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
                for pause, reply in self.replies(wire, "tcp"):
                    await asyncio.sleep(pause)  # so late is the answer that a test asked for
                    if reply is HANG_UP:
                        writer.close()
                        return
                    writer.write(reply if isinstance(reply, Unframed) else len(reply).to_bytes(2, "big") + reply)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
        finally:
            self._connections.discard(writer)

    def replies(self, wire: bytes, transport: str) -> list[tuple[float, bytes]]:
        """Return the packets to send back, each after so many seconds."""
        query = dns.message.from_wire(wire)
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        rdtype = dns.rdatatype.to_text(query.question[0].rdtype)
        self.asked[name, rdtype, transport] += 1
        if talk := self._talks.get(name):
            return talk(query, transport)
        how = self._behaviours.get(name, Behaviour())
        if how.drop == -1 or self.count(name) <= how.drop or (how.hang_tcp and transport == "tcp"):
            return []
        honest = [] if how.only_lie else [self._answer(query, Question(name, rdtype), how, transport)]
        return [(self._delay + how.delay, reply) for reply in [*_lies(query, how.lie), *honest]]

    def _answer(self, query: dns.message.Message, question: Question, how: Behaviour, transport: str) -> bytes:
        response = dns.message.make_response(query, recursion_available=True)
        if how.no_edns and query.edns >= 0:
            response.set_rcode(dns.rcode.FORMERR)
        elif how.rcode:
            response.set_rcode(dns.rcode.from_text(how.rcode))
        elif how.truncate and transport == "udp":
            response.flags |= dns.flags.TC
        else:
            _fill(response, self._zone.lookup([question])[0], how)
        limit = 65535 if transport == "tcp" else max(query.payload, 512)
        return _fitted(response, limit)


def _fitted(response: dns.message.Message, limit: int) -> bytes:
    wire = response.to_wire(max_size=65535)
    if len(wire) <= limit:
        return wire
    for section in (response.answer, response.authority, response.additional):
        section.clear()
    response.flags |= dns.flags.TC
    return response.to_wire()


def _fill(response: dns.message.Message, answer: Answer, how: Behaviour) -> None:
    if how.bare:
        response.answer += [_rrset(record) for record in answer.chain[:1]]
        return
    response.set_rcode(dns.rcode.from_text(RCODES.get(answer.status, "NOERROR")))
    response.answer += [_rrset(record) for record in answer.chain + answer.records]
    response.authority += [_rrset(record) for record in answer.authority]


def _rrset(record: Record) -> dns.rrset.RRset:
    return dns.rrset.from_text(record.name.removesuffix(".") + ".", record.ttl, "IN", record.rdtype, record.data)


def _lies(query: dns.message.Message, lie: str) -> list[bytes]:
    if not lie:
        return []
    if lie == "garbage":
        return [query.to_wire()[:2] + b"\xff" * 20]
    false = dns.message.make_response(query)
    false.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "A", "203.0.113.66"))
    if lie == "id":
        false.id = (query.id + 1) % 65536
    else:
        false.question[0] = dns.rrset.RRset(dns.name.from_text("other.example."), 1, query.question[0].rdtype)
    return [false.to_wire()]


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self.server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        for pause, reply in self.server.replies(data, "udp"):
            asyncio.get_running_loop().call_later(pause, self._send, reply, address)

    def _send(self, reply: bytes, address: tuple[str, int]) -> None:
        if isinstance(reply, Elsewhere):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
                other.sendto(reply, address)
        elif not self.transport.is_closing():
            self.transport.sendto(reply, address)
