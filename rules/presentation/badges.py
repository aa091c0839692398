"""Badges of states: the tone, icon and word of each."""

from dataclasses import dataclass

from rules.lint.finding import Severity
from rules.models import Batch, Guard, Replay, Tuning
from rules.models.verdict import Verdict
from rules.presentation.scenarios import Drift
from rules.smtp.reply import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """`tone` and `icon` are names of the style sheets and of static/icons.svg."""

    tone: str
    icon: str
    word: str = ""


OUTCOMES = {
    Outcome.DELIVERED: Badge(tone="send", icon="send", word="delivered"),
    Outcome.TRANSIENT: Badge(tone="defer", icon="defer", word="transient"),
    Outcome.PERMANENT: Badge(tone="fail", icon="fail", word="permanent"),
    Outcome.NO_REPLY_CODE: Badge(tone="hold", icon="warn", word="no reply"),
}
CHECKS = {
    Verdict.PASSED: Badge(tone="send", icon="send", word="passed"),
    Verdict.WARNED: Badge(tone="hold", icon="warn", word="to look at"),
    Verdict.FAILED: Badge(tone="fail", icon="fail", word="failed"),
    Verdict.UNKNOWN: Badge(tone="hold", icon="warn", word="not finished"),
}
SEVERITIES = {
    Severity.ERROR: Badge(tone="fail", icon="fail", word="error"),
    Severity.WARNING: Badge(tone="hold", icon="warn", word="warning"),
    Severity.INFORMATION: Badge(tone="info", icon="info", word="information"),
}
DRIFTS = {
    Drift.NONE: Badge(tone="send", icon="send"),
    Drift.WORLD: Badge(tone="hold", icon="globe"),
    Drift.SCRIPT: Badge(tone="fail", icon="fail"),
    Drift.BOTH: Badge(tone="fail", icon="fail"),
    None: Badge(tone="info", icon="clock"),
}
MESSAGES = {
    "error": Badge(tone="fail", icon="fail"),
    "warning": Badge(tone="hold", icon="warn"),
    "success": Badge(tone="send", icon="send"),
}
PASSES = Badge(tone="send", icon="send", word="passes")
FAILS = Badge(tone="fail", icon="fail", word="fails")
NOT_TRIED = Badge(tone="plain", icon="clock", word="not tried")


def of_message(level: str) -> Badge:
    """Return the badge for the level tag of one of Django's messages."""
    return MESSAGES.get(level, Badge(tone="info", icon="info"))


def of_connection(*, configured: bool, reachable: bool) -> Badge:
    if reachable:
        return Badge(tone="send", icon="send", word="answers")
    if configured:
        return Badge(tone="fail", icon="fail", word="not working")
    return Badge(tone="plain", icon="plug", word="not connected")


def of_protection(*, on: bool) -> Badge:
    """Return the badge of a layer of the sandbox."""
    if on:
        return Badge(tone="send", icon="shield", word="on")
    return Badge(tone="hold", icon="warn", word="not available here")


def of_batch(batch: Batch) -> Badge:
    if batch.cancelled_at:
        return Badge(tone="plain", icon="close", word="cancelled")
    if batch.finished_at:
        return Badge(tone="send", icon="send", word="finished")
    return Badge(tone="info", icon="clock", word="running")


def of_replay(replay: Replay | Tuning) -> Badge:
    if replay.cancelled_at:
        return Badge(tone="plain", icon="close", word="cancelled")
    if replay.failure:
        return Badge(tone="fail", icon="fail", word="failed")
    if replay.finished_at:
        return Badge(tone="send", icon="send", word="finished")
    if replay.problem:
        return Badge(tone="hold", icon="warn", word="waiting")
    return Badge(tone="info", icon="clock", word="running")


def of_guard(guard: Guard) -> Badge:
    if guard.cancelled_at:
        return Badge(tone="plain", icon="close", word="cancelled")
    if guard.failure:
        return Badge(tone="fail", icon="fail", word="no result")
    if guard.result:
        return PASSES if guard.result["passed"] else FAILS
    if guard.problem:
        return Badge(tone="hold", icon="warn", word="waiting")
    return Badge(tone="info", icon="clock", word="running")


def of_trial(passed: bool | None) -> Badge:
    """Return the badge of a scenario with one revision; `passed` is None where it was not tried."""
    return NOT_TRIED if passed is None else PASSES if passed else FAILS


def of_batch_decision(*, kind: str, tone: str) -> Badge:
    """Return the badge of a decision. A doubtful one has the tone of a hold, whatever its kind."""
    known = {"send", "hold", "fail"}
    return Badge(tone="hold" if tone == "hold" else kind if kind in known else "defer", icon=kind, word=kind)
