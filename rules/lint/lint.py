"""Linting: all rules over one script."""

from collections.abc import Iterator
from itertools import islice

from rules.analysis.positions import SourceText
from rules.analysis.script import Script
from rules.lint.finding import Edit, Finding, Fix
from rules.lint.rule import Remark, Repair, Rule
from rules.lint.rules import RULES

MOST_OF_ONE_RULE = 1_000
"""The most findings of one rule: nobody reads more, and generated text may have tens of thousands."""


def findings(script: Script) -> tuple[Finding, ...]:
    """Return the findings of all rules about a script, in the order of its text. Never raise for any bytes."""
    found = {
        Finding(
            rule=rule.name,
            severity=remark.severity,
            range=script.text.range(remark.start, remark.end),
            message=remark.message,
            fix=_fix(remark.repair, script.text),
        )
        for rule in RULES.values()
        if script.loads or rule.of_syntax
        for remark in _remarks(rule, script)
    }
    return tuple(sorted(found, key=lambda finding: (finding.range, finding.severity.rank, finding.rule)))


def _remarks(rule: Rule, script: Script) -> Iterator[Remark]:
    try:
        yield from islice(rule.check(script), MOST_OF_ONE_RULE)
    except RecursionError:
        return  # Thousands of operators in one expression, as no person writes: no opinion.


def _fix(repair: Repair | None, text: SourceText) -> Fix | None:
    if repair is None:
        return None
    edits = tuple(Edit(range=text.range(each.start, each.end), text=each.text) for each in repair.changes)
    return Fix(title=repair.title, edits=edits)
