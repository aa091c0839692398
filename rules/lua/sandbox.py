"""The entry to the sandbox: sessions for scripts, each in a locked-down child process."""

import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import Self

from rules.lua.cancellation import Cancellation
from rules.lua.child.lockdown import Protection
from rules.lua.functions import ALL_FUNCTIONS
from rules.lua.parent import zygote
from rules.lua.parent.conversation import Conversation, Exchange
from rules.lua.parent.pool import Pool
from rules.lua.parent.process import Process, ProcessError
from rules.lua.parent.series import Series
from rules.lua.parent.session import Call, Session
from rules.lua.parent.zygote import Zygote
from rules.lua.protocol.channel import encoded
from rules.lua.protocol.clock import Clock, periods
from rules.lua.protocol.error_messages import cancelled, unavailable
from rules.lua.protocol.errors import ScriptError
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.messages import Ask, Report, open_message
from rules.lua.protocol.query import QueryFunction, no_database
from rules.lua.protocol.source import refused, without_bom

_TURN_SECONDS = 5.0
_LOOK_SECONDS = 0.1
_DEFAULT_LIMITS = Limits()


class Isolation(StrEnum):
    """fork: a fresh process for each session (Linux). pool: processes that are reused, a new Lua state for each
    session; faster for thousands of runs, and the only way on other systems."""

    FORK = "fork"
    POOL = "pool"


class Sandbox:
    """The sandbox, one for the whole process; thread-safe; starts its processes on first use.

    At most `most_sessions` run at once; one more waits up to five seconds for its turn.
    """

    def __init__(self, *, isolation: Isolation | None = None, most_sessions: int = 32) -> None:
        self.isolation = isolation or (Isolation.FORK if zygote.is_possible() else Isolation.POOL)
        self._most_sessions = most_sessions
        self._lock = threading.Lock()
        self._reset()

    def _reset(self) -> None:
        self._owner = os.getpid()
        self._turns = threading.BoundedSemaphore(self._most_sessions)
        self._source: Zygote | Pool = Zygote() if self.isolation is Isolation.FORK else Pool()
        self._protections: tuple[Protection, ...] = ()

    def open(
        self,
        source: bytes,
        *,
        script_globals: Mapping[str, int | str] = {},
        query: QueryFunction = no_database,
        limits: Limits = _DEFAULT_LIMITS,
        trace: bool = True,
        chunk_name: str = "mxserverrules.lua",
        functions: frozenset[str] = ALL_FUNCTIONS,
        clock: Clock | None = None,
        cancellation: Cancellation | None = None,
    ) -> Session:
        """Load the script in a new state. Never raise for what the script does: `loaded.error` says it.

        `functions` are the host functions of this version of VPOP3. With `trace`, calls report lines and locals. What
        `query` raises comes out here and in `Session.call`, after the child has been ended. `clock` is what `os.time`,
        `os.date` and `os.clock` say (default: the real one). `cancellation` ends the session from another thread, even
        while this is waiting or loading.
        """
        cancellation = cancellation or Cancellation()
        source = without_bom(source)
        if refusal := refused(source):
            return _not_run(source, refusal)
        if not self._take_turn(cancellation):
            return _not_run(source, cancelled() if cancellation.cancelled else unavailable(self._busy()))
        try:
            process = self._source.take()
        except (ProcessError, OSError) as problem:
            self._turns.release()
            return _not_run(source, unavailable(f"The script was not run: {problem}"))
        self._protections = process.protections
        message = _opening(source, limits, tuple(script_globals.items()), functions, trace, chunk_name, clock=clock)
        return self._session(source, process, Conversation(process, limits=limits, query=query), message, cancellation)

    def runs(
        self,
        source: bytes,
        asks: Iterable[Ask],
        *,
        script_globals: Mapping[str, int | str] = {},
        query: QueryFunction = no_database,
        limits: Limits = _DEFAULT_LIMITS,
        chunk_name: str = "mxserverrules.lua",
        functions: frozenset[str] = ALL_FUNCTIONS,
        zone: tzinfo = UTC,
        cancellation: Cancellation | None = None,
    ) -> Iterator[Call]:
        """Run a batch: for each ask a new state that loads the script and calls one function, in the order of `asks`. A
        function that the script does not define answers nothing.

        All run in one process, which is replaced after a run that harmed it; nothing is traced; `limits` apply to each
        run. An `AnsweredAsk` has its own clock, which counts in `zone`, and its own answers to queries. Everything else
        is as in `open`.
        """
        cancellation = cancellation or Cancellation()
        source = without_bom(source)
        refusal = refused(source)
        if refusal or not self._take_turn(cancellation):
            problem = refusal or (cancelled() if cancellation.cancelled else unavailable(self._busy()))
            yield from (Call(error=problem) for _ask in asks)
            return
        turns = self._turns
        opening = _opening(
            source, limits, tuple(script_globals.items()), functions, False, chunk_name, zone=zone, do="series"
        )
        series = Series(source, opening, processes=self._source, limits=limits, query=query, cancellation=cancellation)
        try:
            yield from series.runs(asks)
        finally:
            turns.release()

    def protections(self) -> tuple[Protection, ...]:
        """Return what is on, and what could not be switched on and why. Start the sandbox if it is not running."""
        if not self._protections:
            self.open(b"").close()
        return self._protections

    def close(self) -> None:
        """End the zygote or the pool. Sessions that are still open end with their own `close`."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.close()

    def _turn(self) -> threading.BoundedSemaphore:
        """Wait for a turn. Also notice that this is a copy of the process that made the sandbox, which owns nothing
        of it."""
        with self._lock:
            if self._owner != os.getpid():
                self._reset()
            return self._turns

    def _busy(self) -> str:
        return f"All {self._most_sessions} sandbox processes are busy. Try again in a moment."

    def _take_turn(self, cancellation: Cancellation) -> bool:
        turns, deadline = self._turn(), time.monotonic() + _TURN_SECONDS
        while not cancellation.cancelled and time.monotonic() < deadline:
            if turns.acquire(timeout=_LOOK_SECONDS):
                return True
        return False

    def _session(
        self,
        source: bytes,
        process: Process,
        conversation: Conversation,
        message: bytes,
        cancellation: Cancellation,
    ) -> Session:
        def release(clean: bool) -> None:
            detach()
            turns.release()
            held.give_back(process, clean)

        turns, held = self._turns, self._source
        detach = cancellation.attach(conversation.cancel)
        try:
            opening = conversation.ask(message, "loaded")
        except BaseException:
            release(False)
            raise
        return Session(source, opening, conversation=conversation, release=release, protections=process.protections)


@lru_cache(maxsize=8)
def _opening(
    source: bytes,
    limits: Limits,
    script_globals: tuple[tuple[str, int | str], ...],
    functions: frozenset[str],
    trace: bool,
    chunk_name: str,
    clock: Clock | None = None,
    zone: tzinfo | None = None,
    do: str = "open",
) -> bytes:
    """Build the message that opens a session or a series: the same bytes for every session of a batch."""
    message = open_message(
        source,
        limits=limits,
        script_globals=dict(script_globals),
        functions=functions,
        trace=trace,
        chunk_name=chunk_name,
        zone=periods(clock.zone if clock else zone) if clock or zone else None,
        at=clock.at if clock else None,
    )
    return encoded({**message, "do": do, "number": 1})


def _not_run(source: bytes, error: ScriptError) -> Session:
    return Session(source, Exchange(report=Report(error=error)))
