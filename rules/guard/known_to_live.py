"""What a text does that the live one does as well: it is no reason to keep the text from going live."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.guard.black_holes import frozen, look_ahead
from rules.guard.hold_loops import HoldChain, follow_holds
from rules.guard.refusals import Refusal
from rules.guard.settings import GuardSettings
from rules.replay.verdict import TURNED_AWAY
from rules.simulation.asker import Asker
from rules.simulation.time_limit import TimeLimit


@dataclass(frozen=True, slots=True)
class Known:
    """Servers that the live text keeps shut at the same moment, and those at which it lets the same mail die."""

    shut: frozenset[str] = frozenset()
    dying: frozenset[str] = frozenset()


def known_to_live(
    live: Asker, holes: Sequence[Refusal], chains: Sequence[HoldChain], settings: GuardSettings, limit: TimeLimit
) -> Known:
    """Ask the live text about the same moments."""
    dying = [chain.refusal for chain in chains if chain.dies]
    refused = _refused(live, [*holes, *dying])
    ahead = look_ahead(live, [each for each in refused if each.server in {hole.server for hole in holes}], limit)
    followed, _ = follow_holds(live, refused, settings, limit)
    return Known(
        shut=frozenset(each.server for each in ahead.shut),
        dying=frozenset(chain.refusal.server for chain in followed if chain.dies),
    )


def _refused(live: Asker, refusals: Sequence[Refusal]) -> list[Refusal]:
    """Return the refusals as the live text makes them, with its own minutes."""
    rulings = live.rulings([(each.attempt, frozen(each)) for each in refusals])
    return [
        Refusal(each.attempt, ruling.minutes)
        for each, ruling in zip(refusals, rulings, strict=True)
        if ruling.verdict == TURNED_AWAY
    ]
