"""The hooks that a text defines, how each is run for an attempt, and what its answer says of a server."""

import re
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import cast

from rules.lua.cancellation import Cancellation
from rules.lua.parent.session import Call as Called
from rules.lua.protocol.clock import Clock
from rules.lua.protocol.errors import ErrorKind, ScriptError
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.messages import AnsweredAsk
from rules.lua.protocol.query import QueryAnswer
from rules.lua.sandbox import Sandbox
from rules.replay.answering import Cancelled
from rules.replay.attempt import Attempt
from rules.replay.request import ReplayRequest
from rules.replay.rounds import as_nil
from rules.replay.unread_parameters import unread_parameters
from rules.replay.verdict import ALLOW, ERROR, REROUTE, TURNED_AWAY, UNKNOWN, Ruling, UnknownReason
from rules.vpop3 import hooks
from rules.vpop3.answers import HookReply, OverridesReading, read_check_server, read_overrides
from rules.vpop3.hooks import HOOKS, HookName

LIMITS = Limits(wall_ms=2_000, cpu_ms=2_500, instructions=10_000_000)
"""Tighter than a dry run's, because there may be a million calls: an endless loop ends after some 0.1 s."""
_MAY_DEPEND = re.compile(rb"\bos\b|random|_G\b|_ENV\b|\bload\b")
"""The words without one of which a text reaches neither the clock nor chance."""
ORDER = (HookName.GET_OVERRIDES, HookName.CHECK_SERVER, HookName.FINAL_OVERRIDES)

Key = object
"""What the outcome of an attempt's calls depends on, beside their answers."""
_SERVER = 1
_FIELDS = {"domain": 4, "numRetries": 5, "messageSize": 6}
"""The places in an attempt from which these parameters come."""
Settled = Ruling | OverridesReading
"""What a call came to: the ruling, or servers to hold against that of the attempt."""


class HookCalls:
    """A text's hooks. `called` are those that are called for an attempt, in their order; `broken` is the ruling on
    every attempt where the text does not load for its grammar."""

    def __init__(self, source: bytes, request: ReplayRequest, sandbox: Sandbox, cancellation: Cancellation) -> None:
        self.source = source
        self._request = request
        self._sandbox = sandbox
        self._cancellation = cancellation
        self._globals = hooks.script_globals(request.version, request.connection_id, request.connection_name)
        self.broken: Ruling | None = None
        self._defined = self._load()
        self.called = tuple(hook for hook in ORDER if self._calls(hook))
        self.steady = not _MAY_DEPEND.search(source)

    def run(self, _hook: str, asks: Iterable[AnsweredAsk], source: bytes = b"") -> Iterator[Called]:
        """Run the hooks that are asked for, those of `source` if that is given."""
        return self._sandbox.runs(
            source or self.source,
            asks,
            script_globals=self._globals,
            limits=LIMITS,
            zone=self._request.zone,
            cancellation=self._cancellation,
        )

    def settle(self, hook: HookName, call: Called) -> Settled:
        if call.error is not None:
            return _failed(call.error)
        reply = HookReply(returned=call.returned)
        if hook is HookName.CHECK_SERVER:
            return self._read_check(reply)
        return read_overrides(reply, self._request.assumptions)

    def by_overrides(self, reading: OverridesReading, server: str) -> Ruling:
        """Rule by a map: one that is not empty replaces what DNS said, unless its servers are assumed to be added."""
        if not reading.proceed:
            return REROUTE
        if not reading.servers or self._request.assumptions["overrides"] == "add":
            return ALLOW
        return ALLOW if any(named.exchange == server for named in reading.servers) else REROUTE

    def given(self, answer: QueryAnswer) -> QueryAnswer:
        """Return what the script gets for an answer: an assumption may make nil of it."""
        assumptions = self._request.assumptions
        return as_nil(answer, sql_error=assumptions["sql_error"], sql_no_rows=assumptions["sql_no_rows"])

    def key_of(self, *hooks_read: HookName) -> Callable[[Attempt], Key]:
        """Return what makes an attempt's key: its server, and the fields that one of these hooks may read."""
        read = set[str]()
        for hook in hooks_read:
            read |= set(HOOKS[hook].parameter_names) - unread_parameters(self.source, hook)
        return itemgetter(_SERVER, *(place for name, place in _FIELDS.items() if name in read))

    @property
    def default(self) -> Ruling:
        """The ruling where no hook has one: CheckServer is not defined, or not known to this version."""
        if HookName.CHECK_SERVER in self._defined or self._request.version < HOOKS[HookName.CHECK_SERVER].since:
            return ALLOW
        return self._read_check(HookReply(called=False))

    def _load(self) -> frozenset[str]:
        """Load the text once, to see what it defines. A text that needs a database to load may define every hook."""
        clock = Clock(self._request.until, self._request.zone)
        with self._sandbox.open(
            self.source,
            script_globals=self._globals,
            limits=LIMITS,
            trace=False,
            clock=clock,
            cancellation=self._cancellation,
        ) as session:
            loaded = session.loaded
        match loaded.error and loaded.error.kind:
            case None:
                return loaded.defined
            case ErrorKind.ENDED:
                raise Cancelled
            case ErrorKind.SYNTAX:
                self.broken = _failed(cast(ScriptError, loaded.error))
        return frozenset(HookName)

    def _calls(self, hook: HookName) -> bool:
        if hook is HookName.FINAL_OVERRIDES and self._request.assumptions["final_overrides"] == "never":
            return False
        return hook in self._defined and HOOKS[hook].since <= self._request.version

    def _read_check(self, reply: HookReply) -> Ruling:
        reading = read_check_server(reply, True, self._request.version, self._request.assumptions)
        return ALLOW if reading.usable else Ruling(TURNED_AWAY, reading.hold_minutes)


def _failed(error: ScriptError) -> Ruling:
    """Return the ruling for a call that did not end well. Raise Cancelled where it was cancelled."""
    match error.kind:
        case ErrorKind.SYNTAX | ErrorKind.RUNTIME:
            return Ruling(ERROR, None, None, error.message, error.line)
        case ErrorKind.ENDED:
            raise Cancelled
        case ErrorKind.UNAVAILABLE:
            return Ruling(UNKNOWN, None, UnknownReason.TIME, error.message)
        case ErrorKind.LIMIT | ErrorKind.CRASHED | ErrorKind.PROTOCOL:
            return Ruling(UNKNOWN, None, UnknownReason.LIMIT, error.message, error.line)
