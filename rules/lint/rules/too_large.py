"""The script is too large or too deeply nested to be looked at.

Only its syntax was checked. Lists of hundreds of servers or domains are better kept in a database table, where
`VPOP3.PostgresQuery` finds them.
"""

from collections.abc import Iterator

from rules.analysis.script import Script
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule


def check(script: Script) -> Iterator[Remark]:
    if reason := script.tree.gave_up:
        start, end = script.text.line_span(1)
        message = f"Only the syntax of this script was checked: {reason}."
        yield Remark(start=start, end=end, message=message, severity=Severity.INFORMATION)


RULE = Rule(name="too-large", explanation=__doc__, check=check, of_syntax=True)
