"""The result of a replay in one sentence."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from rules.replay.result import Result, Score
from rules.vpop3.answers import format_minutes


def headline(result: Result) -> str:
    """Say what the text would have avoided and what it would have delayed, and the same of the one beside it."""
    transient = result.episodes.transient
    until = result.newest if result.partial and result.newest else result.until
    if not result.attempts:
        return f"Over {period(result.until - result.since)} there is no attempt to try this text on."
    said = (
        f"Over {period(until - result.since)} this text would have avoided {_avoided(result.score, transient)} "
        f"in {_counted(result.episodes.count, 'refusal episode')}, and delayed {_delayed(result.score)}"
    )
    if result.against_score is not None:
        name = result.against_name or "the other text"
        said += f"; {name}: {result.against_score.useful:,} and {result.against_score.harmful:,}"
    return f"{said}."


def period(length: timedelta) -> str:
    """Say a length of time in days or hours: "30 days", "1 day", "12 hours"."""
    hours = length.total_seconds() / 3600
    if hours >= 48 or hours == 24:
        return _counted(round(hours / 24), "day")
    return _counted(round(hours), "hour") if hours >= 1 else _counted(max(1, round(hours * 60)), "minute")


def agreed(live: Mapping[str, Any]) -> str:
    """Say how a text agrees with the time in which it was live, by the JSON of a `LiveAgreement`."""
    told = live["name"]
    if live["live_s"] is not None:
        told += f" was live for {period(timedelta(seconds=live['live_s']))}"
    if not live["checked"]:
        return f"{told}, without an attempt."
    rest = "." if live["allowed"] == live["checked"] else "; the rest are listed."
    return f"{told}: of {_counted(live['checked'], 'attempt')} the replay allows {percent(live['share'])}{rest}"


def percent(share: float) -> str:
    """Write a share with one digit, and never 100 % for less than all."""
    percent = 100 * share
    return f"{percent:.1f} %" if share == 1 or round(percent, 1) < 100 else "more than 99.9 %"


def _avoided(score: Score, transient: int) -> str:
    share = f" ({score.useful / transient:.0%})".replace("%", " %") if transient else ""
    return f"{score.useful:,} of {_counted(transient, 'transient failure')}{share}"


def _delayed(score: Score) -> str:
    if not score.harmful:
        return "no accepted message"
    each = "" if score.harmful == 1 else " each"
    by = f" by at most {format_minutes(score.longest_harm)}{each}" if score.harm_minutes else ""
    return f"{_counted(score.harmful, 'accepted message')}{by}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
