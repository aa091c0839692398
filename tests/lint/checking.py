"""Helpers for the tests of rules: linting with the real compiler, and applying a fix."""

import re

from rules.analysis.script import Script
from rules.lint import lint
from rules.lint.finding import Finding, Fix
from rules.vpop3.versions import Version
from rules.wiring.linting import syntax_problem

CHECK_SERVER = "function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)"


def check_server(*lines: str) -> str:
    """A CheckServer with this body, and nothing else to be said about it."""
    body = "\n".join(f"    {line}" for line in lines)
    return f"{CHECK_SERVER}\n    if not defaultResult then return false end\n{body}\nend\n"


ROWS = 'local rows = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt, server FROM outqueue.sendattempts") or {}'


def hook(*lines: str) -> str:
    """A CheckServer in which `rows` are rows of a query with the columns cnt and server."""
    return check_server(ROWS, *lines)


def all_findings(source: str | bytes, *, version: str = "8.8", catalogue=None) -> tuple[Finding, ...]:
    source = source if isinstance(source, bytes) else source.encode()
    script = Script(source, version=Version.parse(version), problem=syntax_problem(source), catalogue=catalogue)
    return lint.findings(script)


def findings(rule: str, source: str, **settings) -> list[Finding]:
    return [finding for finding in all_findings(source, **settings) if finding.rule == rule]


def marked(rule: str, source: str, **settings) -> list[str]:
    """The parts of the text that a rule marks."""
    return [source[slice(*span(finding.range, source))] for finding in findings(rule, source, **settings)]


def messages(rule: str, source: str, **settings) -> list[str]:
    return [finding.message for finding in findings(rule, source, **settings)]


def corrected(rule: str, source: str, **settings) -> str:
    """The text after the fix of the only finding."""
    (finding,) = findings(rule, source, **settings)
    assert finding.fix, f"{finding} has no fix"
    return apply(finding.fix, source)


def apply(fix: Fix, source: str) -> str:
    for edit in sorted(fix.edits, key=lambda edit: edit.range, reverse=True):
        start, end = span(edit.range, source)
        source = source[:start] + edit.text + source[end:]
    return source


def span(where, source: str) -> tuple[int, int]:
    starts = [0, *(newline.end() for newline in re.finditer(r"\r\n|\n|\r", source))]
    return starts[where.line - 1] + where.column - 1, starts[where.end_line - 1] + where.end_column - 1
