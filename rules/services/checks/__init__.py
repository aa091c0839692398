"""The checks before a text goes live: one check a file. A new one has to be named in `CHECKS`."""

from rules.services.checks import destinations, findings, guard, history, loads, scenarios
from rules.services.checks.check import Check, Provider, Subject
from rules.services.checks.destinations import check_destinations
from rules.services.checks.findings import check_findings
from rules.services.checks.guard import check_guard
from rules.services.checks.history import check_history
from rules.services.checks.loads import check_loads
from rules.services.checks.scenarios import check_scenarios

CHECKS: tuple[Provider, ...] = (
    check_loads,
    check_findings,
    check_scenarios,
    check_destinations,
    check_history,
    check_guard,
)
TITLES = (loads.TITLE, findings.TITLE, scenarios.TITLE, destinations.TITLE, history.TITLE, guard.TITLE)
"""The titles in the same order, for a page that waits for the checks."""

__all__ = ["CHECKS", "TITLES", "Check", "Provider", "Subject", "run"]


def run(subject: Subject) -> tuple[Check, ...]:
    """Run all checks, in this order. Raises Cancelled: what was found until then is worth nothing."""
    found: list[Check] = []
    for check in CHECKS:
        found.append(check(subject))
        subject.cancellation.check()
    return tuple(found)
