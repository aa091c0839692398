"""Findings as text for people and as JSON for programs."""

from typing import Any

from rules.analysis.positions import Range, SourceText
from rules.lint.finding import Edit, Finding, Fix
from rules.text.printable import printable

SHOWN = 160
"""The most letters that are shown of a line."""


def as_json(finding: Finding) -> dict[str, Any]:
    """Return one object; lines and columns as `Range` counts them."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        **_position(finding.range),
        "message": finding.message,
        "fix": _fix(finding.fix) if finding.fix else None,
    }


def as_text(finding: Finding, name: str, text: SourceText) -> list[str]:
    """Return place, severity, rule and message, then the line of the script with a mark below."""
    where = finding.range
    start, end = text.line_bounds(where.line)
    line = text.decode(start, end)
    last = where.end_column if where.end_line == where.line else len(line) + 1
    first = max(0, where.column - SHOWN // 2) if len(line) > SHOWN else 0
    shown = printable(line[first : first + SHOWN])
    before = "".join(letter if letter == "\t" else " " for letter in shown[: where.column - 1 - first])
    marked = min(last, first + SHOWN + 1) - where.column
    return [
        f"{name}:{where.line}:{where.column}: {finding.severity} {finding.rule}: {finding.message}",
        f"    {shown}",
        f"    {before}^{'~' * (marked - 1)}",
    ]


def _position(where: Range) -> dict[str, int]:
    return {
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {"title": fix.title, "edits": [_edit(edit) for edit in fix.edits]}


def _edit(edit: Edit) -> dict[str, Any]:
    return {**_position(edit.range), "text": edit.text}
