"""Remarks from faults: their positions change from characters to bytes of the source."""

from collections.abc import Iterator

from rules.analysis.broken.fault import Fault, Sort
from rules.analysis.positions import SourceText
from rules.analysis.script import Script
from rules.lint.finding import Severity
from rules.lint.rule import Change, Check, Remark, Repair


def checking(sort: Sort) -> Check:
    """Return the check of the rule that reports the faults of one sort."""

    def check(script: Script) -> Iterator[Remark]:
        yield from (remark(fault, script.text) for fault in script.faults if fault.sort is sort)

    return check


def remark(fault: Fault, text: SourceText) -> Remark:
    changes = tuple(
        Change(start=text.position(each.start), end=text.position(each.end), text=each.text) for each in fault.edits
    )
    return Remark(
        start=text.position(fault.start),
        end=text.position(fault.end),
        message=fault.message,
        severity=Severity.ERROR,
        repair=Repair(title=fault.title, changes=changes) if changes else None,
    )
