"""The work on shadows: each new attempt is judged by the text, and by the one that was live.

One process at a time has a shadow. Position, counts and rows are stored in one transaction, and only on top of the step
before: a process that is killed leaves no gap, and of two that judge the same attempts, one stores them.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from rules.alerts.events import EventKind
from rules.models import LiveText, Replay, ReplayPart, Revision, Script, source_of
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay import row_file
from rules.replay.answering import PastLost
from rules.replay.attempt import MICROSECONDS, Attempt, microseconds, moment
from rules.replay.inputs import ReplayInputs
from rules.replay.new_attempts import SETTLED_AFTER, News
from rules.replay.result import Row
from rules.replay.shadow import Shadow
from rules.replay.verdict import ALLOW, Ruling
from rules.services import alerts, replay_parts, replay_runs
from rules.wiring.new_attempts import Look, Rulers, look

log = logging.getLogger(__name__)
ROWS_OF_A_PART = 500
"""Rows are added to the last part until it has so many."""
REST = 10
"""The pause of a shadow, as a multiple of the time that its last step took: a slow disk or database gets less to do."""
GIVEN_UP_AFTER = timedelta(days=7)
"""The time after its end for which a shadow waits for VPOP3's database."""

LEASE = timedelta(seconds=10)
"""The time for which one of several processes has a shadow. It goes on with it after half of that time."""

LiveTexts = Callable[[Script, datetime, datetime], Sequence[LiveText]]
Live = tuple[bytes | None, Ruling]


class Run:
    """A shadow in this process, as its last stored step left it. `rows` are those of the part that is not full yet."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.shadow = Shadow(replay_runs.request_of(replay), replay.checkpoint)
        self.inputs = ReplayInputs.from_dict(replay.inputs)
        self.rests_until = 0.0
        last = replay.parts.last()
        self.rows = list(row_file.unpack(bytes(last.rows))) if last else []


class ShadowRuns:
    """All shadows, worked on by one thread. `live_texts` says which texts were live in a time."""

    def __init__(self, live_texts: LiveTexts) -> None:
        self._live_texts = live_texts
        self._name = get_random_string(32)
        self._rulers = Rulers()
        self._runs: dict[int, Run] = {}
        self._sources: dict[int, bytes] = {}

    def look(self) -> None:
        """Judge what is new. Without anything new, nothing is written but that this process still has the shadow."""
        running = Replay.objects.filter(shadow=True, finished_at=None)
        rows = list(running.values_list("pk", "steps_stored", "worker", "taken_until"))
        mine = {pk: steps for pk, steps, worker, until in rows if self._has(pk, worker, until)}
        self._runs = {pk: run for pk, run in self._runs.items() if mine.get(pk) == run.replay.steps_stored}
        for pk in mine:
            if pk not in self._runs:
                self._runs[pk] = Run(Replay.objects.select_related("script").get(pk=pk))
        for run in list(self._runs.values()):
            if time.monotonic() >= run.rests_until:
                self._work_on(run)

    def _has(self, pk: int, worker: str, until: datetime | None) -> bool:
        """Whether this process works on the shadow: it has it, or takes it because nobody does. A time that is further
        ahead than any process sets it was set by a clock that has jumped."""
        now = timezone.now()
        left = until - now if until else timedelta()
        theirs = timedelta() < left <= LEASE
        if theirs and worker != self._name:
            return False
        if theirs and left > LEASE / 2:
            return True
        seen = Replay.objects.filter(pk=pk, finished_at=None, worker=worker, taken_until=until)
        return bool(seen.update(worker=self._name, taken_until=now + LEASE))

    def _work_on(self, run: Run) -> None:
        began = time.monotonic()
        try:
            with look(self._rulers) as seen:
                while self._step(run, seen):
                    pass
        except (Unavailable, PastLost) as error:
            self._wait(run, error)
        except (DatabaseError, InterfaceError):
            self._forget(run)
            raise
        except Exception:
            log.exception("%s failed", run.replay)
            self._forget(run)
            _open(run).update(
                finished_at=timezone.now(), failure="mxadmin failed in the middle of it; its log says why."
            )
        run.rests_until = time.monotonic() + REST * (time.monotonic() - began)

    def _step(self, run: Run, seen: Look) -> bool:
        """Judge some of the new attempts. Return whether there are more."""
        began = time.monotonic()
        news = seen.after(run.shadow.position)
        over = not news.more and microseconds(seen.now) > microseconds(run.replay.until) + SETTLED_AFTER
        if not news.attempts and not over:
            if run.replay.problem:
                _open(run).update(problem="")
                run.replay.problem = ""
            return False
        rows = self._judge(run, seen, news)
        stored = _store(run, rows, time.monotonic() - began, over=over)
        if not stored or over:
            self._forget(run)
        return stored and news.more

    def _judge(self, run: Run, seen: Look, news: News) -> list[Row]:
        """Nothing is counted before all rulings are known."""
        until = microseconds(run.replay.until)
        named = [attempt for attempt in news.attempts if attempt.server]
        within = [attempt for attempt in named if attempt.at <= until]
        rulings = seen.rulings(bytes(run.replay.source), within, run.inputs)
        live = self._live(run, seen, within)
        shadow = run.shadow
        shadow.recorded = seen.recorded()
        rows = shadow.add(within, rulings, live)
        shadow.observe([attempt for attempt in named if attempt.at > until])
        shadow.leave_out(sum(attempt.at <= until for attempt in news.attempts) - len(within))
        shadow.position = news.position
        return rows

    def _live(self, run: Run, seen: Look, attempts: Sequence[Attempt]) -> list[Live]:
        """Ask the text that was live at each attempt. Where none was, every default stands."""
        found: list[Live] = [(None, ALLOW)] * len(attempts)
        if not attempts:
            return found
        since = moment(min(attempt.at for attempt in attempts))
        for text in self._live_texts(run.replay.script, since, seen.now):
            first, end = (
                microseconds(text.since),
                microseconds(text.until or seen.now) + MICROSECONDS * (not text.until),
            )
            places = [place for place, attempt in enumerate(attempts) if first <= attempt.at < end]
            source = self._source(text.revision)
            rulings = seen.rulings(source, [attempts[place] for place in places], run.inputs)
            for place, ruling in zip(places, rulings, strict=True):
                found[place] = source, ruling
        return found

    def _source(self, revision: int) -> bytes:
        if revision not in self._sources:
            self._sources[revision] = source_of(Revision.objects.get(pk=revision))
        return self._sources[revision]

    def _wait(self, run: Run, error: Exception) -> None:
        """Say why the shadow waits; the next look goes on where the last step ended."""
        said = str(error)[:500]
        if timezone.now() > run.replay.until + GIVEN_UP_AFTER:
            _open(run).update(failure=said, finished_at=timezone.now())
        elif run.replay.problem != said:
            _open(run).update(problem=said)
        run.replay.problem = said

    def _forget(self, run: Run) -> None:
        """Read it from the database next time."""
        self._runs.pop(run.replay.pk, None)


def _open(run: Run) -> QuerySet[Replay]:
    return Replay.objects.filter(pk=run.replay.pk, finished_at=None, steps_stored=run.replay.steps_stored)


def _store(run: Run, rows: list[Row], seconds: float, *, over: bool) -> bool:
    """Store a step. Returns False where somebody has ended the shadow, or another process has stored one meanwhile."""
    replay, shadow, now = run.replay, run.shadow, timezone.now()
    added = bool(run.rows) and len(run.rows) + len(rows) <= ROWS_OF_A_PART
    part = [*run.rows, *rows] if added else rows
    parts_stored = replay.parts_stored + (bool(rows) and not added)
    length = replay.until - replay.since
    with transaction.atomic():
        mine = _open(run).update(
            done=shadow.board.done,
            share=1 if over else min(1.0, (now - replay.since) / length),
            reached=None if shadow.reached is None else moment(shadow.reached),
            differing=shadow.differing,
            checkpoint=None if over else shadow.checkpoint(),
            result=shadow.result().to_dict(),
            worked_seconds=F("worked_seconds") + seconds,
            finished_at=now if over else None,
            problem="",
            taken_until=now + LEASE,
            parts_stored=parts_stored,
            steps_stored=replay.steps_stored + 1,
        )
        if mine and rows:
            _tell_of_differences(replay, shadow.differing)
            ReplayPart.objects.update_or_create(
                replay=replay, number=parts_stored - 1, defaults=replay_parts.columns(part)
            )
    if mine:
        replay.problem, replay.parts_stored = "", parts_stored
        replay.steps_stored += 1
        run.rows = part if rows else run.rows
    return bool(mine)


def _tell_of_differences(replay: Replay, differing: int) -> None:
    """Raise an event at the 1st, 10th, 100th … difference."""
    if not differing:
        return
    power = 10 ** (len(str(differing)) - 1)
    alerts.raise_event(
        kind=EventKind.SHADOW,
        key=f"shadow:{replay.pk}:{power}",
        sentence=f"{replay.source_name} in the shadow of {replay.script} differs from live in {differing:,} attempts.",
        since=replay.since,
        path=f"{reverse('replay_rows', args=[replay.pk])}?kind=differs",
    )
