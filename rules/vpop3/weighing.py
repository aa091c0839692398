"""The step from the verdicts on servers to the decision about the message."""

from collections.abc import Sequence
from dataclasses import replace

from rules.vpop3 import versions
from rules.vpop3.asks import AddressReply
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.decision import Decision, Kind, Origin, Reason, Server, Verdict
from rules.vpop3.hooks import HookName
from rules.vpop3.versions import Version


def weigh(
    verdicts: tuple[Verdict, ...],
    *,
    reason: Reason,
    origin: Origin,
    failed: frozenset[str],
    version: Version,
    assumptions: Assumptions,
) -> Decision:
    """Return the decision before FinalOverrides. `reason` and `origin` are those of the list of servers; `failed`
    are the servers whose address lookup failed. The result's `assumptions` are those used here."""
    usable = tuple(verdict.server for verdict in verdicts if verdict.usable)
    held = [verdict for verdict in verdicts if verdict.hold_minutes is not None]
    took: tuple[str, ...] = ("hold_with_usable_server",) if usable and held else ()
    if usable and not (held and assumptions["hold_with_usable_server"] == "hold"):
        origin = origin if origin.hook else _origin([v for v in verdicts if v.explicit])
        return Decision(
            kind=Kind.SEND, reason=reason, servers=usable, origin=origin, assumptions=took, verdicts=verdicts
        )
    if not usable and not any(verdict.refused for verdict in verdicts):
        return _unresolved(verdicts, origin, failed, took)
    return _filtered(verdicts, held, version, assumptions, took)


def _unresolved(
    verdicts: tuple[Verdict, ...], origin: Origin, failed: frozenset[str], took: tuple[str, ...]
) -> Decision:
    unknown = any(verdict.server.exchange in failed for verdict in verdicts)
    return Decision(
        kind=Kind.DEFER if unknown else Kind.FAIL,
        reason=Reason.DNS_FAILURE if unknown else Reason.NO_RECORDS,
        origin=origin,
        unresolved=_unknown([verdict.server for verdict in verdicts], failed),
        assumptions=took,
        verdicts=verdicts,
    )


def _unknown(servers: Sequence[Server], failed: frozenset[str]) -> tuple[Server, ...]:
    """Return those whose lookup failed, where one did: only they may have an address at a later try."""
    return tuple(server for server in servers if not failed or server.exchange in failed)


def final(found: AddressReply, decision: Decision, origin: Origin) -> Decision:
    """Decide for the servers that FinalOverrides named. No hook is asked about them: those that have an address are
    used."""
    usable = tuple(server for server in found.servers if server.addresses)
    named = replace(decision, servers=usable, hold_minutes=None, origin=origin)
    if usable:
        return replace(named, kind=Kind.SEND, reason=Reason.FINAL_OVERRIDES)
    named = replace(named, unresolved=_unknown(found.servers, found.failed))
    if found.failed:
        return replace(named, kind=Kind.DEFER, reason=Reason.DNS_FAILURE)
    return replace(named, kind=Kind.FAIL, reason=Reason.NO_RECORDS)


def _filtered(
    verdicts: tuple[Verdict, ...],
    held: list[Verdict],
    version: Version,
    assumptions: Assumptions,
    took: tuple[str, ...],
) -> Decision:
    """Decide where all servers were refused. Documented: before 8.8 the message failed; from 8.8 it is held, for the
    minutes named if any were."""
    chosen = _choose(held, assumptions["hold_minutes"])
    if len({verdict.hold_minutes for verdict in held}) > 1:
        took = (*took, "hold_minutes")
    return Decision(
        kind=Kind.FAIL if version < versions.HOLDS else Kind.HOLD,
        reason=Reason.ALL_FILTERED,
        hold_minutes=chosen.hold_minutes if chosen else None,
        origin=_origin([chosen] if chosen else [v for v in verdicts if v.refused]),
        assumptions=took,
        verdicts=verdicts,
    )


def _choose(held: list[Verdict], rule: str) -> Verdict | None:
    if not held:
        return None
    if rule == "last":
        return held[-1]
    pick = max if rule == "longest" else min
    return pick(held, key=lambda verdict: verdict.hold_minutes or 0.0)


def _origin(deciding: list[Verdict]) -> Origin:
    if not deciding:
        return Origin()
    return Origin(hook=HookName.CHECK_SERVER, line=deciding[0].line)
