"""The decision in sentences, made from the trace and the decision, never from the script's text."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from rules.analysis.sql.counting import counted
from rules.dryrun.cautions import Cautions
from rules.dryrun.lua_values import lua_text
from rules.dryrun.threshold import Threshold, Thresholds
from rules.dryrun.trace import AddressEvent, Event, HookEvent, LoadEvent, MxEvent, ScriptEvent
from rules.lua.parent.session import QueryCall
from rules.vpop3.answers import format_minutes
from rules.vpop3.decision import Decision, Kind, Reason, Verdict
from rules.vpop3.hooks import HookName

MOST_VERDICTS, LONGEST_VALUES = 5, 80
NONE = Thresholds()
CUT = (
    "The search for the numbers that decide ran out of time, so a limit may be missing here. It comes further on a "
    "machine with less to do."
)
NOTHING_ODD = Cautions()


def sentence(decision: Decision, domain: str, cautions: Cautions = NOTHING_ODD) -> str:
    """Say in one plain sentence what happens to the message, and why. Before it comes the reason why VPOP3 may
    decide otherwise, after it the first thing that would go wrong."""
    warnings = (f"Warning: {warning}" for warning in cautions.warnings[:1])
    return " ".join((*cautions.doubts, _outcome(decision, domain), *warnings))


def _outcome(decision: Decision, domain: str) -> str:
    match decision.kind:
        case Kind.SEND:
            return f"Sent to {_list_servers(decision)}{_SEND_WHY[decision.reason]}."
        case Kind.HOLD:
            return f"{_held(decision)}: {_refusals(decision.verdicts)}."
        case Kind.DEFER:
            return f"Deferred: {_unknown(decision, domain)}; VPOP3 tries again by the Sender's retry settings."
        case Kind.FAIL:
            return f"Fails, the message bounces: {_fail_why(decision, domain)}."


_SEND_WHY = {
    Reason.MX: "",
    Reason.IMPLICIT_MX: ", the domain itself, as it has no MX records",
    Reason.OVERRIDES: ", as GetOverrides says",
    Reason.FINAL_OVERRIDES: ", as FinalOverrides says",
}


def _held(decision: Decision) -> str:
    if decision.hold_minutes is None:
        return "Held, with no time named"
    return f"Held for {format_minutes(decision.hold_minutes)}"


def _fail_why(decision: Decision, domain: str) -> str:
    if decision.reason is Reason.NULL_MX:
        return f"{domain} takes no mail (null MX)"
    if decision.reason is Reason.ALL_FILTERED:
        refusals = _refusals(decision.verdicts)
        return f"{refusals}, which is a permanent failure before VPOP3 8.8"
    if decision.unresolved:
        return _no_address(decision, domain)
    if decision.origin.hook:
        return f"{decision.origin.hook} said not to continue"
    return f"{domain} has no MX and no address records"


def _no_address(decision: Decision, domain: str) -> str:
    hook, names = decision.origin.hook, [server.exchange for server in decision.unresolved]
    if not hook:
        return f"no mail server of {domain} has an address"
    match names:
        case [name]:
            return f"{name}, which {hook} named, has no address"
        case [one, other]:
            return f"neither {one} nor {other}, which {hook} named, has an address"
        case _:
            return f"none of the {len(names)} servers that {hook} named has an address"


def _unknown(decision: Decision, domain: str) -> str:
    if not decision.unresolved:
        return f"{domain} could not be looked up"
    named = f", which {decision.origin.hook} named," if decision.origin.hook else ""
    names = [server.exchange for server in decision.unresolved]
    if len(names) == 1:
        return f"the address of {names[0]}{named} could not be looked up"
    return f"the addresses of {_and(names)}{named} could not be looked up"


def _and(names: Sequence[str], most: int = 3) -> str:
    listed = [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]
    return f"{', '.join(listed[:-1])} and {listed[-1]}"


def _refusals(verdicts: Sequence[Verdict]) -> str:
    held = [verdict for verdict in verdicts if verdict.refused]
    if any(verdict.usable for verdict in verdicts):
        return "CheckServer named a time although a server may be used"
    by = "CheckServer" if any(verdict.explicit for verdict in held) else "the default"
    if rest := len(verdicts) - len(held):
        names = _and([verdict.server.exchange for verdict in held]) if len(held) > 1 else held[0].server.exchange
        return f"{by} refused {names}, and {f'{rest} others have' if rest > 1 else 'the other has'} no address"
    every = {1: f"the only server, {held[0].server.exchange}", 2: "both servers"}
    return f"{by} refused {every.get(len(held), f'all {len(held)} servers')}"


def _list_servers(decision: Decision, most: int = 3) -> str:
    """List servers in the order in which they are tried; DNS leaves the order among equals to chance (RFC 5321
    §5.1)."""
    listed: list[str] = []
    for _, group in groupby(decision.servers, key=attrgetter("preference")):
        equals = list(group)
        names = [server.label for server in equals[: most - len(listed)]]
        if names and len(equals) > 1 and decision.reason is Reason.MX:
            names[-1] += " (equal preference: in random order)"
        listed += names
    more = len(decision.servers) - most
    return ", then ".join(listed) + (f" and {more} more" if more > 0 else "")


def reasons(decision: Decision, told: Sequence[Event], found: Thresholds = NONE) -> tuple[str, ...]:
    """Return the chain behind the decision, a sentence each: DNS, hooks with line and rows, errors. Code is between
    backticks; `found` is by the server's name."""
    calls = {call.args.get("mxserver"): call for call in told if _is_check(call) and isinstance(call, HookEvent)}
    chain = [*_errors(told), *_dns(told), *_overrides(told)]
    for verdict in decision.verdicts[:MOST_VERDICTS]:
        call = calls.get(verdict.server.exchange) or calls.get(f"{verdict.server.exchange}.")
        chain += _verdict(verdict, call, found)
    if more := len(decision.verdicts) - MOST_VERDICTS:
        chain += [f"{more} more server{' was' if more == 1 else 's were'} checked."] if more > 0 else []
    return (*chain, CUT) if found.cut else tuple(chain)


def _is_check(event: Event) -> bool:
    return isinstance(event, HookEvent) and event.hook is HookName.CHECK_SERVER


def _errors(told: Iterable[Event]) -> Iterable[str]:
    for event in told:
        if isinstance(event, ScriptEvent) and event.error:
            where = "The script" if isinstance(event, LoadEvent) else f"`{event.step}`"
            if isinstance(event, HookEvent) and (server := event.args.get("mxserver")):
                where = f"{server}: {where}"
            message = (
                event.error.message if event.error.message.endswith((".", "!", "?")) else f"{event.error.message}."
            )
            yield f"{where} failed{_on_line(event.error.line)}: {message} The default was used instead (assumed)."


def _dns(told: Iterable[Event]) -> Iterable[str]:
    for event in told:
        if isinstance(event, MxEvent):
            yield f"MX of {event.answer.name}: {event.meaning}"
        elif isinstance(event, AddressEvent):
            missing = [server.exchange for server in event.servers if not server.addresses]
            failures = {each.name: each.detail or each.status.upper() for each in event.answers if each.status.failed}
            yield from (_no_known_address(name, failures.get(name)) for name in missing[:5])


def _no_known_address(name: str, failure: str | None) -> str:
    """Say that no address is known: after a failure there may be one."""
    return f"{name} has no address." if failure is None else f"The address of {name} is not known: {failure}"


def _overrides(told: Iterable[Event]) -> Iterable[str]:
    for event in told:
        if isinstance(event, HookEvent) and event.hook in _MAPS and (event.explicit or event.unread):
            said = f"`{event.hook}` returned {_returned(event)}{_on_line(event.line)}"
            yield f"{said}: {event.meaning}{_after(event.queries)}"
            yield from event.unread


_MAPS = {HookName.GET_OVERRIDES, HookName.FINAL_OVERRIDES}


def _verdict(verdict: Verdict, call: HookEvent | None, found: Thresholds) -> Iterable[str]:
    if call is None or call.error:
        return
    server = verdict.server.exchange
    said = f"{server}: `CheckServer` returned {_returned(call)}{_on_line(verdict.line or call.line)}"
    because = ", because "
    if verdict.as_default:
        said += ", which is defaultResult (it has no address) and refuses nothing"
    elif not (verdict.explicit or verdict.hold_minutes is not None):
        said += f", so the default applies ({'it may be used' if verdict.default else 'it has no address'})"
        because = ": "
    if turns := found.by_server.get(server):
        yield f"{said}{because}{', and '.join(_limit(each, server) for each in turns)}."
    else:
        yield f"{said}{_after(call.queries)}."


def _returned(call: HookEvent) -> str:
    values = ", ".join(map(lua_text, call.returned))
    cut = values if len(values) <= LONGEST_VALUES else values[:LONGEST_VALUES] + "…"
    return f"`{cut}`" if cut else "nothing"


def _on_line(line: int | None) -> str:
    return f" on line {line}" if line else ""


def _after(queries: Sequence[QueryCall]) -> str:
    """Say what the last query told the script before it answered."""
    if not queries:
        return ""
    query = queries[-1]
    if query.answer.error:
        return f", after the query{_on_line(query.line)} failed"
    if len(query.answer.rows) != 1:
        return f", after the query{_on_line(query.line)} gave {len(query.answer.rows)} rows"
    row = zip(query.answer.columns, query.answer.rows[0], strict=False)
    shown = ", ".join(f"{column} = {'NULL' if value is None else value[:80]}" for column, value in row)
    return f", after the query{_on_line(query.line)} gave {shown}"


def _limit(turns: Threshold, server: str) -> str:
    """Say which number decides, as trying others showed."""
    if turns.column is None:
        gave = f"gave {turns.value} row{'' if turns.value == 1 else 's'}"
    elif words := counted(turns.query.sql, turns.column, here=server):
        noun, gap, which = words.partition(" ")
        gave = f"counted {turns.value} {noun.removesuffix('s') if turns.value == 1 else noun}{gap}{which}"
    else:
        gave = f"gave {turns.column} = {turns.value}"
    return f"the query{_on_line(turns.query.line)} {gave} ({_turning(turns)})"


def _turning(turns: Threshold) -> str:
    """Say when the answer changes. Only a number that the script's author wrote is called a limit."""
    if turns.written:
        return f"limit {turns.most}"
    return f"{'passes' if turns.usable else 'would pass'} at {turns.most}{' or fewer' if turns.most else ''}"
