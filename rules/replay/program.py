"""One text's rulings on attempts: the hooks that VPOP3 calls for a server, in their order, each in a Lua world of its
own."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import cast

from rules.lua.cancellation import Cancellation
from rules.lua.parent.session import Call as Called
from rules.lua.protocol.clock import Clock
from rules.lua.protocol.errors import ErrorKind, ScriptError
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.messages import AnsweredAsk
from rules.lua.sandbox import Sandbox
from rules.replay.arguments import arguments_of
from rules.replay.attempt import Attempt
from rules.replay.past import Past
from rules.replay.request import ReplayRequest
from rules.replay.rounds import MOST_REMEMBERED, Arguments, Call, Cancelled, Rounds, as_nil
from rules.replay.unread_parameters import unread_parameters
from rules.replay.verdict import ALLOW, ERROR, REROUTE, TURNED_AWAY, UNKNOWN, Ruling, UnknownReason
from rules.vpop3 import hooks
from rules.vpop3.answers import HookReply, OverridesReading, read_check_server, read_overrides
from rules.vpop3.hooks import HOOKS, HookName

LIMITS = Limits(wall_ms=2_000, cpu_ms=2_500, instructions=10_000_000)
"""Tighter than a dry run's, because there may be a million calls: an endless loop ends after some 0.1 s."""
_MAY_DEPEND = re.compile(rb"\bos\b|random|_G\b|_ENV\b|\bload\b")
"""The words without one of which a text reaches neither the clock nor chance."""
_ORDER = (HookName.GET_OVERRIDES, HookName.CHECK_SERVER, HookName.FINAL_OVERRIDES)

Key = object
"""What the outcome of an attempt's calls depends on, beside their answers."""
_SERVER = 1
_FIELDS = {"domain": 4, "numRetries": 5, "messageSize": 6}
"""The places in an attempt from which these parameters come."""
Settled = Ruling | OverridesReading
"""What a call came to: the ruling, or servers to hold against that of the attempt."""


class Program:
    """A text that rules on attempts. For one thread."""

    def __init__(self, source: bytes, request: ReplayRequest, sandbox: Sandbox, cancellation: Cancellation) -> None:
        self._source = source
        self._request = request
        self._sandbox = sandbox
        self._cancellation = cancellation
        self._rulings: dict[Key, Ruling] = {}
        self._arguments: dict[HookName, dict[Key, Arguments]] = {hook: {} for hook in _ORDER}
        self._broken: Ruling | None = None
        self._globals = hooks.script_globals(request.version, request.connection_id, request.connection_name)
        self._defined = self._load()
        called = [hook for hook in _ORDER if self._calls(hook)]
        self._rounds = [(hook, self._rounds_of(hook)) for hook in called]
        self._keys = {hook: self._key_of(hook) for hook in called}

    def rulings(self, attempts: Sequence[Attempt], past: Past) -> list[Ruling]:
        """Rule on each attempt, as of its moment. Raise Cancelled and PastLost."""
        if self._broken:
            return [self._broken] * len(attempts)
        if len(self._rulings) > MOST_REMEMBERED:
            self._rulings.clear()
        found = self._known(attempts)
        missing = [place for place, ruling in enumerate(found) if ruling is None]
        for hook, rounds in self._rounds:
            if not missing:
                break
            missing = self._stage(hook, rounds, attempts, missing, found, past)
        for place in missing:
            found[place] = self._default
        return found  # type: ignore[return-value]  # the last line left no place empty

    def _known(self, attempts: Sequence[Attempt]) -> list[Ruling | None]:
        """Return the rulings that need no call. Only where one hook rules alone are there any."""
        if len(self._rounds) != 1:
            return [None] * len(attempts)
        return [*map(self._rulings.get, map(self._keys[self._rounds[0][0]], attempts))]

    def _stage(
        self,
        hook: HookName,
        rounds: Rounds[Settled],
        attempts: Sequence[Attempt],
        places: list[int],
        found: list[Ruling | None],
        past: Past,
    ) -> list[int]:
        """Call one hook for the attempts at those places. Return the places on which it does not rule."""
        calls = [self._call(hook, attempts[place]) for place in places]
        last = self._rounds[-1][0]
        alone = len(self._rounds) == 1
        left = []
        for place, (key, _, _), settled in zip(places, calls, rounds.outcomes(calls, past), strict=True):
            if isinstance(settled, OverridesReading):
                settled = self._by_overrides(settled, attempts[place].server)
            if settled is ALLOW and hook is not last:
                left.append(place)
                continue
            found[place] = settled
            if alone and rounds.known(key) is settled:
                self._rulings[key] = settled
        return left

    def _call(self, hook: HookName, attempt: Attempt) -> Call:
        """Return the call of the hook for the attempt. All that its arguments depend on stands for them."""
        known, key = self._arguments[hook], self._keys[hook](attempt)
        arguments = known.get(key)
        if arguments is None:
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            arguments = known[key] = arguments_of(hook, attempt, self._request)
        return key, arguments, attempt.at

    def _load(self) -> frozenset[str]:
        """Load the text once, to see what it defines. A text that needs a database to load may define every hook."""
        clock = Clock(self._request.until, self._request.zone)
        with self._sandbox.open(
            self._source,
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
                self._broken = _failed(cast(ScriptError, loaded.error))
        return frozenset(HookName)

    def _calls(self, hook: HookName) -> bool:
        if hook is HookName.FINAL_OVERRIDES and self._request.assumptions["final_overrides"] == "never":
            return False
        return hook in self._defined and HOOKS[hook].since <= self._request.version

    def _key_of(self, hook: HookName) -> Callable[[Attempt], Key]:
        """Return what makes an attempt's key: its server, and the fields that the hook may read."""
        read = set(HOOKS[hook].parameter_names) - unread_parameters(self._source, hook)
        return itemgetter(_SERVER, *(place for name, place in _FIELDS.items() if name in read))

    def _rounds_of(self, hook: HookName) -> Rounds[Settled]:
        assumptions = self._request.assumptions
        return Rounds(
            hook.value,
            run=self._run,
            settle=partial(self._settle, hook),
            given=partial(as_nil, sql_error=assumptions["sql_error"], sql_no_rows=assumptions["sql_no_rows"]),
            steady=not _MAY_DEPEND.search(self._source),
            cancellation=self._cancellation,
        )

    def _run(self, _hook: str, asks: Iterable[AnsweredAsk]) -> Iterator[Called]:
        return self._sandbox.runs(
            self._source,
            asks,
            script_globals=self._globals,
            limits=LIMITS,
            zone=self._request.zone,
            cancellation=self._cancellation,
        )

    @property
    def _default(self) -> Ruling:
        """The ruling where no hook has one: CheckServer is not defined, or not known to this version."""
        if HookName.CHECK_SERVER in self._defined or self._request.version < HOOKS[HookName.CHECK_SERVER].since:
            return ALLOW
        return self._read_check(HookReply(called=False))

    def _settle(self, hook: HookName, call: Called) -> Settled:
        if call.error is not None:
            return _failed(call.error)
        reply = HookReply(returned=call.returned)
        if hook is HookName.CHECK_SERVER:
            return self._read_check(reply)
        return read_overrides(reply, self._request.assumptions)

    def _read_check(self, reply: HookReply) -> Ruling:
        reading = read_check_server(reply, True, self._request.version, self._request.assumptions)
        return ALLOW if reading.usable else Ruling(TURNED_AWAY, reading.hold_minutes)

    def _by_overrides(self, reading: OverridesReading, server: str) -> Ruling:
        """Rule by a map: one that is not empty replaces what DNS said, unless its servers are assumed to be added."""
        if not reading.proceed:
            return REROUTE
        if not reading.servers or self._request.assumptions["overrides"] == "add":
            return ALLOW
        return ALLOW if any(named.exchange == server for named in reading.servers) else REROUTE


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
