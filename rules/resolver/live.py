"""Live DNS: many questions at once, within a time limit that holds whatever the servers do.

By hand: dnspython's resolver waits for one server at a time and drops answers that come late.
"""

import asyncio
import itertools
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TypeVar

from rules.resolver import wire
from rules.resolver.answer import Answer, Question, Status
from rules.resolver.endpoint import Endpoint
from rules.resolver.interpretation import MAX_CHAIN, TOO_LONG
from rules.resolver.race import Race, Unanswered
from rules.resolver.server import Server
from rules.resolver.silence import Silence
from rules.resolver.system import RESOLV_CONF, Servers, system_servers
from rules.resolver.watch import Watch

TIMEOUT = 2.0
LIFETIME = 5.0
MAX_IN_FLIGHT = 100
"""The most questions of one lookup call that are asked at once: an MX answer of 64 KB can name thousands of servers."""

T = TypeVar("T")


class LiveResolver:
    """A resolver that asks DNS servers. Thread-safe: it keeps nothing but which servers were silent.

    `timeout`: seconds until the next server is asked as well, where the system does not say; `lifetime`: seconds for a
    whole `lookup` call, whatever happens. Servers are tried in order, again and again until `lifetime` ends, and an
    answer to any try counts; one that refuses, fails or sends nonsense is not asked again in that call. Without
    `servers`, those of the system are read for each call. `watch` is told of each question that goes out, and can end
    lookups. `silence` may be shared with others.
    """

    def __init__(
        self,
        servers: Sequence[Endpoint] | None = None,
        *,
        timeout: float = TIMEOUT,
        lifetime: float = LIFETIME,
        resolv_conf: str = RESOLV_CONF,
        watch: Watch | None = None,
        silence: Silence | None = None,
    ) -> None:
        if servers is not None and not servers:
            raise ValueError("Name at least one DNS server, or none at all for those of the system.")
        self._fixed = Servers(endpoints=tuple(servers)) if servers is not None else None
        self._timeout, self._lifetime, self._resolv_conf = timeout, lifetime, resolv_conf
        self._watch = watch
        self._silence = silence or Silence()
        self._turn = itertools.count()

    def describe(self) -> str:
        return f"live ({self._servers()})"

    def lookup(self, questions: Sequence[Question], *, fresh: bool = False) -> list[Answer]:  # noqa: ARG002
        """Answer in the order of the questions, all asked at once. Never raise, and never take longer than
        `lifetime`: a question without an answer by then is a timeout."""
        distinct = list(dict.fromkeys(questions))
        asking = _Lookup(self._servers(), self._timeout, self._lifetime, self._watch, self._silence, self._turn)
        answers = dict(zip(distinct, _run(asking.ask_all(distinct)), strict=True))
        return [answers[question] for question in questions]

    def _servers(self) -> Servers:
        return self._fixed or system_servers(self._resolv_conf)


class _Lookup:
    """One call of `lookup`, in one event loop."""

    def __init__(
        self,
        servers: Servers,
        timeout: float,
        lifetime: float,
        watch: Watch | None,
        silence: Silence,
        turn: "itertools.count[int]",
    ) -> None:
        self._servers, self._watch, self._silence, self._turn = servers, watch, silence, turn
        self._lifetime = lifetime
        rounds = min(servers.attempts or 2, 2)  # Each server is asked, and a lost question is sent once more.
        longest = lifetime / len(servers.endpoints) / rounds
        self._patience = min(servers.timeout or timeout, longest)

    async def ask_all(self, questions: Sequence[Question]) -> list[Answer]:
        loop = asyncio.get_running_loop()
        self._deadline = loop.time() + self._lifetime
        self._gate, self._reading = asyncio.Semaphore(MAX_IN_FLIGHT), asyncio.Lock()
        asked = asyncio.gather(*map(self._ask, questions))
        detach = self._watch.attach(partial(_end, loop, asked)) if self._watch else None
        try:
            return await asked
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task and task.cancelling():
                raise  # Ctrl-C, for example, ends more than this lookup.
            return [wire.failed(question, Status.TIMEOUT, "The lookup was cancelled.") for question in questions]
        finally:
            if detach:
                detach()

    async def _ask(self, question: Question) -> Answer:
        try:
            question = wire.normal(question)
        except ValueError as error:
            return wire.failed(question, Status.INVALID, str(error))
        servers = [Server(each, partial(self._told, question), self._reading) for each in self._servers.endpoints]
        started = time.monotonic()
        try:
            async with asyncio.timeout_at(self._deadline), self._gate:
                answer = await self._follow(question, self._in_turn(servers))
        except (TimeoutError, Unanswered):
            answer = self._failure(question, [server for server in servers if server.tries] or servers[:1])
        return replace(answer, elapsed_ms=(time.monotonic() - started) * 1000)

    def _in_turn(self, servers: Sequence[Server]) -> list[Server]:
        first = next(self._turn) % len(servers) if self._servers.rotate else 0
        return self._silence.last([*servers[first:], *servers[:first]])

    def _told(self, question: Question, server: str) -> None:
        if self._watch:
            self._watch.asking(question, server)

    async def _follow(self, question: Question, servers: Sequence[Server]) -> Answer:
        """Return the answer, if necessary by asking for a CNAME's target too: a server that does not recurse gives
        the alias alone (RFC 1034 §5.2.2)."""
        answer = rest = await self._race(question, servers)
        while _dangling(rest):
            target = wire.normal(Question(rest.chain[-1].data, question.rdtype))
            if trouble := _endless(answer, target.name):
                return wire.failed(question, Status.UNUSABLE, f"{rest.server} {trouble}.", server=rest.server)
            rest = await self._race(target, servers)
            answer = replace(rest, name=question.name, chain=answer.chain + rest.chain)
            if len(answer.chain) > MAX_CHAIN:
                return wire.failed(question, Status.UNUSABLE, f"{rest.server} {TOO_LONG}.", server=rest.server)
        return answer

    async def _race(self, question: Question, servers: Sequence[Server]) -> Answer:
        for server in servers:
            server.begin()
        race = Race(
            question=question,
            servers=servers,
            patience=self._patience,
            attempts=self._servers.attempts,
            silence=self._silence,
        )
        return await race.run()

    def _failure(self, question: Question, tried: Sequence[Server]) -> Answer:
        """Return the failure. A server's reply counts before silence; the sentence reports each server that was
        tried."""
        verdicts = [(server, server.verdict()) for server in tried]
        spoke, worst = next((pair for pair in verdicts if pair[1].status is not Status.TIMEOUT), verdicts[0])
        told = [f"{server.endpoint} {verdict.told}." for server, verdict in verdicts]
        failed = wire.failed(
            question, worst.status, " ".join((*told, *self._servers.notes)), server=str(spoke.endpoint)
        )
        return replace(failed, extended_errors=tuple(error for _, each in verdicts for error in each.errors))


def _run(coroutine: Coroutine[None, None, T]) -> T:
    """Return the coroutine's result, also in a thread whose own event loop is running."""
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


def _endless(answer: Answer, target: str) -> str:
    names = [record.name for record in answer.chain]
    if target in names:
        return f"gave a CNAME chain without an end: it returns to {target}"
    return TOO_LONG if len(names) >= MAX_CHAIN else ""
