"""The way into the sandbox: sessions for scripts, each in a locked-down child process."""

import os
import threading
from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from rules.lua import forking
from rules.lua.channel import Message
from rules.lua.conversation import Conversation, Exchange
from rules.lua.errors import ErrorKind, ScriptError
from rules.lua.forking import Zygote
from rules.lua.functions import ALL_FUNCTIONS
from rules.lua.limits import Limits
from rules.lua.lockdown import Protection
from rules.lua.messages import Report, open_message
from rules.lua.pooling import Pool
from rules.lua.process import Process, ProcessError
from rules.lua.query import QueryFunction, no_database
from rules.lua.session import Session
from rules.lua.source import refused, without_bom

_TURN_SECONDS = 5.0
_DEFAULT_LIMITS = Limits()


class Isolation(StrEnum):
    """fork: a fresh process for each session (Linux). pool: processes that are reused, a new Lua state for each
    session; faster for thousands of runs, and the only way on other systems."""

    FORK = "fork"
    POOL = "pool"


class Sandbox:
    """One for the whole process; thread-safe; starts its processes on first use.

    At most `most_sessions` run at once; one more waits up to five seconds for its turn.
    """

    def __init__(self, *, isolation: Isolation | None = None, most_sessions: int = 32) -> None:
        self.isolation = isolation or (Isolation.FORK if forking.is_possible() else Isolation.POOL)
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
    ) -> Session:
        """Loads the script in a new state. Never raises for what the script does: `loaded.error` says it.

        `functions` are the host functions that this version of VPOP3 has. With `trace`, calls report lines and
        locals. What `query` raises comes out here and in `Session.call`, after the child has been ended.
        """
        source = without_bom(source)
        if refusal := refused(source):
            return Session(source, Exchange(report=Report(error=refusal)))
        if not self._turn().acquire(timeout=_TURN_SECONDS):
            return _unavailable(source, f"All {self._most_sessions} sandbox processes are busy. Try again in a moment.")
        try:
            process = self._source.take()
        except (ProcessError, OSError) as problem:
            self._turns.release()
            return _unavailable(source, f"The script was not run: {problem}")
        self._protections = process.protections
        message = open_message(
            source,
            limits=limits,
            script_globals=script_globals,
            functions=functions,
            trace=trace,
            chunk_name=chunk_name,
        )
        return self._session(source, process, Conversation(process, limits=limits, query=query), message)

    def protections(self) -> tuple[Protection, ...]:
        """What is on, and what could not be switched on and why. Starts the sandbox if it is not running."""
        if not self._protections:
            self.open(b"").close()
        return self._protections

    def close(self) -> None:
        """Ends the zygote or the pool. Sessions that are still open end with their own `close`."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.close()

    def _turn(self) -> threading.BoundedSemaphore:
        """Also notices that this is a copy of the process that made the sandbox: nothing of it is ours then."""
        with self._lock:
            if self._owner != os.getpid():
                self._reset()
            return self._turns

    def _session(self, source: bytes, process: Process, conversation: Conversation, message: Message) -> Session:
        def release(clean: bool) -> None:
            turns.release()
            held.give_back(process, clean)

        turns, held = self._turns, self._source
        try:
            opening = conversation.ask(message, "loaded")
        except BaseException:
            release(False)
            raise
        return Session(source, opening, conversation=conversation, release=release, protections=process.protections)


def _unavailable(source: bytes, message: str) -> Session:
    error = ScriptError(kind=ErrorKind.UNAVAILABLE, message=message)
    return Session(source, Exchange(report=Report(error=error)))
