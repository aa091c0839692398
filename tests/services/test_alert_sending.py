"""Messages on their way: claimed by one process, tried again, given up, and never changed between two tries."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from standardwebhooks import Webhook

from rules.alerts.events import EventKind
from rules.alerts.pace import GIVEN_UP_AFTER
from rules.models import AlertChannel, AlertMessage, AuditEntry
from rules.models.roles import Role
from rules.services import alert_channels, alert_sending, alerts
from rules.services.alert_channels import Wanted
from rules.services.errors import Refused
from tests.alerts.servers import receiving
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "https://hook.example/services/very-secret-token"


@pytest.fixture
def user(db):
    return person(Role.VIEWER)


@pytest.fixture
def channel(user):
    wanted = Wanted(kind="webhook", name="Desk", address=ADDRESS, events=[EventKind.FAILING])
    return alert_channels.add_channel(wanted=wanted, user=user)


@pytest.fixture
def sent(monkeypatch):
    """What is sent, and the problem that each try meets."""
    tries = []
    problems = []

    def send(order):
        tries.append(order)
        return problems[0] if problems else ""

    monkeypatch.setattr(alert_sending, "send", send)
    return tries, problems


def fail(name="mx1.example"):
    alerts.raise_event(
        kind=EventKind.FAILING,
        key=f"server:{name}",
        sentence=f"{name} has failed for 30 minutes.",
        since=timezone.now(),
        path=f"/attempts/servers/{name}/",
    )


def send_now():
    AlertMessage.objects.update(next_try=timezone.now())
    return alert_sending.send_due()


def test_a_storm_is_one_message_that_says_what_since_when_and_where(channel, sent, settings):
    tries, _ = sent
    for number in range(60):
        fail(f"mx{number}.example")
    assert alert_sending.send_due() == 0, "it waits for more"
    assert send_now() == 1
    (order,) = tries
    text = order.content["text"]
    base = settings.PUBLIC_URL.geturl()
    assert order.content["subject"] == "[mxadmin] mx0.example has failed for 30 minutes. (and 59 more)"
    assert f"mx0.example has failed for 30 minutes.\nSince {timezone.now():%Y-%m-%d}" in text
    assert f"{base}/attempts/servers/mx0.example/" in text
    assert "and 40 more" in text
    assert order.content["payload"]["data"]["count"] == 60
    assert (send_now(), AlertMessage.objects.get().state) == (0, "sent")


def test_a_receiver_that_answers_500_for_a_day_gets_one_message_again_and_then_the_rest(channel, sent):
    tries, problems = sent
    fail("mx0.example")
    problems.append("hook.example answered 500.")
    for _ in range(24):
        assert send_now() == 1
        fail(f"mx{len(tries)}.example")
    assert len({order.uid for order in tries}) == 1
    assert {len(order.content["payload"]["data"]["events"]) for order in tries} == {1}
    channel.refresh_from_db()
    assert channel.problem == "hook.example answered 500."
    assert channel.problem_since
    problems.clear()
    assert send_now() == 1
    assert send_now() == 1
    assert tries[-1].content["payload"]["data"]["count"] == 24
    channel.refresh_from_db()
    assert (channel.problem, channel.problem_since) == ("", None)
    assert channel.sent_at


def test_after_three_days_it_is_given_up_and_the_next_one_is_tried(channel, sent):
    _, problems = sent
    fail()
    problems.append("hook.example answered 500.")
    send_now()
    fail("mx2.example")
    AlertMessage.objects.exclude(first_tried_at=None).update(first_tried_at=timezone.now() - GIVEN_UP_AFTER)
    send_now()
    assert [each.state for each in AlertMessage.objects.all()] == ["given_up", "waiting"]
    problems.clear()
    assert send_now() == 1


def test_a_message_is_one_process_s_until_its_claim_ends(channel, sent):
    fail()
    AlertMessage.objects.update(next_try=timezone.now())
    message = AlertMessage.objects.get()
    assert alert_sending._claim(message)
    stale = AlertMessage.objects.get()
    stale.next_try -= timedelta(seconds=1)
    assert not alert_sending._claim(stale)
    assert alert_sending.send_due() == 0
    assert send_now() == 1, "its process was killed: the message is sent again"
    assert sent[0][0].uid == message.uid


def test_a_channel_that_was_deleted_meanwhile_gets_nothing(channel, sent):
    fail()
    alert_channels.delete_channel(channel=channel)
    assert send_now() == 0
    assert not AlertMessage.objects.exists()


def test_a_person_who_may_not_sign_in_or_has_no_role_any_more_gets_nothing(channel, sent):
    fail()
    channel.user.groups.clear()
    assert send_now() == 0
    channel.user.groups.add(Group.objects.get(name=Role.VIEWER.value))
    User.objects.update(is_active=False)
    assert send_now() == 0
    User.objects.update(is_active=True)
    assert send_now() == 1


def test_a_test_is_sent_at_once_behind_what_waits(channel, sent):
    tries, problems = sent
    fail()
    problems.append("hook.example answered 500.")
    send_now()
    problems.clear()
    alert_channels.send_test(channel=channel)
    assert alert_sending.send_due() == 1
    assert alert_sending.send_due() == 1
    assert "This is a test of your channel Desk." in tries[-1].content["text"]


def test_the_secrets_of_a_channel_are_in_no_audit_entry(channel, sent):
    alert_channels.change_channel(channel=channel, name="New", events=[])
    alert_channels.send_test(channel=channel)
    alert_channels.delete_channel(channel=channel)
    told = " ".join(str(entry.detail) for entry in AuditEntry.objects.all())
    assert AuditEntry.objects.count() == 4
    assert "very-secret" not in told
    assert "whsec" not in told
    assert alert_channels.hint_of("webhook", ADDRESS) == "https://hook.example/…"
    assert alert_channels.hint_of("apprise", "slack://token/token") == "slack://…"


def test_ten_channels_are_the_most(user, channel):
    wanted = Wanted(kind="email", name="Post", address="a@example.com", events=[])
    for _ in range(9):
        alert_channels.add_channel(wanted=wanted, user=user)
    with pytest.raises(Refused, match="10 channels"):
        alert_channels.add_channel(wanted=wanted, user=user)
    assert AlertChannel.objects.count() == 10


def test_a_real_receiver_can_verify_it(user, settings):
    settings.ALERT_NETWORKS = "127.0.0.0/8"
    with receiving() as receiver:
        wanted = Wanted(
            kind="webhook", name="Desk", address=f"http://127.0.0.1:{receiver.port}/", events=[EventKind.FAILING]
        )
        channel = alert_channels.add_channel(wanted=wanted, user=user)
        fail()
        assert send_now() == 1
        ((_, headers, body),) = receiver.got
        verified = Webhook(channel.secret).verify(body.decode(), headers)
    assert verified["data"]["events"][0]["what"] == "mx1.example has failed for 30 minutes."
