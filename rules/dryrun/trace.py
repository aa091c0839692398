"""The trace: what happened in a dry run, one event for each step, in order."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.lua.errors import ScriptError
from rules.lua.session import QueryCall
from rules.lua.values import LuaValue
from rules.resolver.answer import Answer
from rules.vpop3.decision import Decision, Server
from rules.vpop3.hooks import Basis, HookName


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`elapsed_ms` is what the step took; `assumed` names the assumptions that took part in it."""

    elapsed_ms: float
    assumed: tuple[str, ...] = ()

    @property
    def step(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptEvent(Event):
    """What every step that ran the script has. `lines` counts how often each line ran."""

    prints: tuple[str, ...] = ()
    queries: tuple[QueryCall, ...] = ()
    error: ScriptError | None = None
    lines: Mapping[int, int]


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
    was odd about it in `notes`. `explicit` is false where the default stood. `line` is that of the return.
    """

    hook: HookName
    args: Mapping[str, LuaValue]
    returned: tuple[LuaValue, ...] = ()
    meaning: str
    explicit: bool
    basis: Basis
    notes: tuple[str, ...] = ()
    line: int | None = None
    locals: Mapping[str, LuaValue]

    @property
    def step(self) -> str:
        return self.hook.value


@dataclass(frozen=True, slots=True, kw_only=True)
class MxEvent(Event):
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
class AddressEvent(Event):
    """All address lookups of one round: A and AAAA of every server, asked at once."""

    answers: tuple[Answer, ...]
    servers: tuple[Server, ...]
    notes: tuple[str, ...] = ()

    @property
    def step(self) -> str:
        return "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What was real: each a short phrase for people."""

    dns: str
    sql: str
    clock: str
    vpop3: str
    sandbox: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEvent(Event):
    """The last event. `sentence` says it for people; `reasons` is the chain behind it, a sentence each.

    `elapsed_ms` is that of the whole run.
    """

    decision: Decision
    sentence: str
    reasons: tuple[str, ...]
    ledger: Ledger

    @property
    def step(self) -> str:
        return "decision"
