"""Alerts: what happened, the channels by which people want to know, and the messages on their way."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from rules.alerts.events import Event, EventKind

MAX_CHANNEL_NAME = 60


class AlertEvent(models.Model):
    """Something that people may want to know. `key` says what it is about: it is raised once, until it is over.

    `path` is that of the page which shows it. `over_at` None: it goes on, or has no end.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=300)
    sentence = models.TextField()
    since = models.DateTimeField()
    path = models.CharField(max_length=1000)
    raised_at = models.DateTimeField(auto_now_add=True)
    over_at = models.DateTimeField(null=True)
    over_sentence = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(over_at=None), name="one_open_event_of_a_key"
            )
        ]

    def __str__(self) -> str:
        return self.sentence

    def told(self) -> Event:
        return Event(
            kind=EventKind(self.kind),
            sentence=self.sentence,
            since=self.since,
            path=self.path,
            over=self.over_at,
            over_sentence=self.over_sentence,
        )


class AlertChannel(models.Model):
    """A way to one person, who chose the kinds of `events`. `address` and `secret` may open doors elsewhere: pages show
    what `hint` has. `problem`, since `problem_since`, is that of the newest try; empty: it was sent."""

    class Kind(models.TextChoices):
        EMAIL = "email", "E-mail"
        WEBHOOK = "webhook", "Webhook"
        APPRISE = "apprise", "Chat or push service"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alert_channels")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=MAX_CHANNEL_NAME)
    address = models.TextField()
    hint = models.CharField(max_length=300)
    secret = models.CharField(max_length=200, blank=True)
    events: models.JSONField[Any] = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    problem_since = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class AlertMessage(models.Model):
    """Events on their way to a channel, as one message. More of them join it until it is tried first: then `content`
    is fixed, so that every try sends the same under the same `uid`. `next_try` also keeps other processes away while
    one has it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        GIVEN_UP = "given_up"

    channel = models.ForeignKey(AlertChannel, on_delete=models.CASCADE, related_name="messages")
    events = models.ManyToManyField(AlertEvent, related_name="+")
    uid = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    content: models.JSONField[Any] = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    first_tried_at = models.DateTimeField(null=True)
    next_try = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["state", "next_try"], name="rules_alerts_due")]

    def __str__(self) -> str:
        return f"Alert {self.uid}"


class AlertWatch(models.Model):
    """What a watch has to remember between two looks: `state` belongs to the events that it has raised."""

    name = models.CharField(max_length=40, unique=True)
    state: models.JSONField[Any] = models.JSONField()
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name
