"""Events are raised once, until they are over, and those who chose their kind get messages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rules.alerts.events import EventKind
from rules.models import AlertChannel, AlertEvent, AlertMessage
from rules.models.roles import Role
from rules.services import alert_channels, alerts
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(db):
    return AlertChannel.objects.create(
        user=person(Role.VIEWER),
        kind="email",
        name="Post",
        address="ann@example.com",
        hint="ann@example.com",
        events=[EventKind.DATABASE, EventKind.FAILING],
    )


def away(key="vpop3", kind=EventKind.DATABASE):
    return alerts.raise_event(
        kind=kind,
        key=key,
        sentence="VPOP3's database does not answer.",
        since=timezone.now(),
        path="/connection/",
    )


def test_an_event_is_raised_once_until_it_is_over(channel):
    assert away() == away()
    alerts.settle_event(kind=EventKind.DATABASE, key="vpop3", sentence="It answers again.")
    alerts.settle_event(kind=EventKind.DATABASE, key="vpop3", sentence="It answers again.")
    again = away()
    assert AlertEvent.objects.count() == 2
    assert again.over_at is None
    assert alerts.open_keys(EventKind.DATABASE) == {"vpop3"}


def test_a_storm_is_one_message(channel):
    for number in range(50):
        away(f"server {number}", EventKind.FAILING)
    alerts.settle_event(kind=EventKind.FAILING, key="server 7", sentence="It has recovered.")
    message = AlertMessage.objects.get()
    assert message.events.count() == 50


def test_a_message_that_was_tried_is_not_changed_any_more(channel):
    away("first")
    AlertMessage.objects.update(tries=1, first_tried_at=timezone.now())
    away("second")
    away("third")
    assert [message.events.count() for message in AlertMessage.objects.all()] == [1, 2]


def test_after_a_message_the_next_one_waits_for_more(channel):
    away("first")
    AlertMessage.objects.update(state="sent", first_tried_at=timezone.now(), sent_at=timezone.now())
    away("second")
    assert AlertMessage.objects.last().next_try > timezone.now() + timedelta(minutes=4)


def test_a_test_delays_no_event_and_no_event_joins_it(channel):
    alert_channels.send_test(channel=channel)
    away("first")
    AlertMessage.objects.filter(events__kind=EventKind.TRIAL).update(
        state="sent", first_tried_at=timezone.now(), sent_at=timezone.now()
    )
    assert [message.events.count() for message in AlertMessage.objects.all()] == [1, 1]
    assert AlertMessage.objects.last().next_try < timezone.now() + timedelta(minutes=1)


def test_who_did_not_choose_it_or_may_not_sign_in_is_not_told(channel):
    away("draft", EventKind.SHADOW)
    channel.user.is_active = False
    channel.user.save()
    away()
    assert not AlertMessage.objects.exists()
    assert AlertEvent.objects.count() == 2
