"""Batches: one script, many calls, a new Lua state for each. While some run, the next ones are on their way."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Protocol

from rules.lua.cancellation import Cancellation
from rules.lua.parent.conversation import Answers, Conversation, Exchange, QueryCall
from rules.lua.parent.process import MOST_SESSIONS, Process, ProcessError
from rules.lua.parent.session import Call, located
from rules.lua.protocol.channel import ChannelError, encoded
from rules.lua.protocol.error_messages import unavailable
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.messages import Ask, Report, Values, runs_message
from rules.lua.protocol.query import QueryFunction

_RUNS_AT_ONCE, _MESSAGES_AT_ONCE = 64, 2
_BYTES_AT_ONCE = 8192
"""Bytes of a message that is sent while the process may be writing: so few that neither side waits for the other to
read."""


class Processes(Protocol):
    """The source of processes: the zygote or the pool."""

    def take(self) -> Process: ...

    def give_back(self, process: Process, clean: bool, /) -> None: ...


class Series:
    """The runs of one script in one process, which is replaced when a run has harmed it. For one thread, to be used
    once.

    When a process ends and it is not known which of its runs ended it, each of them is tried again alone.
    """

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
        self._waiting: deque[Ask] = deque()  # waiting for an answer
        self._sent: deque[int] = deque()  # of those, the first ones: how many there are in each message that was sent
        self._number = 1  # queries of the first one that waits
        self._suspects = 0

    def runs(self, asks: Iterable[Ask]) -> Iterator[Call]:
        """Yield the runs in the order of `asks`, as they come in. Once cancelled, the current run is the last."""
        asks, detach = iter(asks), self._cancellation.attach(self._cancel)
        try:
            while not self._cancellation.cancelled:
                self._waiting += islice(asks, _MESSAGES_AT_ONCE * _RUNS_AT_ONCE - len(self._waiting))
                if not self._waiting:
                    break
                yield from self._answers()
        finally:
            detach()
            self._let_go(clean=not self._sent)

    def _answers(self) -> Iterator[Call]:
        """Return the first waiting runs, as many as are answered together."""
        try:
            process, conversation = self._talk()
        except (ProcessError, OSError) as problem:
            self._done(1)
            yield Call(error=unavailable(f"The script was not run: {problem}"))
            return
        while self._send(process):
            pass
        in_flight = sum(self._sent)
        answers = conversation.awaited(in_flight)
        process.sessions += len(answers.reports)
        if conversation.over or _is_last(answers) or process.sessions >= MOST_SESSIONS:
            self._let_go(clean=False)
        if answers.unsure:
            self._suspects = in_flight
        self._done(len(answers.reports))
        queries = answers.queries
        for report in answers.reports:
            yield self._call(report, queries, answers.elapsed_ms)
            queries = ()

    def _call(self, report: Report | Values, queries: tuple[QueryCall, ...], elapsed_ms: float) -> Call:
        if isinstance(report, tuple):
            return Call(returned=report, queries=queries, elapsed_ms=elapsed_ms)
        exchange = Exchange(report=report, queries=queries, elapsed_ms=elapsed_ms)
        return Call.of(exchange, located(report.error, self._source))

    def _send(self, process: Process) -> bool:
        """Send the next runs. Return whether there was room for more, and more to send."""
        if len(self._sent) >= (1 if self._suspects else _MESSAGES_AT_ONCE):
            return False
        sent, most = sum(self._sent), 1 if self._suspects else _RUNS_AT_ONCE
        body, asks = b"", list(islice(self._waiting, sent, sent + most))
        while asks and not body:
            body = encoded(runs_message(asks, self._number + sent))
            if len(body) > _BYTES_AT_ONCE and (len(asks) > 1 or sent):
                body, asks = b"", asks[: len(asks) // 2]
        if not asks:
            return False
        with suppress(ChannelError, TimeoutError):  # The process is gone: reading its answer will show how it ended.
            process.channel.send(body, timeout=self._limits.wall_ms / 1000)
        self._sent.append(len(asks))
        return True

    def _talk(self) -> tuple[Process, Conversation]:
        """Exchange messages. Raise ProcessError and OSError."""
        if self._process and self._conversation:
            return self._process, self._conversation
        self._process = process = self._processes.take()
        self._conversation = Conversation(process, limits=self._limits, query=self._query, first=self._number)
        if self._cancellation.cancelled:
            self._conversation.cancel()
        with suppress(ChannelError, TimeoutError):
            process.channel.send(self._opening, timeout=self._limits.wall_ms / 1000)
        return process, self._conversation

    def _done(self, runs: int) -> None:
        self._number += runs
        self._suspects = max(0, self._suspects - runs)
        for _run in range(runs):
            self._waiting.popleft()
            if self._sent:
                self._sent[0] -= 1
                if not self._sent[0]:
                    self._sent.popleft()

    def _let_go(self, *, clean: bool) -> None:
        if self._process:
            self._processes.give_back(self._process, clean)
        self._process = self._conversation = None
        self._sent.clear()

    def _cancel(self) -> None:
        if conversation := self._conversation:
            conversation.cancel()


def _is_last(answers: Answers) -> bool:
    """Return whether the process ends with these runs."""
    last = answers.reports[-1] if answers.reports else ()
    return not isinstance(last, tuple) and last.last
