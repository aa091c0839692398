"""The linter's result as the editor's page shows it: findings, how many, and the outline of hooks."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from rules.lint.finding import Finding, Severity
from rules.lint.outline import HookPlace
from rules.lint.report import as_json
from rules.vpop3.hooks import Hook
from rules.vpop3.versions import Version

MOST_LISTED = 200
_LOOKS = {
    Severity.ERROR: ("fail", "fail"),
    Severity.WARNING: ("hold", "warn"),
    Severity.INFORMATION: ("info", "info"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFinding:
    """A finding with its tone and icon."""

    finding: Finding

    @property
    def tone(self) -> str:
        return _LOOKS[self.finding.severity][0]

    @property
    def icon(self) -> str:
        return _LOOKS[self.finding.severity][1]

    @property
    def data(self) -> str:
        """The data by which the editor marks and fixes findings: the JSON of the command line."""
        return json.dumps(as_json(self.finding))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlinedHook:
    """A hook of the outline: defined, missing, or not called by this version."""

    place: HookPlace
    version: Version

    @property
    def state(self) -> str:
        if not self.place.called:
            return "not called"
        return "defined" if self.place.line else "missing"

    @property
    def title(self) -> str:
        hook = self.place.hook
        if not self.place.called:
            return f"VPOP3 {self.version} does not call it: it exists from {hook.since}."
        return f"{hook.signature}: {hook.meaning}"

    @property
    def skeleton(self) -> str:
        return skeleton(self.place.hook)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The linter's result. `problem` is set where the text could not be checked."""

    version: Version
    findings: tuple[ListedFinding, ...] = ()
    hooks: tuple[OutlinedHook, ...] = ()
    problem: str = ""

    @property
    def listed(self) -> tuple[ListedFinding, ...]:
        """The worst findings, in the order of the text: more would not be read, and would slow a browser down."""
        worst = sorted(self.findings, key=lambda shown: shown.finding.severity.rank)[:MOST_LISTED]
        return tuple(sorted(worst, key=lambda shown: shown.finding.range))

    @property
    def left_out(self) -> int:
        return len(self.findings) - len(self.listed)

    @property
    def summary(self) -> str:
        """The number of findings of each severity: "1 error, 2 warnings"."""
        if self.problem:
            return "not checked"
        counts = {each: sum(shown.finding.severity is each for shown in self.findings) for each in Severity}
        words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "note"}
        parts = [f"{count} {words[each]}{'s' if count > 1 else ''}" for each, count in counts.items() if count]
        return ", ".join(parts) or "no problems found"


def review(version: Version, findings: Iterable[Finding], outline: Iterable[HookPlace]) -> Review:
    return Review(
        version=version,
        findings=tuple(ListedFinding(finding=finding) for finding in findings),
        hooks=tuple(OutlinedHook(place=place, version=version) for place in outline),
    )


def skeleton(hook: Hook) -> str:
    """An empty definition, which leaves everything as it is."""
    return f"function {hook.signature}\n    \nend\n"
