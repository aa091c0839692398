"""The work on fuses: one judgement a minute, by what VPOP3's database has of the attempts since the text was loaded.

A minute is measured by a clock that cannot jump, from when the count of judged minutes was last seen to change. So
several processes judge no faster than one, and a restart costs a fuse at most a minute.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, InterfaceError

from rules.fuse import clocks
from rules.fuse.answer import Step
from rules.fuse.counts import Prediction, Tally
from rules.fuse.judge import Evidence, Judgement, judge, unknown
from rules.fuse.refused import followed, to_ask
from rules.models import Delivery, Fuse, source_of
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.answering import PastLost
from rules.replay.attempt import Attempt, microseconds, moment
from rules.replay.new_attempts import Position
from rules.replay.outcome import DELIVERED, TRANSIENT
from rules.replay.verdict import ERROR, TURNED_AWAY, UNKNOWN, Ruling
from rules.services import fuses
from rules.wiring.new_attempts import Look, Rulers, look
from rules.wiring.weeks_before import so_far, weeks_before

log = logging.getLogger(__name__)
MINUTE = 60.0
FAILED = "mxadmin failed to judge this minute; its log says why."


@dataclass(slots=True)
class Seen:
    """What this process has seen of a fuse: since when it has been at that minute, when it read attempts last, and up
    to which position. Both times by a clock that cannot jump."""

    judged: int
    since: float
    read_at: float | None = None
    position: object = None


class FuseWatch:
    """All open fuses, for one thread. `clock` gives seconds and never jumps."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rulers = Rulers()
        self._seen: dict[int, Seen] = {}

    def look(self) -> None:
        """Start the fuses whose text VPOP3 has loaded, and judge those whose minute is over."""
        known = Fuse.objects.filter(state__in=Fuse.OPEN).select_related("script", "revision", "former")
        fuses_now = list(known)
        self._seen = {fuse.pk: self._seen[fuse.pk] for fuse in fuses_now if fuse.pk in self._seen}
        for fuse in fuses_now:
            if fuse.state == Fuse.State.WAITING:
                self._start(fuse)
            elif self._is_due(fuse):
                self._judge(fuse)

    def _start(self, fuse: Fuse) -> None:
        """Start it once a delivery of the text, the publication's or a later one, was loaded by VPOP3."""
        delivered = Delivery.objects.filter(script=fuse.script, revision=fuse.revision, pk__gte=fuse.delivery_id)
        loaded = delivered.filter(state=Delivery.State.TAKEN).order_by("pk").first()
        if loaded and fuses.start(fuse, loaded):
            self._seen[fuse.pk] = Seen(0, self._clock())
            self._begin_reading(fuse)

    def _begin_reading(self, fuse: Fuse) -> None:
        """Note where the attempts under the new text begin. While the database is away, the minutes try it again."""
        try:
            with look(self._rulers) as world:
                known = _beginning(fuse, world, 0)
        except Unavailable as error:
            fuses.note(fuse, problem=str(error)[:500])
            return
        fuses.note(fuse, **known)
        self._has_read(fuse, known["position"])

    def _has_read(self, fuse: Fuse, position: object) -> None:
        seen = self._seen[fuse.pk]
        seen.read_at, seen.position = self._clock(), position

    def _is_due(self, fuse: Fuse) -> bool:
        seen = self._seen.setdefault(fuse.pk, Seen(fuse.judged, self._clock()))
        if seen.judged != fuse.judged:
            seen.judged, seen.since = fuse.judged, self._clock()
        return self._clock() - seen.since >= MINUTE

    def _judge(self, fuse: Fuse) -> None:
        judgement, known = self._judgement(fuse)
        step = fuses.judged(fuse, judgement, **known)
        if step is None:
            self._seen.pop(fuse.pk, None)  # another process was faster: its minute counts
            return
        seen = self._seen[fuse.pk]
        seen.judged, seen.since = fuse.judged, self._clock()
        if "position" in known:
            self._has_read(fuse, known["position"])
        else:
            seen.read_at = None
        if step is not Step.GO_ON:
            log.warning("The fuse of revision %s ended: %s", fuse.revision.number, step.value)

    def _judgement(self, fuse: Fuse) -> tuple[Judgement, dict[str, Any]]:
        """Judge what is there. Return with it what is known now, which the judgement's transaction stores."""
        try:
            with look(self._rulers) as world:
                if fuse.position is None:
                    known = _beginning(fuse, world, fuse.judged + 1)
                    return unknown("The attempts since VPOP3 loaded the text are read from this minute on."), known
                return self._of(fuse, world)
        except (Unavailable, PastLost) as error:
            return unknown(str(error)), {}
        except (DatabaseError, InterfaceError):
            raise
        except Exception:
            log.exception("%s could not be judged", fuse)
            return unknown(FAILED), {}

    def _of(self, fuse: Fuse, world: Look) -> tuple[Judgement, dict[str, Any]]:
        first, stored = fuse.position
        position, clock = Position.from_list(stored), world.database_clock()
        doubt = clocks.doubt(database=clock, mxadmin=microseconds(world.now), position=position.start)
        if doubt:
            return unknown(doubt), {}
        new, position, servers = _read(fuse, world, position)
        tally = Tally.from_dict(fuse.tally).plus(new.timed(self._seconds(fuse)))
        judged, minutes = fuse.judged + 1, fuse.judged + 1 - first
        asked = to_ask(fuse.refused, fuse.usual_servers, servers)
        refused = followed(fuse.refused, _refused_now(fuse, world, asked, clock), asked, judged)
        weeks, covered = so_far(fuse.before or [], int(fuse.before_step), minutes)
        evidence = Evidence(
            tally=tally,
            weeks=weeks,
            minutes=covered,
            predicted=Prediction.from_dict(fuse.predicted) if fuse.predicted else None,
            refused={server: judged - since for server, since in refused.items()},
            asked=len(asked),
            hold=fuse.hold,
        )
        known = {"position": [first, position.to_list()], "tally": tally.to_dict(), "refused": refused}
        return judge(evidence), known

    def _seconds(self, fuse: Fuse) -> float | None:
        """Return how long ago attempts were read last; None unless this process did it."""
        seen = self._seen[fuse.pk]
        if seen.read_at is None or seen.position != fuse.position:
            return None
        return self._clock() - seen.read_at


def _beginning(fuse: Fuse, world: Look, judged: int) -> dict[str, Any]:
    """Return what is noted when reading begins, after so many judged minutes. Raises Unavailable."""
    clock = world.database_clock()
    before = weeks_before(moment(clock), fuse.minutes)
    return {
        "began_at": moment(clock),
        "position": [judged, Position(start=clock).to_list()],
        "before": before.weeks,
        "before_step": before.step,
        "usual_servers": before.servers,
        "problem": "",
    }


def _read(fuse: Fuse, world: Look, position: Position) -> tuple[Tally, Position, list[str]]:
    """Read all new attempts and let the text rule on them. Return the servers, too."""
    tally, servers, source = Tally(), dict[str, None](), source_of(fuse.revision)
    more = True
    while more:
        news = world.after(position)
        named = [attempt for attempt in news.attempts if attempt.server]
        tally = tally.plus(_counted(named, world.rulings(source, named)))
        servers |= dict.fromkeys(attempt.server for attempt in named)
        position, more = news.position, news.more
    return tally, position, list(servers)


def _counted(attempts: list[Attempt], rulings: list[Ruling]) -> Tally:
    errors = [ruling for ruling in rulings if ruling.verdict == ERROR]
    line = f"line {errors[0].line}: " if errors and errors[0].line else ""
    return Tally(
        attempts=len(attempts),
        transient=sum(attempt.outcome == TRANSIENT for attempt in attempts),
        delivered=sum(attempt.outcome == DELIVERED for attempt in attempts),
        ruled=sum(ruling.verdict != UNKNOWN for ruling in rulings),
        errors=len(errors),
        error=f"{line}{errors[0].detail}"[:200] if errors else "",
    )


def _refused_now(fuse: Fuse, world: Look, servers: list[str], clock: int) -> list[str]:
    """Return those of the servers that the text would refuse at this moment."""
    asked = [Attempt(clock, server, "", TRANSIENT) for server in servers]
    rulings = world.rulings(source_of(fuse.revision), asked)
    return [attempt.server for attempt, ruling in zip(asked, rulings, strict=True) if ruling.verdict == TURNED_AWAY]
