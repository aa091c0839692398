"""Servers that a text refuses and that stay refused for seven days, if nothing else happens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from rules.guard.refusals import Refusal
from rules.replay.attempt import Attempt, moment
from rules.replay.outcome import TRANSIENT
from rules.replay.verdict import TURNED_AWAY, UNKNOWN, Ruling
from rules.replay.view import View
from rules.simulation.asker import Asker
from rules.simulation.time_limit import TimeLimit

WEEK = timedelta(days=7)
STAGES = (
    tuple(timedelta(hours=hour) for hour in range(1, 25)),
    (*(timedelta(days=day, hours=day) for day in range(2, 7)), WEEK),
)
"""The moments ahead: every hour of a day, as a rule may go by the hour, then other days. The later ones are asked only
where all before them are refused."""
AT_ONCE = 100


@dataclass(slots=True)
class Ahead:
    """Refusals by what comes after them. `unasked`: those for which the time was too short."""

    shut: list[Refusal] = field(default_factory=list)
    passing: list[Refusal] = field(default_factory=list)
    unasked: int = 0
    unknown: str = ""


def look_ahead(asker: Asker, refusals: Sequence[Refusal], limit: TimeLimit) -> Ahead:
    """Part the refusals: those that stay for seven days, and those that do not."""
    found = Ahead()
    for start in range(0, len(refusals), AT_ONCE):
        if limit.over:
            found.unasked = len(refusals) - start
            break
        part = refusals[start : start + AT_ONCE]
        left = part
        for lengths in STAGES:
            left = _still_refused(asker, left, lengths, found)
        shut = {id(refusal) for refusal in left}
        found.shut += left
        found.passing += [refusal for refusal in part if id(refusal) not in shut]
    return found


def frozen(refusal: Refusal) -> View:
    """Return the view in which nothing happens after a refusal."""
    return View(until=moment(refusal.attempt.at))


def ahead(refusal: Refusal, length: timedelta) -> Attempt:
    """Return the same attempt at a later moment, one more time in vain."""
    was = refusal.attempt
    return was._replace(at=was.at + length // timedelta(microseconds=1), result="", outcome=TRANSIENT)


def _still_refused(
    asker: Asker, refusals: Sequence[Refusal], lengths: Sequence[timedelta], found: Ahead
) -> list[Refusal]:
    rulings = iter(asker.rulings([(ahead(each, length), frozen(each)) for each in refusals for length in lengths]))
    return [each for each in refusals if _all_refused([next(rulings) for _ in lengths], found)]


def _all_refused(rulings: Sequence[Ruling], found: Ahead) -> bool:
    for ruling in rulings:
        if ruling.verdict == UNKNOWN:
            found.unknown = found.unknown or ruling.detail
    return all(ruling.verdict == TURNED_AWAY for ruling in rulings)
