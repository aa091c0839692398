"""The trace of a dry run: one event for each step, in order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from rules.lua.parent.session import PrintPlace, QueryCall
from rules.lua.protocol.errors import ScriptError
from rules.lua.protocol.values import LuaValue
from rules.resolver.answer import Answer
from rules.vpop3.decision import Decision, Kind, Server
from rules.vpop3.hooks import Basis, HookName


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`elapsed_ms` is what the step took; `assumed` names the assumptions that took part in it."""

    elapsed_ms: float
    assumed: tuple[str, ...] = ()

    @property
    def step(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    text: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`number` counts from 1 within its step."""

    query: QueryCall
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptEvent(Step):
    """Common parts of every step that ran the script. `lines` counts how often each line ran; `printed_at` has a
    place for each of `prints`, but not in runs that were kept by an older mxadmin."""

    prints: tuple[str, ...] = ()
    printed_at: tuple[PrintPlace, ...] = ()
    queries: tuple[QueryCall, ...] = ()
    error: ScriptError | None = None
    lines: Mapping[int, int]

    def happenings(self) -> Iterator[Printed | Asked]:
        """Return what it printed and asked, in the order in which that happened. Prints of one line are joined."""
        places = self.printed_at or (PrintPlace(line=None, queries=len(self.queries)),) * len(self.prints)
        printed = groupby(zip(places, self.prints, strict=True), key=itemgetter(0))
        waiting = next(printed, None)
        for number in range(1, len(self.queries) + 2):
            while waiting and waiting[0].queries < number:
                yield Printed(text="\n".join(text for _, text in waiting[1]), line=waiting[0].line)
                waiting = next(printed, None)
            if number <= len(self.queries):
                yield Asked(query=self.queries[number - 1], number=number)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadEvent(ScriptEvent):
    """The script's own top level ran. `defined` are the hooks it has; `not_called` those this version ignores."""

    defined: tuple[HookName, ...]
    not_called: tuple[HookName, ...]

    @property
    def step(self) -> str:
        return "load"


@dataclass(frozen=True, slots=True, kw_only=True)
class HookEvent(ScriptEvent):
    """A hook was called.

    `args` by parameter name; `returned` as Lua gave it; `meaning` is one sentence on how it was read, with what
    was odd about it in `notes`, of which `unread` are those on parts that were left out. `explicit` is false where
    the default was used. `line` is that of the return.
    """

    hook: HookName
    args: Mapping[str, LuaValue]
    returned: tuple[LuaValue, ...] = ()
    meaning: str
    explicit: bool
    basis: Basis
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    line: int | None = None
    locals: Mapping[str, LuaValue]

    @property
    def step(self) -> str:
        return self.hook.value


@dataclass(frozen=True, slots=True, kw_only=True)
class MxEvent(Step):
    """The MX lookup: `servers` in the order in which they would be tried; `meaning` reads it (implicit, null MX)."""

    answer: Answer
    fresh: bool
    servers: tuple[Server, ...]
    meaning: str
    notes: tuple[str, ...] = ()

    @property
    def step(self) -> str:
        return "mx"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressEvent(Step):
    """All address lookups of one round: A and AAAA of every server, asked at once."""

    answers: tuple[Answer, ...]
    servers: tuple[Server, ...]
    notes: tuple[str, ...] = ()

    @property
    def step(self) -> str:
        return "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A record of what was real: each a short phrase for people. `seed` gave the order of servers of equal
    preference."""

    dns: str
    sql: str
    clock: str
    vpop3: str
    sandbox: str
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A verdict on the same mail from `start` on (ISO 8601), with the minutes of its hold."""

    start: str
    verdict: str
    minutes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEvent(Step):
    """The last event. `sentence` says it for people; `reasons` is the chain behind it, a sentence each.

    `doubts` say why VPOP3 may decide otherwise; `warnings` begin with them and say what else would go wrong.
    `at` (ISO 8601) is the moment as of which the run was made, None for the present. `passes_at` is when mail that the
    script holds would pass if nothing else is tried, None where that is not within the time that `ahead` covers;
    `ahead` is empty where nobody looked. `elapsed_ms`: of the whole run.
    """

    decision: Decision
    sentence: str
    reasons: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    ledger: Ledger
    at: str | None = None
    passes_at: str | None = None
    ahead: tuple[Ahead, ...] = ()

    @property
    def step(self) -> str:
        return "decision"

    @property
    def then(self) -> datetime | None:
        return datetime.fromisoformat(self.at) if self.at else None

    @property
    def passing(self) -> datetime | None:
        return datetime.fromisoformat(self.passes_at) if self.passes_at else None

    @property
    def never_passes(self) -> bool:
        return bool(self.ahead) and self.passes_at is None

    @property
    def more_warnings(self) -> tuple[str, ...]:
        """Return those that `sentence` does not say already."""
        return tuple(warning for warning in self.warnings if warning not in self.sentence)

    @property
    def tone(self) -> str:
        """Return the kind of decision whose colour is used: mail that may not arrive must not look safe."""
        kind = self.decision.kind
        return Kind.HOLD.value if self.warnings and kind is Kind.SEND else kind.value


Event = LoadEvent | HookEvent | MxEvent | AddressEvent | DecisionEvent
"""Closed: whatever looks at an event by its class ends in `assert_never`, so mypy names the places for a new one."""
