"""A session: one script in one Lua state in one child process."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from rules.lua.child.lockdown import Protection
from rules.lua.parent.conversation import Conversation, Exchange, QueryCall
from rules.lua.protocol.error_messages import ended
from rules.lua.protocol.errors import ScriptError
from rules.lua.protocol.messages import PrintPlace, call_message
from rules.lua.protocol.source import line_text
from rules.lua.protocol.values import LuaValue

__all__ = ["Call", "Loaded", "PrintPlace", "QueryCall", "Session"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The result of running the script's own text. `defined` are the global functions that it left behind."""

    error: ScriptError | None = None
    defined: frozenset[str] = frozenset()
    prints: tuple[str, ...] = ()
    printed_at: tuple[PrintPlace, ...] = ()
    queries: tuple[QueryCall, ...] = ()
    lines: Mapping[int, int] = field(default_factory=dict)
    elapsed_ms: float = 0.0

    @classmethod
    def of(cls, exchange: Exchange, error: ScriptError | None) -> Self:
        report = exchange.report
        return cls(
            error=error,
            defined=report.defined,
            prints=report.prints,
            printed_at=report.printed_at,
            queries=exchange.queries,
            lines=report.lines,
            elapsed_ms=exchange.elapsed_ms,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The result of one call of a function.

    `line` is that of the `return` (or `end`) in the called function that gave the answer, and `locals` holds its
    parameters and local variables there, then the variables around it; `lines` says how often each line ran. These
    three need a session with `trace`. `elapsed_ms` is the caller's time, SQL included.

    Where the clock was given, `asked` says what else the result depends on: `clock`, `random`. `unanswered` is the
    query at which an `AnsweredAsk` ended, because it has no answer to it; then nothing else counts. `read`
    names those of its numbers that it read.
    """

    returned: tuple[LuaValue, ...] = ()
    error: ScriptError | None = None
    prints: tuple[str, ...] = ()
    printed_at: tuple[PrintPlace, ...] = ()
    queries: tuple[QueryCall, ...] = ()
    line: int | None = None
    lines: Mapping[int, int] = field(default_factory=dict)
    locals: Mapping[str, LuaValue] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    unanswered: str | None = None
    read: frozenset[str] = frozenset()
    elapsed_ms: float = 0.0

    @classmethod
    def of(cls, exchange: Exchange, error: ScriptError | None) -> Self:
        report = exchange.report
        return cls(
            returned=report.values,
            error=error,
            prints=report.prints,
            printed_at=report.printed_at,
            queries=exchange.queries,
            line=report.line,
            lines=report.lines,
            locals=report.locals,
            asked=report.asked,
            unanswered=report.unanswered,
            read=report.read,
            elapsed_ms=exchange.elapsed_ms,
        )


class Session:
    """A context manager, made by `Sandbox.open`. For one thread at a time, except for `cancel`."""

    def __init__(
        self,
        source: bytes,
        opening: Exchange,
        *,
        conversation: Conversation | None = None,
        release: Callable[[bool], None] = lambda _clean: None,
        protections: tuple[Protection, ...] = (),
    ) -> None:
        self.protections = protections
        self._source = source
        self._conversation = conversation
        self._release = release
        self._lock = threading.Lock()
        self._over: ScriptError | None = None
        self._closed = False
        self.loaded = Loaded.of(opening, self._finished(opening.report.error))

    def call(self, function: str, args: Sequence[LuaValue] = ()) -> Call:
        """Call one of `loaded.defined`. Never raise for what a script does; after the end of the session the error
        says why it ended."""
        if self._over or self._closed or self._conversation is None:
            return Call(error=self._ended())
        exchange = self._conversation.ask(call_message(function, args), "returned")
        return Call.of(exchange, self._finished(exchange.report.error))

    def cancel(self) -> None:
        """End the session from any thread: the child is killed at once, and a call in progress returns with an
        error."""
        with self._lock:
            if self._conversation and not self._closed:
                self._conversation.cancel()

    def close(self) -> None:
        """Give the process back or end it. Calling it again does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        cancelled = self._conversation is not None and self._conversation.cancelled
        self._release(self._over is None and not cancelled)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _finished(self, error: ScriptError | None) -> ScriptError | None:
        """Remember an error that ends the session."""
        error = located(error, self._source)
        if error and error.kind.final:
            self._over = error
        return error

    def _ended(self) -> ScriptError:
        return ended(self._over.message if self._over else "It was closed.")


def located(error: ScriptError | None, source: bytes) -> ScriptError | None:
    """Return the error with the text of its line."""
    return error and replace(error, source_line=line_text(source, error.line))
