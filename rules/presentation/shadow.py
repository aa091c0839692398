"""A text in the shadow as pages show it: its scoreboard, and how long it goes on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rules.models import Replay
from rules.replay.label import Label
from rules.replay.verdict import Verdict

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowLine:
    """A shadow in one line: its text, its scoreboard, and what comes next."""

    shadow: Replay
    scoreboard: str
    short: str
    left: str


def lines(shadows: Iterable[Replay], now: datetime) -> list[ShadowLine]:
    return [line(each, now) for each in shadows]


def line(shadow: Replay, now: datetime) -> ShadowLine:
    return ShadowLine(shadow=shadow, scoreboard=scoreboard(shadow), short=_short(shadow), left=left(shadow, now))


def scoreboard(shadow: Replay) -> str:
    """Say what the text would have refused, and how often it differs from live."""
    if not shadow.done:
        return "no attempt was made in this time" if shadow.over else "waits for the first attempt"
    refused = _refused(shadow.result)
    return f"would have refused {refused}; differs from live in {shadow.differing:,}"


def _short(shadow: Replay) -> str:
    if not shadow.done:
        return "no attempt yet"
    labels = shadow.result["labels"]
    return f"{labels[Label.USEFUL]:,} useful, {labels[Label.HARMFUL]:,} harmful"


def _refused(result: Mapping[str, Any]) -> str:
    labels, count = result["labels"], result["verdicts"][Verdict.TURNED_AWAY]
    if not count:
        return "none"
    useful, harmful = labels[Label.USEFUL], labels[Label.HARMFUL]
    others = count - useful - harmful
    neither = f", {others:,} neither" if others else ""
    return f"{count:,}: {useful:,} useful, {harmful:,} harmful{neither}"


def left(shadow: Replay, now: datetime) -> str:
    """Say when a shadow that runs will end."""
    if shadow.over:
        return ""
    remaining = shadow.until - now
    if remaining <= timedelta():
        return "waits for the last results"
    for unit, size in (("day", DAY), ("hour", HOUR)):
        if remaining >= 2 * size:
            return f"{remaining // size} {unit}s left"
    return f"{-(-remaining // timedelta(minutes=1))} min left"
