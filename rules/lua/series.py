"""Mass runs: one script, many calls, a new Lua state for each. While one runs, the next ones are on their way."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import count
from typing import Protocol

from rules.lua.cancellation import Cancellation
from rules.lua.channel import ChannelError, encoded
from rules.lua.conversation import Conversation
from rules.lua.explain import unavailable
from rules.lua.limits import Limits
from rules.lua.messages import run_message
from rules.lua.process import MOST_SESSIONS, Process, ProcessError
from rules.lua.query import QueryFunction
from rules.lua.session import Call, located
from rules.lua.values import LuaValue

Ask = tuple[str, Sequence[LuaValue]]
"""The name of a function and its arguments."""

_AHEAD_BYTES = 4096
"""Of calls: so little that it always fits between two processes, and neither waits for the other to read."""


class Processes(Protocol):
    """Where processes come from: the zygote or the pool."""

    def take(self) -> Process: ...

    def give_back(self, process: Process, clean: bool, /) -> None: ...


class Series:
    """The runs of one script in one process, which is replaced when a run has harmed it. For one thread, once."""

    def __init__(
        self,
        source: bytes,
        opening: bytes,
        *,
        processes: Processes,
        limits: Limits,
        query: QueryFunction,
        cancellation: Cancellation,
    ) -> None:
        self._source = source
        self._opening = opening
        self._processes = processes
        self._limits = limits
        self._query = query
        self._cancellation = cancellation
        self._process: Process | None = None
        self._conversation: Conversation | None = None
        self._asked: deque[bytes] = deque()  # what no answer has been given to; all of it is with the process, if any
        self._bytes = 0

    def runs(self, asks: Iterable[Ask]) -> Iterator[Call]:
        """In the order of `asks`, as they come in. Once cancelled, the run that was under way is the last."""
        messages = (encoded(run_message(*ask, number)) for number, ask in enumerate(asks, 1))
        detach = self._cancellation.attach(self._cancel)
        held = next(messages, None)
        try:
            for number in count(1):
                if self._bytes <= _AHEAD_BYTES // 2:
                    held = self._ask(held, messages)
                if self._cancellation.cancelled or not self._asked:
                    break
                yield self._run(number)
        finally:
            detach()
            self._let_go(clean=not self._asked)

    def _ask(self, held: bytes | None, messages: Iterator[bytes]) -> bytes | None:
        """Sends as many as there is room for; the first that has none is given back."""
        new = []
        while held is not None and (not self._asked or self._bytes + len(held) <= _AHEAD_BYTES):
            new.append(held)
            self._asked.append(held)
            self._bytes += len(held)
            held = next(messages, None)
        if self._process and new:
            self._send(self._process, new)
        return held

    def _send(self, process: Process, messages: Iterable[bytes]) -> None:
        with suppress(ChannelError, TimeoutError):  # it is gone: whoever waits for its answer finds out how
            process.channel.send(*messages, timeout=self._limits.wall_ms / 1000)

    def _run(self, number: int) -> Call:
        """What became of the first of those asked."""
        try:
            process = self._take()
        except (ProcessError, OSError) as problem:
            self._done()
            return Call(error=unavailable(f"The script was not run: {problem}"))
        conversation = Conversation(process, limits=self._limits, query=self._query, first=number)
        self._conversation = conversation
        if self._cancellation.cancelled:
            conversation.cancel()
        exchange = conversation.ask(None, "returned")
        error = located(exchange.report.error, self._source)
        self._done()
        process.sessions += 1
        if exchange.report.last or process.sessions >= MOST_SESSIONS or (error and error.kind.final):
            self._let_go(clean=False)
        return Call.of(exchange, error)

    def _take(self) -> Process:
        """With all that was asked. Raises ProcessError and OSError."""
        if self._process is None:
            self._process = self._processes.take()
            self._send(self._process, (self._opening, *self._asked))
        return self._process

    def _done(self) -> None:
        self._bytes -= len(self._asked.popleft())

    def _let_go(self, *, clean: bool) -> None:
        if self._process:
            self._processes.give_back(self._process, clean)
            self._process = None

    def _cancel(self) -> None:
        if self._conversation:
            self._conversation.cancel()
