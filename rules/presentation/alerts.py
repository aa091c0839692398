"""Channels and messages of alerts, as their pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.alerts.events import NAMES
from rules.models import AlertChannel, AlertMessage
from rules.presentation.badges import Badge

SOON = timedelta(minutes=1)
State = AlertMessage.State
SENT = Badge(tone="send", icon="send", word="sent")
WAITING = Badge(tone="info", icon="clock", word="waiting")
GIVEN_UP = Badge(tone="fail", icon="fail", word="given up")
NEW = Badge(tone="plain", icon="clock", word="not used yet")
WORKS = Badge(tone="send", icon="send", word="works")
FAILS = Badge(tone="fail", icon="fail", word="fails")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLine:
    """A channel, its state, what it tells of, and the messages that wait for it: `next_try` is that of the first."""

    channel: AlertChannel
    badge: Badge
    tells: str
    waiting: int
    next_try: datetime | None
    moving: bool
    """Whether something will change within a minute."""


def channel_lines(
    channels: Iterable[AlertChannel], waiting: Sequence[AlertMessage], now: datetime
) -> list[ChannelLine]:
    return [_line(channel, [each for each in waiting if each.channel_id == channel.pk], now) for channel in channels]


def _line(channel: AlertChannel, waiting: Sequence[AlertMessage], now: datetime) -> ChannelLine:
    next_try = waiting[0].next_try if waiting else None
    return ChannelLine(
        channel=channel,
        badge=FAILS if channel.problem else WORKS if channel.sent_at else NEW,
        tells=tells(channel.events),
        waiting=len(waiting),
        next_try=next_try,
        moving=next_try is not None and next_try - now < SOON,
    )


def tells(events: Sequence[str]) -> str:
    """Say what a channel tells of."""
    chosen = [name for kind, name in NAMES.items() if kind in events]
    if len(chosen) == len(NAMES):
        return "Every event"
    return "; ".join(chosen) or "Nothing: choose events"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    message: AlertMessage
    badge: Badge
    subject: str


def message_lines(messages: Iterable[AlertMessage]) -> list[MessageLine]:
    badges = {State.SENT: SENT, State.WAITING: WAITING, State.GIVEN_UP: GIVEN_UP}
    return [
        MessageLine(message=each, badge=badges[State(each.state)], subject=(each.content or {}).get("subject", ""))
        for each in messages
    ]
