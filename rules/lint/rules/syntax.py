"""The Lua 5.2 compiler does not accept the text.

VPOP3 cannot load such a script: none of its hooks is called. Where no other rule knows the mistake, the message is the
compiler's own; "near" names the word or sign at which it stopped, the mistake is often just before it. Until the text
loads, nothing else is said about it: the rest would be guesses.
"""

import re
from collections.abc import Iterator

from rules.analysis.broken.fault import Sort
from rules.analysis.broken.labels import missing_label
from rules.analysis.script import Script
from rules.analysis.syntax_problem import SyntaxProblem
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule
from rules.lint.syntax_remarks import remark

_MORE = {
    "break": "`break` leaves a loop; a function is left with `return`",
    "jumps into the scope": "put the label last in its block, or the `local` into `do … end`",
    "outside a vararg function": "add `...` to the parameters of the function",
    "too many local variables": "put some of them into a table or into functions of their own",
    "upvalues": "put some of the variables around the function into a table",
}
"""Advice, by words in the compiler's message."""


def check(script: Script) -> Iterator[Remark]:
    if script.problem is None:
        return
    if script.loads:
        yield _not_checked(script, script.problem)
    elif script.faults:
        yield from (remark(fault, script.text) for fault in script.faults if fault.sort is Sort.SYNTAX)
    else:
        yield _compilers_words(script, script.problem)


def _compilers_words(script: Script, problem: SyntaxProblem) -> Remark:
    if fault := missing_label(script.text.decode(0, len(script.text.source)), problem.message):
        return remark(fault, script.text)
    start, end = _place(script, problem, _line(script, problem))
    words = problem.message.rstrip(".")
    more = next((f": {hint}" for part, hint in _MORE.items() if part in words), "")
    return Remark(start=start, end=end, message=f"Lua cannot load this: {words}{more}.", severity=Severity.ERROR)


def _line(script: Script, problem: SyntaxProblem) -> int:
    """Return the line to mark: that of a `goto` without label, or the last one with text where the end of the text
    is named."""
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
    """Return the word at which the compiler stopped where it occurs once in its line, otherwise the line."""
    start, end = script.text.line_span(line)
    near = re.search(r"near '(.+)'", problem.message, re.DOTALL)
    word = near[1].encode() if near else b""
    content = script.text.source[start:end]
    if word and content.count(word) == 1:
        start += content.index(word)
        return start, start + len(word)
    return start, end


RULE = Rule(name="syntax", explanation=__doc__, check=check, of_syntax=True)
