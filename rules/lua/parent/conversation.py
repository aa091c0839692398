"""The parent's side of one session or series: it asks, answers SQL, keeps the time and explains how the session
ended."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import cast

from rules.lua.parent.process import Process
from rules.lua.protocol import error_messages
from rules.lua.protocol.channel import ChannelClosed, ChannelError, Message, encoded
from rules.lua.protocol.encoding import WireError
from rules.lua.protocol.errors import ScriptError
from rules.lua.protocol.limits import Limit, Limits
from rules.lua.protocol.messages import (
    Report,
    Values,
    answer_message,
    read_lines,
    read_places,
    read_prints,
    read_query,
    read_report,
    read_runs,
    read_stop,
)
from rules.lua.protocol.query import QueryAnswer, QueryFunction

_FAILURES = (TimeoutError, ChannelError, WireError)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryCall:
    """One call of `VPOP3.PostgresQuery`. `elapsed_ms` is the time of the caller's function; `line` is the script's."""

    sql: str
    answer: QueryAnswer
    line: int | None = None
    elapsed_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The outcome of one question."""

    report: Report
    queries: tuple[QueryCall, ...] = ()
    elapsed_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The known answers to some runs, in their order. `queries` are those of the first one, `elapsed_ms` is the
    share of each. `unsure`: the process ended, and any of the other runs may have ended it."""

    reports: Sequence[Report | Values]
    queries: tuple[QueryCall, ...]
    elapsed_ms: float
    unsure: bool


class Conversation:
    """The conversation with one child. Once it is `over` the child is dead, and nothing may be asked. Questions are
    numbered from `first`."""

    def __init__(self, process: Process, *, limits: Limits, query: QueryFunction, first: int = 1) -> None:
        self._process = process
        self._limits = limits
        self._query = query
        self._number = first
        self._renew()
        self._queries: list[QueryCall] = []
        self.cancelled = self.over = self._unsure = False
        self._struck = Limit.WALL

    def _renew(self) -> None:
        """Reset the allowances for each session and for each run of a series, as Limits says."""
        self._seconds_left = self._limits.wall_ms / 1000
        self._asked = self._printed = self._sql_bytes = 0
        self._sql_ms = 0.0

    def cancel(self) -> None:
        """Kill the child, from any thread; a thread that waits for it returns."""
        self.cancelled = True
        self._process.kill()

    def ask(self, message: Message | bytes, expected: str) -> Exchange:
        """Send `open` or `call` and wait for `expected`. Raise only what the query function raises.

        Bytes are a message that was encoded before: `open`, numbered as the first question.
        """

        started, self._queries = time.perf_counter(), []
        try:
            self._send(message if isinstance(message, bytes) else {**message, "number": self._number})
            answer = self._until(expected)
            report = self._filled(read_report(answer)) if answer["is"] == expected else self._stopped(answer)
        except _FAILURES as problem:
            [report] = cast(list[Report], self._failed(problem, 1))
        if report.error and report.error.kind.final:
            self._end()
        self._number += 1
        return Exchange(report=report, queries=tuple(self._queries), elapsed_ms=_since(started))

    def awaited(self, most: int) -> Answers:
        """Return the runs that are answered next, out of `most` that were sent. Raise only as `ask` does."""
        started, self._queries = time.perf_counter(), []
        self._renew()
        try:
            reports = self._runs(self._until("ran"), most)
        except _FAILURES as problem:
            reports = self._failed(problem, most)
        self._number += len(reports)
        each = _since(started) / max(1, len(reports))
        # Before it asks SQL, a process reports all finished runs, so the queries are those of the first.
        return Answers(reports=reports, queries=tuple(self._queries), elapsed_ms=each, unsure=self._unsure)

    def _failed(self, problem: Exception, most: int) -> list[Report | Values]:
        reports: list[Report | Values] = self._ask_where_and_kill(most) if isinstance(problem, TimeoutError) else []
        if not self.over and len(reports) < most:
            self._unsure = most > 1 and not self._queries and not self.cancelled
            reports += [] if self._unsure else [Report(error=self._reason(problem))]
        self._end()
        return reports

    def _reason(self, problem: Exception) -> ScriptError:
        match problem:
            case TimeoutError():
                return error_messages.limit_error(self._struck, self._limits)
            case ChannelClosed():
                return (
                    error_messages.cancelled()
                    if self.cancelled
                    else error_messages.death(self._process.exit_status(), self._limits)
                )
        return error_messages.misbehaviour(str(problem))

    def _until(self, expected: str) -> Message:
        """Wait for this message or for `stopped`; answer queries meanwhile."""
        while True:
            answer = self._next()
            if answer.get("number") != self._number:
                raise WireError("It answered a question that was not asked.")
            kind = answer.get("is")
            if kind in (expected, "stopped"):
                return answer
            if kind != "query":
                raise WireError(f"It sent {str(kind)[:40]!r} where {expected!r} was due.")
            self._answer(answer)

    def _runs(self, message: Message, most: int) -> list[Report | Values]:
        """Read `ran` or `stopped`."""
        if message["is"] == "stopped":
            return [self._stopped(message)]
        return [run if isinstance(run, tuple) else self._filled_run(run) for run in read_runs(message, most)]

    def _filled_run(self, report: Report) -> Report:
        self._printed = 0
        return self._filled(report)

    def _ask_where_and_kill(self, most: int) -> list[Report | Values]:
        """Ask the script where it is and kill its process, whether it answers or not."""
        messages = self._process.ask_where()
        self._process.kill()
        reports: list[Report | Values] = []
        with suppress(WireError):
            for message in messages:
                expected = message.get("number") == self._number + len(reports) and len(reports) < most
                if expected and message.get("is") in ("ran", "stopped"):
                    reports += self._runs(message, most - len(reports))
        return reports

    def _end(self) -> None:
        self.over = True
        self._process.kill()

    def _send(self, message: Message | bytes) -> None:
        with self._clock():
            self._process.channel.send(message, timeout=max(self._seconds_left, 0.001))

    def _next(self) -> Message:
        with self._clock():
            return self._process.channel.receive(timeout=max(self._seconds_left, 0.001))

    @contextmanager
    def _clock(self) -> Iterator[None]:
        """Run the clock: the time that the child takes, also to read, counts as its own."""
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
        elapsed = _since(started)
        self._queries.append(QueryCall(sql=query.sql, answer=answer, line=query.line, elapsed_ms=elapsed))
        body = encoded(answer_message(answer))
        self._count_sql(elapsed, len(body))
        self._send(body)

    def _count_sql(self, elapsed_ms: float, size: int) -> None:
        """Count SQL time and size. Raise TimeoutError where one of them is used up."""
        self._sql_ms += elapsed_ms
        self._sql_bytes += size
        if self._sql_ms > self._limits.sql_ms:
            self._struck = Limit.SQL_TIME
        elif self._sql_bytes > self._limits.sql_bytes:
            self._struck = Limit.SQL_BYTES
        else:
            return
        raise TimeoutError

    def _filled(self, report: Report) -> Report:
        """Turn the name of a limit, as the child sends it, into our sentence."""
        if report.prints:
            self._printed += sum(map(len, report.prints))
        if self._printed > self._limits.print_bytes:
            raise WireError("It printed more than is allowed.")
        error = report.error
        if error is None or error.limit is None:
            return report
        written = error_messages.limit_error(Limit(error.limit), self._limits)
        return replace(report, error=replace(error, kind=written.kind, message=written.message))

    def _stopped(self, message: Message) -> Report:
        error = read_stop(message)
        if error.limit == Limit.WALL:  # The function that ended it was therefore called from here.
            asked = self._queries[-1].line if self._struck is not Limit.WALL else None
            error = replace(error, limit=self._struck, line=error.line or asked)
        stopped = Report(
            error=error,
            prints=read_prints(message),
            printed_at=read_places(message),
            lines=read_lines(message),
        )
        report = self._filled(stopped)
        self._end()
        return report


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
