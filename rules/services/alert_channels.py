"""The channels by which a person is alerted. What may open doors elsewhere is in no audit entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from rules.alerts import webhook
from rules.alerts.events import EventKind
from rules.models import AlertChannel, AlertEvent, AlertMessage
from rules.services import audit
from rules.services.errors import Refused

MOST = 10
Kind = AlertChannel.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asks for: a name, an address of the kind, and the kinds of events."""

    kind: str
    name: str
    address: str
    events: Sequence[str]


def add_channel(*, wanted: Wanted, user: User, address: str | None = None) -> AlertChannel:
    """Create a channel. A webhook gets a secret, which is shown now and never again. Raises Refused for too many."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if AlertChannel.objects.filter(user=user).count() >= MOST:
            raise Refused(f"You already have {MOST} channels. Delete one first.")
        channel = AlertChannel.objects.create(
            user=user,
            kind=wanted.kind,
            name=wanted.name,
            address=wanted.address,
            hint=hint_of(wanted.kind, wanted.address),
            secret=webhook.new_secret() if wanted.kind == Kind.WEBHOOK else "",
            events=list(wanted.events),
        )
        _audit("alert_channel_create", channel, address)
    return channel


def change_channel(*, channel: AlertChannel, name: str, events: Sequence[str], address: str | None = None) -> None:
    """Change the name of a channel, and the kinds of events that it tells of."""
    with transaction.atomic():
        channel.name, channel.events = name, list(events)
        channel.save(update_fields=["name", "events"])
        _audit("alert_channel_change", channel, address)


def delete_channel(*, channel: AlertChannel, address: str | None = None) -> None:
    """Delete a channel, with the messages that wait for it."""
    with transaction.atomic():
        _audit("alert_channel_delete", channel, address)
        channel.delete()


def send_test(*, channel: AlertChannel, address: str | None = None) -> None:
    """Send a test as the next message, and try at once whatever waits before it."""
    now = timezone.now()
    with transaction.atomic():
        key = f"trial:{channel.pk}:{get_random_string(12)}"
        sentence = f"This is a test of your channel {channel.name}."
        event = AlertEvent.objects.create(kind=EventKind.TRIAL, key=key, sentence=sentence, since=now, path="/alerts/")
        message = AlertMessage.objects.create(channel=channel, uid=f"msg_{get_random_string(24)}", next_try=now)
        message.events.add(event)
        _try_now(channel)
        _audit("alert_test", channel, address)


def try_again(*, channel: AlertChannel, address: str | None = None) -> None:
    """Try what waits for a channel at once."""
    with transaction.atomic():
        if _try_now(channel):
            _audit("alert_try_again", channel, address)


def hint_of(kind: str, address: str) -> str:
    """Return the part of an address that may be shown: the rest may be as good as a password."""
    if kind == Kind.EMAIL:
        return address
    url = urlsplit(address)
    host = f"{url.hostname or ''}{f':{url.port}' if url.port else ''}"
    return f"{url.scheme}://{host}/…" if kind == Kind.WEBHOOK or url.scheme == "https" else f"{url.scheme}://…"


def _try_now(channel: AlertChannel) -> int:
    waiting = AlertMessage.objects.filter(channel=channel, state=AlertMessage.State.WAITING)
    return waiting.filter(next_try__gt=timezone.now()).exclude(first_tried_at=None).update(next_try=timezone.now())


def _audit(action: str, channel: AlertChannel, address: str | None) -> None:
    audit.record(
        action=action,
        actor=channel.user,
        address=address,
        channel=channel.name,
        kind=channel.kind,
        events=list(channel.events),
    )
