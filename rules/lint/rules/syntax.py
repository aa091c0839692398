"""The Lua 5.2 compiler does not accept the text.

VPOP3 cannot load such a script: none of its hooks is called. The message is the compiler's own; "near" names the word
or sign at which it stopped, the mistake is often just before it. A missing `end` shows only at the end of the text.
"""

import re
from collections.abc import Iterator

from rules.lint.finding import Severity
from rules.lint.problem import SyntaxProblem
from rules.lint.rule import Remark, Rule
from rules.lint.rules.assignment_in_condition import misplaced
from rules.lint.script import Script


def check(script: Script) -> Iterator[Remark]:
    if script.problem is None:
        return
    line = _line(script, script.problem)
    if not script.problem.checked:
        yield _not_checked(script, script.problem)
        return
    if any(script.text.line_of(sign.start) == line for sign in misplaced(script)):
        return  # said better by assignment-in-condition
    start, end = _place(script, script.problem, line)
    message = f"Lua cannot load this: {script.problem.message.rstrip('.')}."
    yield Remark(start=start, end=end, message=message, severity=Severity.ERROR)


def _line(script: Script, problem: SyntaxProblem) -> int:
    """The line to mark: that of a `goto` in vain, or the last one with text where the end of the text is named."""
    goto = re.search(r"<goto> at line (\d+)", problem.message)
    line = int(goto[1]) if goto else problem.line or 1
    while line > 1 and script.text.line_span(line)[0] == script.text.line_span(line)[1]:
        line -= 1
    return line


def _not_checked(script: Script, problem: SyntaxProblem) -> Remark:
    start, end = script.text.line_span(1)
    message = f"The syntax was not checked: {problem.message}"
    return Remark(start=start, end=end, message=message, severity=Severity.INFORMATION)


def _place(script: Script, problem: SyntaxProblem, line: int) -> tuple[int, int]:
    """The word that the compiler stopped at where it is found in its line once, else the line."""
    start, end = script.text.line_span(line)
    near = re.search(r"near '(.+)'", problem.message, re.DOTALL)
    word = near[1].encode() if near else b""
    content = script.text.source[start:end]
    if word and content.count(word) == 1:
        start += content.index(word)
        return start, start + len(word)
    return start, end


RULE = Rule(name="syntax", explanation=__doc__, check=check)
