"""One DNS server during one question, and the outcome of asking it."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace

from rules.resolver import transport
from rules.resolver.answer import Answer, Question, Status
from rules.resolver.endpoint import Endpoint
from rules.resolver.query import Query
from rules.resolver.trouble import EdnsRefused, Stray, Trouble, Truncated

_CUT = "cut its answer short over UDP (TC)"
_PLAIN_FROM = 3
"""The number of the try from which EDNS is left out."""


class Server:
    """A server that remembers the outcome of its tries, for the message about a failure. `asking` is called with its
    name before each try. `reading` lets one message be read at a time, so that others get their turn in between."""

    def __init__(self, endpoint: Endpoint, asking: Callable[[str], None], reading: asyncio.Lock) -> None:
        self.endpoint = endpoint
        self._asking, self._reading = asking, reading
        self.begin()

    def begin(self) -> None:
        """Forget everything: the next question begins."""
        self.tries = 0
        self.heard = False
        self._cut = False
        self._stray = ""
        self._trouble: Trouble | None = None
        self._udp: transport.Channel | None = None
        self._sent: dict[int, Query] = {}

    @property
    def out(self) -> bool:
        """Return whether the server has said that it does not help: it is not asked again."""
        return self._trouble is not None

    async def ask(self, question: Question) -> Answer:
        """Ask, and wait until cancelled. Raise Trouble."""
        self._count()
        try:
            answer = await self._ask(question)
        except Trouble as trouble:
            self._trouble = trouble
            raise
        return replace(answer, server=str(self.endpoint))

    async def ask_again(self, question: Question) -> None:
        """Send the question once more from the same socket, so that an answer to any try counts. Not while the
        answer is on its way over TCP. Some servers drop messages with EDNS: the last tries do without."""
        if self._udp:
            self._count()
            query = next(iter(self._sent.values()))
            await self._send(self._udp, query if self.tries < _PLAIN_FROM else Query.of(question, edns=False))

    def _count(self) -> None:
        self.tries += 1
        self._asking(str(self.endpoint))

    async def _ask(self, question: Question) -> Answer:
        try:
            return await self._over_both(Query.of(question))
        except EdnsRefused:
            return await self._over_both(Query.of(question, edns=False))

    async def _over_both(self, query: Query) -> Answer:
        try:
            return await self._over_udp(query)
        except Truncated:
            self._cut = True
            return await self._over_tcp(query)

    async def _over_udp(self, query: Query) -> Answer:
        """Return the first right answer: over UDP anybody can send anything (RFC 5452 §9.1)."""
        self._sent.clear()
        try:
            async with transport.udp(self.endpoint) as self._udp:
                await self._send(self._udp, query)
                while True:
                    try:
                        return await self._receive(self._udp)
                    except Stray as stray:
                        self._stray = f"sent what is no DNS answer to the question ({stray})"
        except OSError as error:
            raise Trouble(Status.TIMEOUT, f"could not be reached ({_reason(error)})") from None
        finally:
            self._udp = None

    async def _over_tcp(self, query: Query) -> Answer:
        try:
            async with transport.tcp(self.endpoint) as channel:
                await self._send(channel, query)
                return await self._receive(channel)
        except Truncated:
            raise Trouble(Status.UNUSABLE, "cut its answer short over TCP as well (RFC 2181 §9)") from None
        except Stray as stray:
            raise Trouble(Status.UNUSABLE, f"{_CUT}, and over TCP sent what is no DNS answer ({stray})") from None
        except transport.Closed as closed:
            raise Trouble(Status.UNUSABLE, f"{_CUT}, and closed the TCP connection {closed}") from None
        except OSError as error:
            raise Trouble(Status.UNUSABLE, f"{_CUT}, and gives no TCP connection ({_reason(error)})") from None

    async def _send(self, channel: transport.Channel, query: Query) -> None:
        self._sent[query.id] = query
        await channel.send(query.data)

    async def _receive(self, channel: transport.Channel) -> Answer:
        data = await channel.receive()
        self.heard = True
        first = next(iter(self._sent.values()))
        async with self._reading:
            await asyncio.sleep(0)
            return self._sent.get(int.from_bytes(data[:2], "big"), first).read(data)

    def verdict(self) -> Trouble:
        """Return the outcome of asking it, where no answer came."""
        if self._trouble:
            return self._trouble
        if self._cut:
            return Trouble(Status.TIMEOUT, f"{_CUT}, and the whole did not come over TCP in time")
        if self._stray:
            return Trouble(Status.UNUSABLE, self._stray)
        if not self.tries:
            return Trouble(Status.TIMEOUT, "did not answer before the time was up")
        times = "" if self.tries == 1 else f", asked {self.tries} times"
        return Trouble(Status.TIMEOUT, f"did not answer{times}")


def _reason(error: OSError) -> str:
    """Return the system's message without Python's additions."""
    return os.strerror(error.errno) if error.errno else str(error)
