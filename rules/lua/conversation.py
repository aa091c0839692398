"""The parent's side of one session: asks, answers SQL, keeps the time, and explains how it ended."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from rules.lua import explain
from rules.lua.channel import ChannelClosed, ChannelError, Message
from rules.lua.errors import ScriptError
from rules.lua.limits import Limit, Limits
from rules.lua.messages import (
    Report,
    answer_message,
    read_lines,
    read_places,
    read_prints,
    read_query,
    read_report,
    read_stop,
)
from rules.lua.process import Process
from rules.lua.query import QueryAnswer, QueryFunction
from rules.lua.wire import WireError


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryCall:
    """One `VPOP3.PostgresQuery`. `elapsed_ms` is what the caller's function took; `line` the script's."""

    sql: str
    answer: QueryAnswer
    line: int | None = None
    elapsed_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What one question brought."""

    report: Report
    queries: tuple[QueryCall, ...] = ()
    elapsed_ms: float = 0.0


class Conversation:
    """After an error that is final, the child is dead and nothing may be asked. Questions are numbered from `first`."""

    def __init__(self, process: Process, *, limits: Limits, query: QueryFunction, first: int = 1) -> None:
        self._process = process
        self._limits = limits
        self._query = query
        self._seconds_left = limits.wall_ms / 1000
        self._queries: list[QueryCall] = []
        self._asked = self._printed = 0
        self._number = first - 1
        self.cancelled = False

    def cancel(self) -> None:
        """From any thread: the child dies, and `ask` returns."""
        self.cancelled = True
        self._process.kill()

    def ask(self, message: Message | bytes | None, expected: str) -> Exchange:
        """Sends `open` or `call` and waits for `expected`; never raises but what the query function raises.

        Bytes are a message that was encoded before: `open`, numbered as the first question. None is one that was
        sent before: it is only waited for.
        """
        started, self._queries = time.perf_counter(), []
        report = self._explained(lambda: self._converse(message, expected))
        if report.error and report.error.kind.final:
            self._process.kill()
        return Exchange(report=report, queries=tuple(self._queries), elapsed_ms=(time.perf_counter() - started) * 1000)

    def _explained(self, converse: Callable[[], Report]) -> Report:
        try:
            return converse()
        except TimeoutError:
            return self._overtime()
        except ChannelClosed:
            return Report(error=self._ending())
        except (ChannelError, WireError) as problem:
            return Report(error=explain.misbehaviour(str(problem)))

    def _converse(self, message: Message | bytes | None, expected: str) -> Report:
        self._number += 1
        if message is not None:
            self._send(message if isinstance(message, bytes) else {**message, "number": self._number})
        while True:
            answer = self._next()
            if answer.get("number") != self._number:
                raise WireError("It answered a question that was not asked.")
            kind = answer.get("is")
            if kind == expected:
                return self._filled(read_report(answer))
            if kind == "stopped":
                return self._stopped(answer)
            if kind != "query":
                raise WireError(f"It sent {str(kind)[:40]!r} where {expected!r} was due.")
            self._answer(answer)

    def _send(self, message: Message | bytes) -> None:
        with self._clock():
            self._process.channel.send(message, timeout=max(self._seconds_left, 0.001))

    def _next(self) -> Message:
        with self._clock():
            return self._process.channel.receive(timeout=max(self._seconds_left, 0.001))

    @contextmanager
    def _clock(self) -> Iterator[None]:
        """What the child takes, in reading as well, is its own time."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._seconds_left -= time.perf_counter() - started

    def _answer(self, message: Message) -> None:
        query = read_query(message, self._limits)
        self._asked += 1
        if self._asked > self._limits.queries:
            raise WireError("It asked for more SQL queries than are allowed.")
        started = time.perf_counter()
        answer = self._query(query.sql)
        elapsed = (time.perf_counter() - started) * 1000
        self._queries.append(QueryCall(sql=query.sql, answer=answer, line=query.line, elapsed_ms=elapsed))
        self._send(answer_message(answer))

    def _filled(self, report: Report) -> Report:
        """A limit comes from the child as a name; the sentence is ours."""
        self._printed += sum(len(line) for line in report.prints)
        if self._printed > self._limits.print_bytes:
            raise WireError("It printed more than is allowed.")
        error = report.error
        if error is None or error.limit is None:
            return report
        written = explain.limit_error(Limit(error.limit), self._limits)
        return replace(report, error=replace(error, kind=written.kind, message=written.message))

    def _stopped(self, message: Message) -> Report:
        return self._filled(
            Report(
                error=read_stop(message),
                prints=read_prints(message),
                printed_at=read_places(message),
                lines=read_lines(message),
            )
        )

    def _overtime(self) -> Report:
        """The script is asked where it is, and then killed, whether it answers or not."""
        message = self._process.ask_where()
        self._process.kill()
        try:
            if message:
                return self._stopped(message)
        except WireError:
            pass
        return Report(error=explain.limit_error(Limit.WALL, self._limits))

    def _ending(self) -> ScriptError:
        if self.cancelled:
            return explain.cancelled()
        return explain.death(self._process.exit_status(), self._limits)
