"""A rule's finding about a script, and its fix."""

from dataclasses import dataclass
from enum import StrEnum

from rules.analysis.positions import Range


class Severity(StrEnum):
    """error: it will not do what it says; warning: it may go wrong; information: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"

    @property
    def rank(self) -> int:
        """The order of severity: 0 is the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """`text` replaces what is in `range`; an empty range is an insertion."""

    range: Range
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """`title` names it on a button. The edits do not overlap and belong together: all or none."""

    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`message` is one sentence that says why; `rule` leads to its explanation."""

    rule: str
    severity: Severity
    range: Range
    message: str
    fix: Fix | None = None
