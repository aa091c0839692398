"""The check that the linter finds no error."""

from collections import Counter

from rules.lint.finding import Severity
from rules.models.verdict import Verdict
from rules.services.checks.check import Check, Subject
from rules.vpop3 import versions
from rules.wiring import linting

TITLE = "No error found by lint"
MOST = 100


def check_findings(subject: Subject) -> Check:
    """`details` are the findings, the worst first and no more than a page shows. Warnings stop nobody."""
    found = sorted(linting.findings(subject.source, versions.CURRENT), key=lambda each: each.severity.rank)
    counts = Counter(each.severity for each in found)
    return Check(
        name="findings",
        title=TITLE,
        verdict=Verdict.FAILED if counts[Severity.ERROR] else Verdict.PASSED,
        sentence=_sentence(counts),
        details=tuple(found[:MOST]),
    )


def _sentence(counts: Counter[Severity]) -> str:
    named = {
        Severity.ERROR: ("error", "errors"),
        Severity.WARNING: ("warning", "warnings"),
        Severity.INFORMATION: ("note", "notes"),
    }
    parts = [f"{counts[each]} {names[counts[each] != 1]}" for each, names in named.items() if counts[each]]
    return f"{', '.join(parts)}." if parts else "No finding."
