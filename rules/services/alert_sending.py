"""The messages of alerts on their way: claimed, tried, and tried again ever more slowly.

A claim is a time until which other processes leave a message alone. After a process was killed, the message is sent
again, under the same identifier.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from rules.alerts import pace
from rules.alerts.letter import letter
from rules.alerts.order import Order
from rules.alerts.sending import SECONDS, send
from rules.models import AlertChannel, AlertEvent, AlertMessage
from rules.services.alerts import may_be_told

CLAIM = timedelta(seconds=2 * SECONDS)
AT_ONCE = 4
"""Messages that are tried at the same time: one server that hangs does not keep all others waiting."""
KEPT = timedelta(days=30)
State = AlertMessage.State


def send_due() -> int:
    """Try each message that is due, the oldest of each channel first. Returns how many were tried."""
    first: dict[int, AlertMessage] = {}
    for message in AlertMessage.objects.filter(state=State.WAITING).select_related("channel__user"):
        first.setdefault(message.channel_id, message)
    now = timezone.now()
    due = [each for each in first.values() if each.next_try <= now and may_be_told(each.channel)]
    claimed = [message for message in due if _claim(message)]
    if claimed:
        orders = [order_of(message) for message in claimed]
        with ThreadPoolExecutor(min(AT_ONCE, len(orders))) as threads:
            for message, problem in zip(claimed, threads.map(send, orders), strict=True):
                _note(message, problem)
    return len(claimed)


def forget_old() -> None:
    """Delete messages and events that are over and old."""
    before = timezone.now() - KEPT
    AlertMessage.objects.exclude(state=State.WAITING).filter(created_at__lt=before).delete()
    AlertEvent.objects.filter(over_at__lt=before).delete()


def order_of(message: AlertMessage) -> Order:
    channel = message.channel
    return Order(
        kind=channel.kind,
        address=channel.address,
        secret=channel.secret,
        uid=message.uid,
        content=message.content,
        networks=settings.ALERT_NETWORKS,
        smtp=settings.ALERT_SMTP,
        sender=settings.ALERT_FROM,
    )


def _claim(message: AlertMessage) -> bool:
    """Claim the message, and fix its content at the first try. Only one of several processes gets it."""
    now = timezone.now()
    with transaction.atomic():
        mine = AlertMessage.objects.filter(pk=message.pk, state=State.WAITING, next_try=message.next_try)
        first = message.first_tried_at or now
        if not mine.update(next_try=now + CLAIM, first_tried_at=first, tries=F("tries") + 1):
            return False
        message.refresh_from_db()
        if message.content is None:
            message.content = _written(message)
            message.save(update_fields=["content"])
    return True


def _written(message: AlertMessage) -> dict[str, object]:
    events = [event.told() for event in message.events.order_by("pk")]
    base, zone = settings.PUBLIC_URL.geturl(), timezone.get_default_timezone()
    return letter(events, base=base, now=timezone.now(), zone=zone).to_dict()


def _note(message: AlertMessage, problem: str) -> None:
    """Store what came of a try, for the message and for its channel."""
    now = timezone.now()
    channel = AlertChannel.objects.filter(pk=message.channel_id)
    mine = AlertMessage.objects.filter(pk=message.pk, state=State.WAITING)
    with transaction.atomic():
        if not problem:
            mine.update(state=State.SENT, sent_at=now, problem="")
            channel.update(sent_at=now, problem="", problem_since=None)
            return
        again = pace.next_try(now, message.tries, message.first_tried_at or now)
        if again:
            mine.update(problem=problem, next_try=again)
        else:
            mine.update(problem=problem, state=State.GIVEN_UP)
        channel.update(problem=problem)
        channel.filter(problem_since=None).update(problem_since=now)
