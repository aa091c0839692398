"""UDP and TCP to a DNS server, for one question (RFC 1035 §4.2, RFC 7766)."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from rules.resolver.endpoint import Endpoint
from rules.resolver.trouble import Stray

MAX_WAITING = 64
"""Datagrams that wait to be read: a server that sends more is flooding."""
_RECVERR = {socket.AF_INET: (socket.IPPROTO_IP, 11), socket.AF_INET6: (socket.IPPROTO_IPV6, 25)}
"""Linux's IP_RECVERR and IPV6_RECVERR, for which Python has no names."""

Address = tuple[str, int] | tuple[str, int, int, int]


class Closed(Exception):
    """The server closed the connection; the text says how far it got."""


class Channel(Protocol):
    async def send(self, data: bytes) -> None: ...

    async def receive(self) -> bytes:
        """Return the next message. Raise OSError, Stray or Closed."""
        ...


@asynccontextmanager
async def udp(endpoint: Endpoint) -> AsyncIterator[Channel]:
    """Open a socket with a port of its own (RFC 5452 §4.5). Raise OSError."""
    family, address = _resolved(endpoint)
    opened = socket.socket(family, socket.SOCK_DGRAM)
    try:
        opened.setblocking(False)
        connected = _hear_errors(opened, family, address)
        loop = asyncio.get_running_loop()
        transport, datagrams = await loop.create_datagram_endpoint(_Datagrams, sock=opened)
    except BaseException:
        opened.close()
        raise
    try:
        yield _Udp(transport, datagrams, address, connected=connected)
    finally:
        transport.close()


@asynccontextmanager
async def tcp(endpoint: Endpoint) -> AsyncIterator[Channel]:
    """Open a connection. Raise OSError."""
    family, address = _resolved(endpoint)
    with socket.socket(family, socket.SOCK_STREAM) as opened:
        opened.setblocking(False)
        await asyncio.get_running_loop().sock_connect(opened, address)
        yield _Tcp(opened)


def _resolved(endpoint: Endpoint) -> tuple[socket.AddressFamily, Address]:
    """Return the address as sockets want it: the interface of an IPv6 zone is a number there."""
    family = socket.AF_INET6 if ":" in endpoint.address else socket.AF_INET
    address, _, zone = endpoint.address.partition("%")
    if family is socket.AF_INET:
        return family, (address, endpoint.port)
    return family, (address, endpoint.port, 0, _interface(zone) if zone else 0)


def _interface(zone: str) -> int:
    return int(zone) if zone.isdecimal() else socket.if_nametoindex(zone)


def _hear_errors(opened: socket.socket, family: socket.AddressFamily, address: Address) -> bool:
    """Make it an error at once when nothing listens at the port. A connected socket does that, but hides messages
    from other addresses; Linux can do without. Return whether it is connected."""
    if sys.platform == "linux":
        opened.setsockopt(*_RECVERR[family], 1)
        return False
    opened.connect(address)
    return True


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.came: asyncio.Queue[tuple[bytes, Address] | OSError] = asyncio.Queue(MAX_WAITING)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._keep((data, addr))

    def error_received(self, exc: Exception) -> None:
        self._keep(exc if isinstance(exc, OSError) else OSError(str(exc)))

    def _keep(self, came: tuple[bytes, Address] | OSError) -> None:
        if not self.came.full():
            self.came.put_nowait(came)


class _Udp:
    def __init__(
        self, transport: asyncio.DatagramTransport, datagrams: _Datagrams, address: Address, *, connected: bool
    ) -> None:
        self._transport, self._datagrams, self._address = transport, datagrams, address
        self._connected = connected

    async def send(self, data: bytes) -> None:
        self._transport.sendto(data, None if self._connected else self._address)

    async def receive(self) -> bytes:
        came = await self._datagrams.came.get()
        if isinstance(came, OSError):
            raise came
        data, source = came
        host, port = source[0].partition("%")[0], source[1]
        if (host, port) != self._address[:2]:
            raise Stray(f"it came from {Endpoint(host, port)}, which was not asked")
        return data


class _Tcp:
    """A TCP connection: each message follows its length in two bytes."""

    def __init__(self, opened: socket.socket) -> None:
        self._opened = opened
        self._loop = asyncio.get_running_loop()

    async def send(self, data: bytes) -> None:
        await self._loop.sock_sendall(self._opened, len(data).to_bytes(2, "big") + data)

    async def receive(self) -> bytes:
        return await self._read(int.from_bytes(await self._read(2), "big"))

    async def _read(self, length: int) -> bytes:
        data = bytearray()
        while len(data) < length:
            part = await self._loop.sock_recv(self._opened, length - len(data))
            if not part:
                raise Closed("before its answer was whole" if data or length != 2 else "without an answer")
            data += part
        return bytes(data)
