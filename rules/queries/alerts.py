"""The channels of a person's alerts, and the messages on their way."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from rules.models import AlertChannel, AlertMessage

LISTED = 10


def alert_channels_of(user: User) -> QuerySet[AlertChannel]:
    return AlertChannel.objects.filter(user=user)


def alert_channel(user: User, pk: int) -> AlertChannel | None:
    """Return the person's channel; None also for somebody else's."""
    return alert_channels_of(user).filter(pk=pk).first()


def waiting_messages(user: User) -> list[AlertMessage]:
    """Return the messages that wait for the person's channels, oldest first."""
    return list(AlertMessage.objects.filter(channel__user=user, state=AlertMessage.State.WAITING))


def alert_messages(channel: AlertChannel) -> QuerySet[AlertMessage]:
    """Return the newest messages of a channel, newest first."""
    return channel.messages.order_by("-pk")[:LISTED]


def failing_channels(user: User) -> int:
    """Count the channels of the person whose newest try has failed."""
    return alert_channels_of(user).exclude(problem="").count()
