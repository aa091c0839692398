"""The check that every kept scenario still comes out as expected."""

from dataclasses import dataclass, replace
from itertools import takewhile
from time import monotonic

from rules.models import Scenario
from rules.models.verdict import Verdict
from rules.scenarios import trial
from rules.scenarios.case_reader import read_case
from rules.scenarios.trial import Trial
from rules.services.checks.check import Check, Subject
from rules.services.scenario_results import unconnected

TITLE = "Kept scenarios"
SECONDS = 15.0
"""An endless script must not keep a thread of the server for each of its scenarios."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    scenario: Scenario
    tried: Trial


def check_scenarios(subject: Subject) -> Check:
    """Check all scenarios with what each of them pinned, so the network has no part in it. `details` are those that
    failed. None is begun after `SECONDS`, and none after the cancellation."""
    kept = list(subject.script.scenarios.all())
    before = monotonic() + SECONDS
    world = replace(unconnected(), cancellation=subject.cancellation)
    begun = takewhile(lambda _: monotonic() < before and not subject.cancellation.cancelled, kept)
    tried = [(each, trial.pinned(subject.source, read_case(each.definition), world)) for each in begun]
    failed = tuple(Failed(scenario=each, tried=how) for each, how in tried if not how.passed)
    return Check(
        name="scenarios",
        title=TITLE,
        verdict=_verdict(bool(failed), len(tried) < len(kept)),
        sentence=_sentence(len(kept), len(failed), len(tried)),
        details=failed,
    )


def _verdict(failed: bool, unfinished: bool) -> Verdict:
    if failed:
        return Verdict.FAILED
    return Verdict.UNKNOWN if unfinished else Verdict.PASSED


def _sentence(kept: int, failed: int, tried: int) -> str:
    if not kept:
        return "No scenario is kept yet, so none can fail."
    if tried < kept:
        return f"Only {tried} of {kept} could be tried within {SECONDS:.0f} seconds; {failed} of them failed."
    if failed:
        return f"{failed} of {kept} do not come out as expected."
    return "The one that is kept comes out as expected." if kept == 1 else f"All {kept} come out as expected."
