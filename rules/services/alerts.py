"""Events that people are alerted of. Raising one stores it, with the messages that tell of it, in one transaction;
`alert_sending` sends them."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from rules.alerts import pace
from rules.alerts.events import EventKind
from rules.models import AlertChannel, AlertEvent, AlertMessage
from rules.models.roles import role_of


def raise_event(*, kind: EventKind, key: str, sentence: str, since: datetime, path: str) -> AlertEvent:
    """Tell those who chose events of this kind. One of the same key that is not over yet is not raised again.

    `sentence` says what happened, `since` when it began, and `path` is that of the page which shows it. May be called
    within a transaction: then nobody is told where that fails.
    """
    known = AlertEvent.objects.filter(kind=kind, key=key, over_at=None)
    if event := known.first():
        return event
    try:
        with transaction.atomic():
            event = AlertEvent.objects.create(kind=kind, key=key, sentence=sentence, since=since, path=path[:1000])
            _tell(event)
    except IntegrityError:  # another process has raised it just now
        return known.get()
    return event


def settle_event(*, kind: EventKind, key: str, sentence: str) -> None:
    """Tell that an event is over, where one of that key was raised."""
    with transaction.atomic():
        event = AlertEvent.objects.select_for_update().filter(kind=kind, key=key, over_at=None).first()
        if event:
            event.over_at, event.over_sentence = timezone.now(), sentence
            event.save(update_fields=["over_at", "over_sentence"])
            _tell(event)


def open_keys(kind: EventKind) -> set[str]:
    """Return the keys of the events of a kind that are not over."""
    return set(AlertEvent.objects.filter(kind=kind, over_at=None).values_list("key", flat=True))


def _tell(event: AlertEvent) -> None:
    for channel in AlertChannel.objects.select_related("user"):
        if event.kind in channel.events and may_be_told(channel):
            message_for(channel).events.add(event)


def may_be_told(channel: AlertChannel) -> bool:
    """Whether the channel's person may still see the pages that alerts tell of."""
    return role_of(channel.user) is not None


def message_for(channel: AlertChannel) -> AlertMessage:
    """Return the message that the next event for this channel joins: one that was not tried yet, or a new one."""
    waiting = channel.messages.select_for_update().filter(state=AlertMessage.State.WAITING, first_tried_at=None)
    if message := waiting.exclude(events__kind=EventKind.TRIAL).first():
        return message
    sent = channel.messages.filter(state=AlertMessage.State.SENT).exclude(events__kind=EventKind.TRIAL).last()
    next_try = pace.first_try(timezone.now(), sent.sent_at if sent else None)
    return AlertMessage.objects.create(channel=channel, uid=f"msg_{get_random_string(24)}", next_try=next_try)
