"""The script in the sandbox, as routing sees it: hooks are called, and each call becomes a step of the trace."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from time import perf_counter
from types import TracebackType
from typing import cast

from rules.dryrun.scenario import Scenario
from rules.dryrun.trace import HookEvent, LoadEvent
from rules.lua.cancellation import Cancellation
from rules.lua.parent.session import Call, QueryCall, Session
from rules.lua.protocol.clock import Clock
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.query import QueryAnswer, QueryFunction
from rules.lua.protocol.values import LuaValue
from rules.lua.sandbox import Sandbox
from rules.vpop3 import hooks
from rules.vpop3.answers import CacheReading, HookReply, OverridesReading, ServerReading, read
from rules.vpop3.asks import CallHook
from rules.vpop3.credentials import redact, redact_text
from rules.vpop3.hooks import HOOKS, HookName

HookReading = CacheReading | OverridesReading | ServerReading


class HostedScript(AbstractContextManager["HostedScript"]):
    """One script for one dry run. Leaving the context ends its process."""

    def __init__(
        self,
        source: bytes,
        scenario: Scenario,
        *,
        sandbox: Sandbox,
        query: QueryFunction,
        notice: Callable[[str], None],
        limits: Limits,
        trace_lines: bool,
        cancellation: Cancellation,
    ) -> None:
        self._source = source
        self._scenario = scenario
        self._sandbox = sandbox
        self._query = query
        self._notice = notice
        self._limits = limits
        self._trace_lines = trace_lines
        self._cancellation = cancellation
        self._session = self._open()
        self._stopped = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._session.__exit__(kind, error, traceback)

    def _open(self) -> Session:
        scenario = self._scenario
        return self._sandbox.open(
            self._source,
            script_globals=hooks.script_globals(scenario.version, scenario.connection_id, scenario.connection_name),
            query=self._ask,
            limits=self._limits,
            trace=self._trace_lines,
            clock=_clock(scenario),
            cancellation=self._cancellation,
        ).__enter__()

    def _ask(self, sql: str) -> QueryAnswer:
        """Answer a query as the assumptions about failed and empty ones say."""
        self._notice(f"Asking VPOP3's database: {' '.join(sql[:200].split())}")
        answer = self._query(sql)
        assumptions = self._scenario.assumptions
        if answer.error is not None:
            return replace(answer, as_nil=assumptions["sql_error"] == "nil")
        return replace(answer, as_nil=not answer.rows and assumptions["sql_no_rows"] == "nil")

    def load(self) -> LoadEvent:
        """Return the event of running the script's own top level."""
        loaded = self._session.loaded
        self._stopped = loaded.error is not None
        defined = [name for name in HookName if name in loaded.defined]
        called = {hook.name for hook in hooks.called_by(self._scenario.version)}
        return LoadEvent(
            prints=tuple(map(redact_text, loaded.prints)),
            printed_at=loaded.printed_at,
            queries=loaded.queries,
            error=loaded.error,
            lines=loaded.lines,
            defined=tuple(defined),
            not_called=tuple(name for name in defined if name not in called),
            elapsed_ms=loaded.elapsed_ms,
            assumed=() if called <= set(defined) else ("missing_hook",),
        )

    def call(self, ask: CallHook) -> tuple[HookEvent | None, HookReading]:
        """Call a hook. One that the script does not define gives no event; its default is used."""
        if self._stopped:
            return None, self._read(ask, HookReply(failed=True))
        if ask.hook not in self._session.loaded.defined:
            return None, self._read(ask, HookReply(called=False))
        server = ask.args.get("mxserver")
        self._notice(f"{ask.hook} for {server}" if server else str(ask.hook))
        if self._scenario.assumptions["lua_state"] == "per_hook":
            self._renew()
        started = perf_counter()
        call = self._session.call(ask.hook.value, [cast(LuaValue, value) for value in ask.args.values()])
        reading = self._read(ask, HookReply(failed=call.error is not None, returned=call.returned, line=call.line))
        self._stopped = call.error is not None and call.error.kind.final
        return self._event(ask, call, reading, (perf_counter() - started) * 1000), reading

    def _renew(self) -> None:
        self._session.__exit__(None, None, None)
        self._session = self._open()

    def _read(self, ask: CallHook, reply: HookReply) -> HookReading:
        return read(ask.hook, reply, ask.default, self._scenario.version, self._scenario.assumptions)

    def _event(self, ask: CallHook, call: Call, reading: HookReading, elapsed_ms: float) -> HookEvent:
        return HookEvent(
            hook=ask.hook,
            args=cast(Mapping[str, LuaValue], redact(dict(ask.args))),
            returned=tuple(cast(LuaValue, redact(value)) for value in call.returned),
            meaning=reading.meaning,
            explicit=reading.explicit,
            basis=HOOKS[ask.hook].basis,
            notes=reading.notes,
            unread=reading.unread if isinstance(reading, OverridesReading) else (),
            line=call.line,
            locals=cast(Mapping[str, LuaValue], redact(dict(call.locals))),
            prints=tuple(map(redact_text, call.prints)),
            printed_at=call.printed_at,
            queries=call.queries,
            error=call.error,
            lines=call.lines,
            elapsed_ms=elapsed_ms,
            assumed=tuple(dict.fromkeys((*ask.assumed, *reading.assumed, *_of_queries(call.queries)))),
        )


def _of_queries(queries: tuple[QueryCall, ...]) -> Iterator[str]:
    """Return the assumptions about the answers to queries that failed or found nothing."""
    for query in queries:
        if query.answer.error is not None:
            yield "sql_error"
        elif not query.answer.rows:
            yield "sql_no_rows"


def _clock(scenario: Scenario) -> Clock | None:
    moment = scenario.clock
    return Clock(moment, moment.tzinfo) if moment and moment.tzinfo else None
