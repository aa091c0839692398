"""Random orders of publications, minutes, people, restarts and clock jumps: one text is live, and all is audited."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as drawn
from hypothesis import strategies as st

from rules.fuse.answer import Answer, AtEnd
from rules.fuse.counts import Tally
from rules.fuse.judge import Evidence, Judgement, judge, unknown
from rules.models import PUBLICATIONS, AuditEntry, Delivery, Fuse, Script
from rules.services import delivery, fuses, publishing
from rules.services.errors import Refused
from rules.services.fuse_watch import MINUTE, FuseWatch
from tests.people import person
from tests.scripts import ALLOW, make_live, revision, script_with

TEXTS = 4
MINUTES = 10
BAD = judge(Evidence(tally=Tally(ruled=9, errors=9, error="broken")))
JUDGEMENTS = {
    Answer.GOOD: Judgement(answer=Answer.GOOD),
    Answer.BAD: BAD,
    Answer.UNKNOWN: unknown("The database is away."),
}


@dataclass(frozen=True)
class Step:
    """A step of a history: what happens, and all that it may need."""

    name: str
    number: int
    at_end: AtEnd
    answers: list[Answer]


OFTEN = ["publish", "load", "minutes", "minutes"]
SELDOM = [
    "publish_without_a_fuse", "publish_what_is_out_of_date", "roll_back", "keep", "keep_what_has_ended",
    "deliver_again", "restart", "jump", "half_a_minute", "killed_in_the_middle",
]  # fmt: skip
STEPS = st.builds(
    Step,
    name=st.sampled_from(OFTEN * 3 + SELDOM),
    number=st.integers(1, TEXTS),
    at_end=st.sampled_from(AtEnd),
    answers=st.lists(st.sampled_from([*Answer, Answer.BAD, Answer.GOOD]), min_size=1, max_size=6),
)


class Killed(Exception):
    """The process ends in the middle of a transaction."""


class Judging(FuseWatch):
    """Workers that reach no database: what each minute says is drawn."""

    answer = Answer.UNKNOWN

    def _begin_reading(self, fuse: Fuse) -> None:
        pass

    def _judgement(self, fuse: Fuse) -> tuple[Judgement, dict[str, Any]]:
        return JUDGEMENTS[self.answer], {}


class FuseHistory:
    """The model: what is live, what was live before it, the fuse and its answers, and the audit."""

    def __init__(self) -> None:
        self.script = script_with(*(b"-- %d\n" % number + ALLOW for number in range(TEXTS)))
        self.anna = User.objects.filter(username="anna").first() or person(None, "anna")
        make_live(self.script, 1)
        self.live, self.seconds = 1, 0.0
        self.fuse: dict[str, Any] | None = None
        self.audit = [("revision_publish", 1)]
        self.workers = [self.worker(), self.worker()]

    def worker(self) -> Judging:
        return Judging(lambda: self.seconds)

    def publish(self, step: Step, *, with_fuse: bool = True, stale: bool = False) -> None:
        number, at_end = step.number, step.at_end
        it = revision(self.script, number)
        wanted = fuses.Wanted(minutes=MINUTES, at_end=at_end) if with_fuse else None
        replaces = self.live + 1 if stale else self.live
        try:
            publishing.publish(
                script=self.script, revision=it, sha256=it.sha256, actor=None, replaces=replaces, fuse=wanted
            )
        except Refused:
            assert stale or number == self.live
            return
        assert not stale
        self.went_live("revision_publish", number)
        if with_fuse:
            self.fuse = {"former": self.former, "at_end": at_end, "loaded": False, "answers": []}

    def publish_without_a_fuse(self, step: Step) -> None:
        self.publish(step, with_fuse=False)

    def publish_what_is_out_of_date(self, step: Step) -> None:
        self.publish(step, stale=True)

    def roll_back(self, step: Step) -> None:
        number = step.number
        was_live = any(audited == number for action, audited in self.audit if action in PUBLICATIONS)
        try:
            to = revision(self.script, number)
            publishing.roll_back(script=self.script, to=to, replaces=self.live, reason="No.", actor=self.anna)
        except Refused:
            assert number == self.live or not was_live
            return
        self.went_live("revision_roll_back", number)

    def keep(self, _: Step) -> None:
        if not self.fuse:
            return
        fuses.keep(fuse=Fuse.objects.get(state__in=Fuse.OPEN), actor=self.anna)
        self.audit.append(("fuse_keep", self.live))
        self.fuse = None

    def keep_what_has_ended(self, _: Step) -> None:
        for ended in Fuse.objects.exclude(state__in=Fuse.OPEN):
            with pytest.raises(Refused):
                fuses.keep(fuse=ended, actor=self.anna)

    def load(self, _: Step) -> None:
        Delivery.objects.filter(state__in=Delivery.OPEN).update(state=Delivery.State.TAKEN, settled_at=timezone.now())
        if self.fuse:
            self.fuse["loaded"] = True

    def deliver_again(self, _: Step) -> None:
        delivery.deliver_again(script=self.script, actor=self.anna)
        self.audit.append(("delivery_again", self.live))

    def restart(self, step: Step) -> None:
        self.workers[step.number % 2] = self.worker()

    def jump(self, step: Step) -> None:
        """The clock of the day jumps: everything that is stored of it is from another time."""
        moved = timezone.now() + timezone.timedelta(days=200 * step.number - 500)
        Fuse.objects.filter(state__in=Fuse.OPEN).update(created_at=moved, loaded_at=moved)
        Script.objects.filter(pk=self.script.pk).update(live_since=moved)

    def minutes(self, step: Step) -> None:
        for answer in step.answers:
            self.look(answer, MINUTE)

    def half_a_minute(self, step: Step) -> None:
        self.look(step.answers[0], MINUTE / 2)

    def killed_in_the_middle(self, step: Step) -> None:
        """Neither worker comes to the end of its transaction."""
        self.seconds += MINUTE
        for worker in self.workers:
            worker.answer = step.answers[0]
            self.killed(worker)
        self.workers = [self.worker(), self.worker()]

    def look(self, answer: Answer, seconds: float) -> None:
        self.seconds += seconds
        for worker in self.workers:
            judged = self.judged()
            worker.answer = answer
            worker.look()
            self.follow(judged)

    def killed(self, worker: Judging) -> None:
        try:
            with transaction.atomic():
                worker.look()
                raise Killed
        except Killed:
            pass

    def judged(self) -> int:
        return Fuse.objects.filter(state__in=Fuse.OPEN).values_list("judged", flat=True).first() or 0

    def follow(self, before: int) -> None:
        """Do in the model what the last judgement does; there is one more of them, or none."""
        if not self.fuse:
            return
        fuse = Fuse.objects.first()
        answers = list(fuse.judgements.order_by("number").values_list("answer", flat=True))
        assert len(answers) - before in {0, 1}
        assert self.fuse["loaded"] or not answers
        self.fuse["answers"] = answers
        last = answers[-5:]
        if last.count("bad") >= 3:
            self.taken_back()
        elif len(answers) >= MINUTES:
            if last.count("good") >= 3 or self.fuse["at_end"] is AtEnd.KEEP:
                self.audit.append(("fuse_keep", self.live))
                self.fuse = None
            else:
                self.taken_back()

    def taken_back(self) -> None:
        self.went_live("fuse_take_back", self.fuse["former"])

    def went_live(self, action: str, number: int) -> None:
        self.former, self.live, self.fuse = self.live, number, None
        self.audit.append((action, number))

    def one_text_is_live_and_it_is_the_last_that_was_published(self) -> None:
        self.script.refresh_from_db()
        assert self.script.live.number == self.live
        newest = AuditEntry.objects.filter(action__in=PUBLICATIONS).latest("pk")
        assert newest.revision.number == self.live

    def every_change_is_in_the_audit(self) -> None:
        known = AuditEntry.objects.exclude(action__in=["script_create", "revision_save"]).order_by("pk")
        assert list(known.values_list("action", "revision__number")) == self.audit

    def a_fuse_is_open_or_has_ended_once(self) -> None:
        states = list(Fuse.objects.values_list("state", flat=True))
        open_ones = [state for state in states if state in Fuse.OPEN]
        assert len(open_ones) == bool(self.fuse)
        kept = sum(action == "fuse_keep" for action, _ in self.audit)
        assert states.count(Fuse.State.KEPT) == kept
        taken = sum(action == "fuse_take_back" for action, _ in self.audit)
        assert states.count(Fuse.State.TAKEN_BACK) >= taken
        assert not Fuse.objects.exclude(state__in=Fuse.OPEN).filter(ended_at=None).exists()

    def what_is_live_is_delivered(self) -> None:
        assert Delivery.objects.first() is None or Delivery.objects.first().revision.number == self.live


@pytest.mark.django_db
@given(steps=st.lists(STEPS, min_size=30, max_size=30))
@drawn(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_events_ends_in_one_live_text_and_a_complete_audit(settings, tmp_path, steps):
    settings.VPOP3_DIR = tmp_path
    settings.VPOP3_DATABASE_URL = "postgresql://reader:secret@127.0.0.1:1/vpop3"
    with transaction.atomic():
        history = FuseHistory()
        for step in steps:
            getattr(history, step.name)(step)
            history.one_text_is_live_and_it_is_the_last_that_was_published()
            history.every_change_is_in_the_audit()
            history.a_fuse_is_open_or_has_ended_once()
            history.what_is_live_is_delivered()

        transaction.set_rollback(True)
