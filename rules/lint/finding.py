"""What a rule says about a script, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """error: it will not do what it says; warning: it may go wrong; information: it is well to know."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Range:
    """Part of a text. Lines and columns count from 1, columns in Unicode characters (not bytes, not UTF-16 units);
    `end_column` is that of the first character behind. An editor that counts from 0 subtracts 1 from each.
    """

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """`text` takes the place of what is in `range`; an empty range is an insertion."""

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
