"""VPOP3's reading of a hook's return values."""

import math
from dataclasses import dataclass

from rules.vpop3 import versions
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.decision import Server
from rules.vpop3.hooks import HookName
from rules.vpop3.server_map import ServerMap, read_server_map
from rules.vpop3.versions import Version

WEEK = 7 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class HookReply:
    """The outcome of calling a hook. `called` is false when the script does not define it; `failed`: it raised an
    error."""

    called: bool = True
    failed: bool = False
    returned: tuple[object, ...] = ()
    line: int | None = None

    def value(self, index: int) -> object:
        return self.returned[index] if index < len(self.returned) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """VPOP3's reading of an answer. `meaning` is a sentence; `explicit` is false where a default was used; `assumed`
    names the assumptions used."""

    meaning: str
    explicit: bool
    notes: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheReading(Reading):
    use_cache: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OverridesReading(Reading):
    """The reading of overrides. `servers` empty: no overrides. `proceed` false: as if the destination had no MX and no
    A records.

    `unread`: the notes on entries that named no server and were left out.
    """

    servers: tuple[Server, ...]
    unread: tuple[str, ...] = ()
    proceed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerReading(Reading):
    """The reading of CheckServer. `as_default`: the answer is defaultResult, false, and therefore counts as no
    opinion."""

    usable: bool
    hold_minutes: float | None
    as_default: bool = False


def _silent(reply: HookReply) -> tuple[str, ...]:
    """Return the assumption that decides for a hook that did not answer by itself, if one does."""
    if not reply.called:
        return ("missing_hook",)
    return ("hook_error",) if reply.failed else ()


def _taken_as_false(reply: HookReply, assumptions: Assumptions) -> bool:
    if reply.failed:
        return assumptions["hook_error"] == "as_false"
    return not reply.called and assumptions["missing_hook"] == "as_false"


def _why_silent(reply: HookReply) -> str:
    if not reply.called:
        return "The script does not define it"
    return "It raised an error" if reply.failed else "It returned nothing"


def truth(value: object) -> bool:
    """Return Lua's truth: everything but nil and false is true, 0 and "" too."""
    return value is not None and value is not False


def _odd_boolean(value: object) -> tuple[str, ...]:
    if value is None or isinstance(value, bool):
        return ()
    return ("The answer is neither true nor false; Lua takes every such value as true.",)


def read(
    hook: HookName, reply: HookReply, default: bool, version: Version, assumptions: Assumptions
) -> "CacheReading | OverridesReading | ServerReading":
    """Read a hook's reply as VPOP3 does. `default` is CheckServer's defaultResult; the other hooks have fixed ones."""
    match hook:
        case HookName.GET_CHECK_CACHE:
            return read_check_cache(reply, assumptions)
        case HookName.CHECK_SERVER:
            return read_check_server(reply, default, version, assumptions)
        case HookName.GET_OVERRIDES | HookName.FINAL_OVERRIDES:
            return read_overrides(reply, assumptions)


def read_check_cache(reply: HookReply, assumptions: Assumptions) -> CacheReading:
    """Read GetCheckCache: may VPOP3's DNS cache answer?"""
    answer = reply.value(0)
    explicit = answer is not None
    use_cache = truth(answer) if explicit else not _taken_as_false(reply, assumptions)
    effect = "VPOP3's DNS cache may answer" if use_cache else "a fresh lookup is made"
    meaning = f"{effect[0].upper()}{effect[1:]}." if explicit else f"{_why_silent(reply)}: {effect}."
    return CacheReading(
        use_cache=use_cache,
        meaning=meaning,
        explicit=explicit,
        notes=_odd_boolean(answer),
        assumed=() if explicit else _silent(reply),
        line=reply.line,
    )


def read_overrides(reply: HookReply, assumptions: Assumptions) -> OverridesReading:
    """Read GetOverrides and FinalOverrides: a DNS Server Map, then `continue`."""
    found = read_server_map(reply.value(0), assumptions["server_map"])
    proceed = reply.value(1) is None or truth(reply.value(1))
    explicit = bool(found.servers) or not proceed
    assumed = () if explicit else _silent(reply)
    if found.readings:
        assumed = ("server_map",)
    return OverridesReading(
        servers=found.servers if proceed else (),
        unread=found.unread if proceed else (),
        proceed=proceed,
        meaning=_overrides_meaning(reply, found, proceed),
        explicit=explicit,
        notes=found.notes + _odd_boolean(reply.value(1)),
        assumed=assumed,
        line=reply.line,
    )


def _overrides_meaning(reply: HookReply, found: ServerMap, proceed: bool) -> str:
    if not proceed:
        return "Do not continue: as if the destination had no MX and no A records."
    if found.servers:
        servers = "1 server" if len(found.servers) == 1 else f"{len(found.servers)} servers"
        *others, last = found.readings
        return f"{servers} named, read as {', '.join(others)}{' and ' if others else ''}{last}."
    if reply.value(0) is None:
        return f"{_why_silent(reply)}: no overrides."
    return "No server could be read in the answer: no overrides."


def read_check_server(reply: HookReply, default: bool, version: Version, assumptions: Assumptions) -> ServerReading:
    """Read CheckServer: may this MX server be used, and (from 8.8) for how long is the message held if not?"""
    answer = reply.value(0)
    explicit = answer is not None
    usable = truth(answer) if explicit else default and not _taken_as_false(reply, assumptions)
    minutes, notes = read_minutes(reply.value(1), version)
    echoed = explicit and not usable and not default and minutes is None
    as_default = echoed and assumptions["answer_as_default"] == "refuses_nobody"
    if minutes is not None and usable:
        notes = (*notes, "Minutes belong to false: this server may be used.")
    return ServerReading(
        usable=usable,
        hold_minutes=minutes,
        as_default=as_default,
        meaning=_AS_DEFAULT if as_default else _server_meaning(reply, explicit, usable, default, minutes),
        explicit=explicit,
        notes=_odd_boolean(answer) + notes,
        assumed=("default_result", *(("answer_as_default",) if echoed else () if explicit else _silent(reply))),
        line=reply.line,
    )


_AS_DEFAULT = "The same as defaultResult (false): the server has no address, and the script refuses nothing."


def _server_meaning(reply: HookReply, explicit: bool, usable: bool, default: bool, minutes: float | None) -> str:
    held = "" if minutes is None or usable else f"; hold the message for {format_minutes(minutes)}"
    if explicit:
        return f"{'May be used' if usable else 'Refused by the rule'}{held}."
    if usable == default:
        return f"{_why_silent(reply)}: defaultResult ({str(default).lower()}) applies{held}."
    return f"{_why_silent(reply)}: taken as false{held}."


def read_minutes(value: object, version: Version) -> tuple[float | None, tuple[str, ...]]:
    """Read CheckServer's second value: minutes to hold, or None with the reason why it does not count."""
    if value is None:
        return None, ()
    if version < versions.HOLDS:
        return None, (f"The second value is ignored: VPOP3 {version} knows no hold (since {versions.HOLDS}).",)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None, ("The second value is not a number, so no time of hold is named.",)
    if not math.isfinite(value) or value < 0:
        return None, (f"The second value ({value:g}) is not a time, so no time of hold is named.",)
    notes = () if value == int(value) else (f"{value:g} is not a whole number of minutes; VPOP3 may round it.",)
    if value > WEEK:
        notes = (*notes, f"{format_minutes(value)} is more than a week.")
    return value, notes


def format_minutes(minutes: float) -> str:
    """Format minutes: "1 minute", "10 minutes", "2.5 minutes"."""
    return "1 minute" if minutes == 1 else f"{minutes:,.10g} minutes"
