"""The check that replays the last days with the new text and the live one."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from rules.fuse.counts import Prediction
from rules.fuse.prediction import Predicting
from rules.models.verdict import Verdict
from rules.outqueue.connection.unavailable import Trouble, Unavailable
from rules.replay.label import Label
from rules.replay.replay import replay
from rules.replay.request import ReplayRequest, Text
from rules.replay.result import Row
from rules.replay.verdict import Verdict as Said
from rules.services.checks.check import Check, Subject
from rules.services.checks.time_bound import bounded
from rules.wiring import connections, histories
from rules.wiring.linting import load_error

NAME = "history"
TITLE = "The last 7 days, replayed"
LAST = timedelta(days=7)
PORTIONS = (1 / 56, 1 / 7, 3 / 7, 1.0)
"""The parts of this time that are replayed one after the other, each on top of those before, so that the
newest attempts are known when the time is up. Within a portion the oldest come first, as labels need it."""
SECONDS, GRACE = 8.0, 4.0


@dataclass(slots=True)
class Newly:
    """What the new text would do that the live one does not."""

    errors: int = 0
    delayed: int = 0
    avoided: int = 0
    no_longer_avoided: int = 0
    error: str = ""
    predicting: Predicting = field(default_factory=Predicting, compare=False)

    def count(self, rows: Sequence[Row]) -> None:
        self.predicting.count(rows)
        for row in rows:
            if row.verdict == Said.ERROR and row.against_verdict != Said.ERROR:
                self.errors += 1
                self.error = self.error or row.detail
            self.delayed += row.label == Label.HARMFUL and row.against_label != Label.HARMFUL
            self.avoided += row.label == Label.USEFUL and row.against_label != Label.USEFUL
            self.no_longer_avoided += row.against_label == Label.USEFUL and row.label != Label.USEFUL


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """All of the time back to `since` was replayed, and of the time before it as much as `more`."""

    newly: Newly
    attempts: int
    now: datetime
    since: datetime
    more: timedelta

    @property
    def complete(self) -> bool:
        return self.now - self.since == LAST

    @property
    def prediction(self) -> Prediction:
        return self.newly.predicting.prediction(complete=self.complete)


def check_history(subject: Subject) -> Check:
    """`details` is `Replayed`. New errors fail it; what is newly delayed is something to look at. Takes
    about `SECONDS` at most, and then says how far it came."""
    if load_error(subject.source, subject.cancellation):
        return _check(Verdict.UNKNOWN, "Not replayed: the text did not load.")
    try:
        found = replayed(subject, datetime.now(UTC))
    except Unavailable as error:
        if error.trouble is Trouble.NOT_CONFIGURED:
            return _check(Verdict.PASSED, "Nothing to replay: no VPOP3 database is connected.")
        return _check(Verdict.WARNED, f"The send attempts could not be read: {error}")
    if not found.attempts and found.complete:
        return _check(Verdict.PASSED, "Nothing to replay: no attempt was recorded in this time.")
    return _judged(found)


def replayed(subject: Subject, now: datetime) -> Replayed:
    """Replay the subject's text beside its live one, as far as the time allows. Raises Unavailable."""
    newly, attempts, since, more = Newly(), 0, now, timedelta(0)
    deadline = time.monotonic() + SECONDS
    request = _request(subject, now - LAST, now)
    bound = bounded(subject.cancellation, SECONDS + GRACE)
    with bound as cancellation, histories.opened(request, cancellation) as world:
        for begin in [now - LAST * portion for portion in PORTIONS]:
            portion = replace(request, since=begin, until=since - timedelta(microseconds=since < now))
            left = max(0.0, deadline - time.monotonic())
            sandbox = connections.mass_sandbox()
            for step in replay(portion, world.history, world.past, sandbox, cancellation, seconds=left):
                newly.count(step.rows)
            attempts += step.done
            if step.result().partial:
                more = (step.reached or begin) - begin
                break
            since = begin
    return Replayed(newly=newly, attempts=attempts, now=now, since=since, more=more)


def _request(subject: Subject, since: datetime, until: datetime) -> ReplayRequest:
    return ReplayRequest(
        text=Text(source=subject.source, name="new"),
        against=Text(source=subject.live, name="live"),
        since=since,
        until=until,
        zone=timezone.get_default_timezone(),
        keep_rows=True,
    )


def _judged(found: Replayed) -> Check:
    newly = found.newly
    parts = [
        f"avoids {newly.avoided:,} more transient failure{'' if newly.avoided == 1 else 's'} than the live text",
        f"delays {newly.delayed:,} more deliver{'y' if newly.delayed == 1 else 'ies'}",
    ]
    if newly.no_longer_avoided:
        parts.append(f"no longer avoids {newly.no_longer_avoided:,}")
    sentence = f"Over {found.attempts:,} attempts it {', '.join(parts)}."
    if found.prediction.changes_nothing:
        sentence += " It decides as the live text at all of them."
    if newly.errors:
        sentence += f" New script errors at {newly.errors:,} of them: {newly.error}"
    sentence += coverage(found)
    if newly.errors:
        return _check(Verdict.FAILED, sentence, found)
    look = newly.delayed or newly.no_longer_avoided or not found.complete
    return _check(Verdict.WARNED if look else Verdict.PASSED, sentence, found)


def coverage(found: Replayed) -> str:
    """Say how far it came, where that is not all."""
    if found.complete:
        return ""
    bound = f"{_length(LAST)} were replayed in {SECONDS:.0f} seconds."
    if found.since == found.now:
        return f" Not even the newest {_length(LAST * PORTIONS[0])} of {bound}"
    more = f" (and {_length(found.more)} of the time before)" if found.more else ""
    return f" Only the newest {_length(found.now - found.since)}{more} of {bound}"


def _length(length: timedelta) -> str:
    hours = length / timedelta(hours=1)
    if hours < 2:
        return f"{60 * hours:.0f} minutes"
    return f"{hours / 24:.3g} days" if hours >= 48 else f"{hours:.0f} hours"


def _check(verdict: Verdict, sentence: str, details: Replayed | None = None) -> Check:
    figures = details.prediction.to_dict() if details else {}
    return Check(name=NAME, title=TITLE, verdict=verdict, sentence=sentence, details=details, figures=figures)
