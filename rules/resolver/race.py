"""Asking servers in turn until one answers: each has some time to itself, and late answers still count."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rules.resolver.answer import Answer, Question
from rules.resolver.server import Server
from rules.resolver.silence import Silence
from rules.resolver.trouble import Trouble


class Unanswered(Exception):
    """No server answered, and none is left to ask."""


@dataclass(slots=True, kw_only=True)
class Race:
    """The order of tries. `patience`: seconds until the next server is asked as well. `attempts`: how often each
    server is asked at most; None: until it is cancelled."""

    question: Question
    servers: Sequence[Server]
    patience: float
    attempts: int | None
    silence: Silence
    _running: dict["asyncio.Task[Answer]", Server] = field(default_factory=dict)

    async def run(self) -> Answer:
        """Return the first answer to any try. Raise Unanswered."""
        try:
            for server in self._turns():
                if answer := await self._turn(server):
                    return answer
            raise Unanswered
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    def _turns(self) -> Iterator[Server]:
        rounds = 0
        while self.attempts is None or rounds < self.attempts:
            rounds += 1
            left = [server for server in self.servers if not server.out]
            if not left:
                return
            yield from (server for server in left if not server.out)

    async def _turn(self, server: Server) -> Answer | None:
        """Return an answer within the time of this try, from this server or an earlier one; None when it is the next
        one's turn."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self.patience
        if server.tries:
            await server.ask_again(self.question)
        else:
            self._running[asyncio.create_task(server.ask(self.question))] = server
        while not server.out and (left := end - loop.time()) > 0:
            done, _ = await asyncio.wait(self._running, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if answer := self._settle(done):
                return answer
        if not server.heard:
            self.silence.note(server.endpoint)
        return None

    def _settle(self, done: set["asyncio.Task[Answer]"]) -> Answer | None:
        for task in done:
            server = self._running.pop(task)
            self.silence.end(server.endpoint)
            try:
                return task.result()
            except Trouble:
                continue
        return None
