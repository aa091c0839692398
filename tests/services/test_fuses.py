"""Fuses at work: judged every minute by what is in VPOP3's database, and ended exactly once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from rules import queries
from rules.fuse.answer import Answer, AtEnd
from rules.fuse.counts import Prediction, Tally
from rules.models import AuditEntry, Delivery, Fuse, Script
from rules.models.roles import Role
from rules.models.verdict import Verdict
from rules.outqueue.setup_sql import read_only_role_sql
from rules.services import delivery, fuses, publishing
from rules.services.checks import Check
from rules.services.checks.seal import seal
from rules.services.errors import FuseRefused, Refused
from rules.services.fuse_watch import MINUTE, FuseWatch
from tests.people import person
from tests.scripts import ALLOW, REFUSE, make_live, revision, script_with

pytestmark = pytest.mark.django_db(transaction=True)

FAILS = b"function CheckServer(domain, mxserver)\n    return missing.field\nend\n"
OF_WEEKS = """
INSERT INTO outqueue.sendattempts
SELECT 'mx.example', now() - w * interval '7 days' + n * interval '2 seconds', CASE WHEN n % 10 = 0 THEN '451 later'
       ELSE '250 ok' END
FROM generate_series(1, 4) w, generate_series(0, 3600) n
"""
NEW = """
INSERT INTO outqueue.sendattempts
SELECT 'mx.example', clock_timestamp() - n * interval '1 microsecond', %s FROM generate_series(1, %s) n
"""


@dataclass
class Hands:
    """A clock that only tests move, and attempts that they make."""

    owner: psycopg.Connection
    seconds: float = 1_000.0
    watch: FuseWatch = field(init=False)

    def __post_init__(self):
        self.restart()

    def restart(self):
        """Begin as another process."""
        self.watch = FuseWatch(lambda: self.seconds)

    def look(self, seconds=0.0):
        self.seconds += seconds
        self.watch.look()

    def minute(self, *, delivered=0, transient=0):
        for result, count in (("250 ok", delivered), ("451 later", transient)):
            self.owner.execute(NEW, (result, count))
        self.look(MINUTE)


@pytest.fixture
def hands(fresh_database, settings, tmp_path):
    settings.VPOP3_DIR = tmp_path
    with psycopg.connect(fresh_database(), autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text)")
        name, info = owner.info.dbname, owner.info
        owner.execute(read_only_role_sql(name, role=f"reader_{name}", password="secret").encode())
        settings.VPOP3_DATABASE_URL = f"postgresql://reader_{name}:secret@{info.host}:{info.port}/{name}"
        yield Hands(owner)


@pytest.fixture
def script(hands):
    script = script_with(ALLOW, b"-- another\n" + ALLOW, FAILS, REFUSE)
    make_live(script, 1)
    script.refresh_from_db()
    return script


def wanted(minutes=30, at_end=AtEnd.TAKE_BACK):
    return fuses.Wanted(minutes=minutes, at_end=at_end)


def publish(script, number=2, *, loaded=True, minutes=30, at_end=AtEnd.TAKE_BACK, **more):
    it = revision(script, number)
    fuse = wanted(minutes, at_end)
    publishing.publish(script=script, revision=it, sha256=it.sha256, actor=None, fuse=fuse, **more)
    if loaded:
        load()
    return Fuse.objects.get(state=Fuse.State.WAITING)


def load():
    Delivery.objects.filter(state=Delivery.State.PENDING).update(state=Delivery.State.TAKEN, settled_at=timezone.now())


def live():
    return Script.objects.get(name=queries.ROUTING_SCRIPT).live.number


def answers(fuse):
    return list(fuse.judgements.order_by("number").values_list("answer", flat=True))


def test_it_waits_until_vpop3_has_loaded_the_text(script, hands):
    fuse = publish(script, loaded=False)
    for _ in range(3):
        hands.minute()
    fuse.refresh_from_db()
    assert (fuse.state, fuse.judged) == (Fuse.State.WAITING, 0)
    load()
    hands.look()
    fuse.refresh_from_db()
    assert (fuse.state, fuse.judged) == (Fuse.State.RUNNING, 0)
    assert fuse.loaded_at is not None
    hands.look(MINUTE - 1)
    assert answers(fuse) == []
    hands.look(1)
    assert answers(fuse) == [Answer.UNKNOWN], "no attempts are never good"


def test_a_later_delivery_of_the_text_starts_it_as_well(script, hands):
    fuse = publish(script, loaded=False)
    Delivery.objects.filter(pk=fuse.delivery_id).update(state=Delivery.State.LOST)
    delivery.deliver_again(script=script, actor=None)
    load()
    hands.look()
    fuse.refresh_from_db()
    assert fuse.state == Fuse.State.RUNNING


def test_a_good_text_is_kept_at_the_end_whatever_was_chosen(script, hands):
    hands.owner.execute(OF_WEEKS)
    fuse = publish(script, minutes=6)
    hands.look()
    for _ in range(6):
        hands.minute(delivered=27, transient=3)
    fuse.refresh_from_db()
    assert (fuse.state, fuse.ended_why, fuse.judged) == (Fuse.State.KEPT, Fuse.Why.GOOD, 6)
    assert answers(fuse)[-3:] == [Answer.GOOD] * 3
    assert Tally.from_dict(fuse.tally).attempts == 180
    assert live() == 2
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.actor_name, entry.detail["judged"]) == ("fuse_keep", "fuse", "6 of 6 minutes")


def test_script_errors_blow_it_and_the_former_text_is_live_again(script, hands):
    fuse = publish(script, 3)
    hands.look()
    for _ in range(3):
        assert live() == 3
        hands.minute(delivered=4)
    fuse.refresh_from_db()
    assert (live(), fuse.state, fuse.ended_why) == (1, Fuse.State.TAKEN_BACK, Fuse.Why.BLOWN)
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.actor_name, entry.revision.number) == ("fuse_take_back", "fuse", 1)
    assert (entry.detail["figure"], entry.detail["n"], entry.detail["value"]) == ("errors", 12, 1.0)
    assert entry.detail["limit"] == pytest.approx(0.01)
    assert "line 2: attempt to index" in entry.detail["reason"]
    assert entry.detail["reason"].endswith("above the limit of 1.0 %, n = 12 attempts.")
    newest = queries.publications_of(script)[0]
    assert (newest.revision.number, newest.replaced) == (1, 3)
    assert Delivery.objects.first().revision.number == 1, "it is delivered"


def test_more_transient_failures_than_in_the_worst_week_blow_it(script, hands):
    hands.owner.execute(OF_WEEKS)
    fuse = publish(script)
    hands.look()
    while Fuse.objects.get().open:
        hands.minute(delivered=20, transient=20)
    assert AuditEntry.objects.first().detail["figure"] == "transient"
    assert len(answers(fuse)) < 8


def test_a_text_after_which_nothing_is_delivered_blows(script, hands):
    hands.owner.execute(OF_WEEKS)
    publish(script)
    hands.look()
    while Fuse.objects.get().open:
        hands.minute()
    assert (live(), AuditEntry.objects.first().detail["figure"]) == (1, "deliveries")


def test_a_server_that_stays_refused_blows_it(script, hands):
    """Revision 4 refuses every server; in an hour without a history only that can be seen."""
    fuse = publish(script, 4, minutes=120)
    hands.look()
    hands.minute(delivered=1)
    Fuse.objects.filter(pk=fuse.pk).update(refused={"mx.example": -60})  # as after an hour
    for _ in range(3):
        hands.minute()
    entry = AuditEntry.objects.first()
    assert (live(), entry.detail["figure"]) == (1, "refusals")
    assert "Server refused for longest (mx.example)" in entry.detail["reason"]


@pytest.mark.parametrize(("at_end", "number", "state"), [
    (AtEnd.KEEP, 2, Fuse.State.KEPT), (AtEnd.TAKE_BACK, 1, Fuse.State.TAKEN_BACK),
])  # fmt: skip
def test_an_end_without_a_decision_is_as_chosen(script, hands, at_end, number, state):
    fuse = publish(script, minutes=5, at_end=at_end)
    hands.look()
    for _ in range(5):
        hands.minute()
    fuse.refresh_from_db()
    assert (live(), fuse.state, fuse.ended_why) == (number, state, Fuse.Why.UNDECIDED)


def test_a_database_that_is_away_is_never_good_and_its_minutes_count(script, hands, settings):
    fuse, there = publish(script, minutes=5), settings.VPOP3_DATABASE_URL
    settings.VPOP3_DATABASE_URL = "postgresql://reader:secret@127.0.0.1:1/vpop3"
    hands.look()
    fuse.refresh_from_db()
    assert (fuse.state, fuse.position) == (Fuse.State.RUNNING, None)
    assert fuse.problem
    for _ in range(3):
        hands.minute(delivered=30)
    settings.VPOP3_DATABASE_URL = there
    for _ in range(2):
        hands.minute(delivered=30)
    fuse.refresh_from_db()
    assert answers(fuse) == [Answer.UNKNOWN] * 5
    assert fuse.ended_why == Fuse.Why.UNDECIDED
    assert Tally.from_dict(fuse.tally).attempts == 30, "from when reading began"


def test_a_restart_costs_a_minute_and_counts_nothing_twice(script, hands):
    fuse = publish(script)
    hands.look()
    hands.minute(delivered=10)
    hands.restart()
    hands.look()
    hands.look(MINUTE - 1)
    assert len(answers(fuse)) == 1
    hands.owner.execute(NEW, ("250 ok", 5))
    hands.look(1)
    fuse.refresh_from_db()
    tally = Tally.from_dict(fuse.tally)
    assert (fuse.judged, tally.attempts) == (2, 15)
    assert (tally.timed_seconds, tally.timed_delivered) == (MINUTE, 10), "nobody knows how long the process was away"


def test_two_processes_judge_no_faster_than_one(script, hands):
    fuse, second = publish(script), FuseWatch(lambda: hands.seconds)
    hands.look()
    for _ in range(12):
        hands.look(MINUTE / 4)
        hands.seconds += MINUTE / 4
        second.look()
    assert len(answers(fuse)) in {5, 6}
    fuse.refresh_from_db()
    assert len(answers(fuse)) == fuse.judged


def test_a_clock_of_vpop3_that_goes_back_tells_nothing(script, hands):
    """New rows cannot be seen then. Without this, no deliveries would look like a text that stops them all."""
    hands.owner.execute(OF_WEEKS)
    fuse = publish(script)
    hands.look()
    hands.minute(delivered=27)
    ahead = [0, [int((timezone.now().timestamp() + 3_600) * 1_000_000), []]]
    Fuse.objects.filter(pk=fuse.pk).update(position=ahead)
    for _ in range(10):
        hands.minute(delivered=27)
    assert answers(fuse)[1:] == [Answer.UNKNOWN] * 10
    assert "The clock of VPOP3's database is behind" in Fuse.objects.get().problem


@pytest.mark.parametrize("days", [-400, 400])
def test_mxadmins_clock_that_jumps_neither_blows_nor_ends_it(script, hands, monkeypatch, days):
    hands.owner.execute(OF_WEEKS)
    fuse = publish(script, minutes=10)
    hands.look()
    hands.minute(delivered=27, transient=3)
    real = timezone.now

    class Jumped(timezone.datetime):
        @classmethod
        def now(cls, tz=None):
            return real() + timezone.timedelta(days=days)

    monkeypatch.setattr("rules.wiring.new_attempts.datetime", Jumped)
    monkeypatch.setattr("django.utils.timezone.now", Jumped.now)
    for _ in range(8):
        hands.minute(delivered=27, transient=3)
    fuse.refresh_from_db()
    assert (fuse.state, fuse.judged) == (Fuse.State.RUNNING, 9)
    assert Answer.BAD not in answers(fuse)
    hands.minute(delivered=27, transient=3)
    fuse.refresh_from_db()
    assert not fuse.open, "nor does it go on for ever"


def test_it_can_be_kept_at_any_time_once(script):
    fuse, ann = publish(script), person(Role.PUBLISHER, "ann")
    fuses.keep(fuse=fuse, actor=ann)
    fuse.refresh_from_db()
    assert (fuse.state, fuse.ended_why, fuse.ended_by_name) == (Fuse.State.KEPT, Fuse.Why.PERSON, "ann")
    with pytest.raises(Refused, match="has ended already"):
        fuses.keep(fuse=fuse, actor=ann)
    assert AuditEntry.objects.filter(action="fuse_keep").count() == 1


def test_rolling_back_takes_it_back_now(script):
    fuse = publish(script)
    publishing.roll_back(script=script, to=fuse.former, replaces=2, reason="No.", actor=person(Role.PUBLISHER, "ann"))
    fuse.refresh_from_db()
    assert (live(), fuse.state, fuse.ended_why, fuse.ended_by_name) == (1, "taken_back", "person", "ann")


def test_another_publication_replaces_it(script, hands):
    first = publish(script)
    second = publish(script, 4)
    first.refresh_from_db()
    assert (first.state, second.former.number) == (Fuse.State.REPLACED, 2)
    assert AuditEntry.objects.first().detail["ended_fuse"] == "of revision 2"
    hands.look()
    assert not first.judgements.exists()


def test_the_database_allows_one_at_a_time(script):
    fuse = publish(script)
    fuse.pk, fuse.publication = None, AuditEntry.objects.last()
    with pytest.raises(IntegrityError), transaction.atomic():
        fuse.save(force_insert=True)


@pytest.mark.parametrize(
    ("number", "minutes", "change", "sentence"),
    [
        (4, 29, {}, "holds for up to 10 minutes: a fuse has to last three times as long, 30 minutes or more"),
        (2, 30, {"VPOP3_DIR": None}, "MXADMIN_VPOP3_DIR"),
        (2, 30, {"VPOP3_DATABASE_URL": ""}, "No VPOP3 database is connected"),
    ],
)
def test_a_fuse_that_cannot_be_is_refused_and_nothing_goes_live(script, settings, number, minutes, change, sentence):
    for name, value in change.items():
        setattr(settings, name, value)
    with pytest.raises(FuseRefused, match=sentence):
        publish(script, number, minutes=minutes)
    assert (live(), Fuse.objects.count()) == (1, 0)


def test_the_first_publication_has_nothing_to_go_back_to(hands):
    with pytest.raises(FuseRefused, match="Nothing is live yet"):
        publish(script_with(ALLOW), 1)


def test_it_knows_what_the_check_before_publishing_replayed(script):
    it = revision(script, 2)
    predicted = Prediction(attempts=900, delivered=800, allowed=900, longest_hold=11)
    check = Check(name="history", title="", verdict=Verdict.PASSED, sentence="", figures=predicted.to_dict())
    sealed = seal([check], revision=it, live=script.live)
    with pytest.raises(FuseRefused, match="up to 11 minutes"):
        publish(script, checked=sealed)
    fuse = publish(script, checked=sealed, minutes=33)
    assert Prediction.from_dict(fuse.predicted) == predicted


def test_of_three_people_at_the_same_moment_one_wins_and_the_others_are_told(script):
    fuse, ann = publish(script, 4), person(Role.PUBLISHER, "ann")
    it = revision(script, 3)

    def told(change) -> str:
        try:
            change()
            return ""
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()

    changes = [
        lambda: publishing.publish(script=script, revision=it, sha256=it.sha256, actor=None, replaces=4),
        lambda: publishing.roll_back(script=script, to=fuse.former, replaces=4, reason="No.", actor=ann),
        lambda: publishing.roll_back(script=script, to=revision(script, 1), replaces=4, reason="No.", actor=ann),
    ]
    before = AuditEntry.objects.count()
    with ThreadPoolExecutor(3) as pool:
        sentences = sorted(pool.map(told, changes), key=len)
    assert sentences[0] == ""
    assert all(sentences[1:])
    assert AuditEntry.objects.count() == before + 1
    fuse.refresh_from_db()
    assert (live(), fuse.state) in {(3, Fuse.State.REPLACED), (1, Fuse.State.TAKEN_BACK)}
