"""The badge of a state, by the kind of state; parts/badge.html shows one."""

from typing import Any

from django import template
from django.contrib.messages.storage.base import Message

from rules.lint.finding import Severity
from rules.lua.child.lockdown import Protection
from rules.models.verdict import Verdict
from rules.outqueue.connection.state import ServiceState
from rules.presentation import badges
from rules.presentation.badges import Badge
from rules.presentation.scenarios import Drift
from rules.services.checks.destinations import Compared
from rules.smtp.reply import Outcome

register = template.Library()
register.filter("batch_badge", badges.of_batch)
register.filter("replay_badge", badges.of_replay)
register.filter("guard_badge", badges.of_guard)


@register.filter
def outcome_badge(outcome: str) -> Badge:
    return badges.OUTCOMES[Outcome(outcome)]


@register.filter
def check_badge(verdict: str) -> Badge:
    return badges.CHECKS[Verdict(verdict)]


@register.filter
def severity_badge(severity: Severity) -> Badge:
    return badges.SEVERITIES[severity]


@register.filter
def drift_badge(drift: Drift | None) -> Badge:
    return badges.DRIFTS[drift]


@register.filter
def message_badge(message: Message) -> Badge:
    return badges.of_message(message.level_tag)


@register.filter
def connection_badge(state: ServiceState) -> Badge:
    return badges.of_connection(configured=state.configured, reachable=state.reachable)


@register.filter
def protection_badge(protection: Protection) -> Badge:
    return badges.of_protection(on=protection.on)


@register.filter
def trial_badge(verdict: dict[str, Any] | None) -> Badge:
    return badges.of_trial(verdict["passed"] if verdict else None)


@register.filter
def decision_badge(told: dict[str, Any]) -> Badge:
    return badges.of_batch_decision(kind=told["kind"], tone=told.get("tone", ""))


@register.filter
def destination_tone(row: Compared) -> str:
    """Return the tone of a destination that was decided with two texts; one that did not finish in time needs a
    look."""
    if row.problem:
        return "fail"
    if row.changed:
        return "info"
    return "plain" if row.comparison else "hold"
