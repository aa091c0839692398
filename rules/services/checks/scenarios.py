"""Does every kept scenario still come out as expected?"""

from dataclasses import dataclass

from rules.dryrun import trial
from rules.dryrun.casereading import read_case
from rules.dryrun.trial import Trial
from rules.models import Scenario
from rules.services.checks.check import Check, Subject, Verdict
from rules.services.scenario_results import unconnected


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    scenario: Scenario
    tried: Trial


def check_scenarios(subject: Subject) -> Check:
    """With what each of them pinned, so the network has no part in it. `details` are those that failed."""
    kept = list(subject.script.scenarios.all())
    tried = [(each, trial.pinned(subject.source, read_case(each.definition), unconnected())) for each in kept]
    failed = tuple(Failed(scenario=each, tried=how) for each, how in tried if not how.passed)
    return Check(
        name="scenarios",
        title="Kept scenarios",
        verdict=Verdict.FAILED if failed else Verdict.PASSED,
        sentence=_sentence(len(kept), len(failed)),
        details=failed,
    )


def _sentence(kept: int, failed: int) -> str:
    if not kept:
        return "No scenario is kept yet, so none can fail."
    if failed:
        return f"{failed} of {kept} do not come out as expected."
    return "The one that is kept comes out as expected." if kept == 1 else f"All {kept} come out as expected."
