"""Live DNS: the only importer of dnspython's resolver."""

import asyncio
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TypeVar

import dns.asyncresolver
import dns.exception
import dns.message
import dns.resolver

from rules.resolver import wire
from rules.resolver.answer import Answer, Question, Status
from rules.resolver.endpoint import Endpoint
from rules.resolver.server import CONNECTED, Server
from rules.resolver.watch import Watch

TIMEOUT = 2.0
LIFETIME = 5.0
PAYLOAD = 1232
"""EDNS UDP size in bytes: what passes every network unfragmented, as agreed on the DNS flag day 2020."""
MAX_IN_FLIGHT = 100
"""Open sockets of one lookup call: an MX answer of 64 KB can name thousands of exchanges."""
_MAX_CHAIN = 16
_UNCONFIGURED = (
    "No DNS server is configured on this machine ({reason}): name one by its address, or use zone text instead."
)

T = TypeVar("T")


class LiveResolver:
    """Asks DNS servers. One instance may be shared by threads: it holds no state between lookups.

    `timeout`: seconds for one try of one server; `lifetime`: seconds for a whole `lookup` call, whatever happens.
    Servers are tried in order, again and again until `lifetime` ends; one that refuses, fails or talks nonsense is
    not asked again in that call. Without `servers`, those of the system are read anew for each call. `watch` is told
    of each question that goes out, and can end lookups.
    """

    def __init__(
        self,
        servers: Sequence[Endpoint] | None = None,
        *,
        timeout: float = TIMEOUT,
        lifetime: float = LIFETIME,
        resolv_conf: str = "/etc/resolv.conf",
        watch: Watch | None = None,
    ) -> None:
        if servers is not None and not servers:
            raise ValueError("Name at least one DNS server, or none at all for those of the system.")
        self._fixed = tuple(servers) if servers is not None else None
        self._timeout, self._lifetime, self._resolv_conf = timeout, lifetime, resolv_conf
        self._watch = watch

    def describe(self) -> str:
        try:
            return f"live ({', '.join(map(str, self._servers()))})"
        except ValueError:
            return "live (no DNS server is configured)"

    def lookup(self, questions: Sequence[Question], *, fresh: bool = False) -> list[Answer]:  # noqa: ARG002
        """Answers in the order of the questions, all asked at once. Never raises, and never takes longer than
        `lifetime`: what is not answered by then is a timeout."""
        try:
            servers = self._servers()
        except ValueError as error:
            return [wire.failed(question, Status.TIMEOUT, str(error)) for question in questions]
        distinct = list(dict.fromkeys(questions))
        answers = dict(zip(distinct, _run(self._ask_all(distinct, servers)), strict=True))
        return [answers[question] for question in questions]

    def _servers(self) -> tuple[Endpoint, ...]:
        return self._fixed if self._fixed is not None else system_servers(self._resolv_conf)

    async def _ask_all(self, questions: Sequence[Question], servers: Sequence[Endpoint]) -> list[Answer]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._lifetime
        gate = asyncio.Semaphore(MAX_IN_FLIGHT)
        asked = asyncio.gather(*(self._ask(question, servers, deadline, gate) for question in questions))
        detach = self._watch.attach(partial(_end, loop, asked)) if self._watch else None
        try:
            return await asked
        except asyncio.CancelledError:
            return [wire.failed(question, Status.TIMEOUT, "The lookup was cancelled.") for question in questions]
        finally:
            if detach:
                detach()

    async def _ask(
        self, question: Question, servers: Sequence[Endpoint], deadline: float, gate: asyncio.Semaphore
    ) -> Answer:
        try:
            question = wire.normal(question)
        except ValueError as error:
            return wire.failed(question, Status.INVALID, str(error))
        tried = [Server(endpoint, partial(self._told, question)) for endpoint in servers]
        started = time.monotonic()
        try:
            async with asyncio.timeout_at(deadline), gate:
                answer = await self._follow(question, tried)
        except (TimeoutError, dns.exception.DNSException):
            answer = _failure(question, tried)
        return replace(answer, elapsed_ms=(time.monotonic() - started) * 1000)

    def _told(self, question: Question, server: str) -> None:
        if self._watch:
            self._watch.asking(question, server)

    async def _follow(self, question: Question, servers: Sequence[Server]) -> Answer:
        """The answer, where need be by asking for a CNAME's target too: a server that does not recurse gives the
        alias alone (RFC 1034 §5.2.2)."""
        answer = rest = await self._exchange(question, servers)
        while _dangling(rest):
            if len(answer.chain) >= _MAX_CHAIN:
                raise dns.message.ChainTooLong
            rest = await self._exchange(Question(rest.chain[-1].data, question.rdtype), servers)
            answer = replace(rest, name=question.name, chain=answer.chain + rest.chain)
        return answer

    async def _exchange(self, question: Question, servers: Sequence[Server]) -> Answer:
        resolver = dns.asyncresolver.Resolver(configure=False)
        resolver.nameservers = list(servers)
        resolver.timeout, resolver.lifetime = self._timeout, self._lifetime
        resolver.use_edns(0, payload=PAYLOAD)
        name, rdtype = wire.read_name(question.name), wire.read_type(question.rdtype)
        for server in servers:
            server.begin()
        try:
            found = await resolver.resolve(name, rdtype, raise_on_no_answer=False, search=False, backend=CONNECTED)
            response = found.response
        except dns.resolver.NXDOMAIN as absent:
            response = absent.response(name)  # type: ignore[no-untyped-call]
        spoke = next(server for server in servers if server.response is response)
        return replace(wire.read_response(question, response), server=str(spoke.endpoint))


def system_servers(resolv_conf: str = "/etc/resolv.conf") -> tuple[Endpoint, ...]:
    """The DNS servers that the operating system uses. Raises ValueError with a sentence where there are none."""
    try:
        configured = dns.resolver.Resolver(resolv_conf)
    except (dns.exception.DNSException, OSError, ValueError) as error:
        raise ValueError(_UNCONFIGURED.format(reason=str(error).rstrip(".") or resolv_conf)) from None
    return tuple(Endpoint(address, configured.port) for address in map(str, configured.nameservers))


def _run(coroutine: Coroutine[None, None, T]) -> T:
    """The coroutine's result, also in a thread whose own event loop is running."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(max_workers=1) as aside:
        return aside.submit(asyncio.run, coroutine).result()


def _end(loop: asyncio.AbstractEventLoop, asked: "asyncio.Future[list[Answer]]") -> None:
    loop.call_soon_threadsafe(asked.cancel)


def _dangling(answer: Answer) -> bool:
    return answer.status is Status.NODATA and bool(answer.chain) and not answer.authority


def _failure(question: Question, servers: Sequence[Server]) -> Answer:
    """What a server said counts before silence; the sentence tells of each server that was tried."""
    tried = [server for server in servers if server.tries] or list(servers)[:1]
    spoke = next((server for server in tried if server.trouble is not Status.TIMEOUT), tried[0])
    return wire.failed(
        question,
        spoke.trouble,
        " ".join(f"{server.endpoint} {server.told}." for server in tried),
        server=str(spoke.endpoint),
    )
