"""A branch or a loop has nothing in it.

    if numRetries > 5 then
    end                            -- nothing was asked for: what is to happen?

    if domain == "a.example" then; -- the same
    else return false end

Often something was not finished or was taken away. A branch that is empty on purpose may say so in a comment.
"""

from bisect import bisect_left
from collections.abc import Iterator

from rules.analysis.flow import branches, statements
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule, at

_LOOPS = {"while_statement": "This loop", "for_statement": "This loop", "do_statement": "This block"}


def check(script: Script) -> Iterator[Remark]:
    comments = sorted(node.start for node in script.tree.of("comment"))
    for statement in script.tree.of("if_statement"):
        if not statement.damaged:
            yield from _branches(statement, comments)
    for loop in script.tree.of(*_LOOPS):
        if not loop.damaged and not statements(loop.get("body")):
            yield _remark(loop.children[0], loop.end, comments, _LOOPS[loop.kind])


def _branches(statement: Node, comments: list[int]) -> Iterator[Remark]:
    holders = [statement, *statement.all("alternative")]
    ends = [*(each.start for each in holders[1:]), statement.end]
    for holder, end, (_, block) in zip(holders, ends, branches(statement), strict=True):
        if not statements(block):
            yield _remark(holder.children[0], end, comments, "This branch")


def _remark(word: Node, end: int, comments: list[int], what: str) -> Remark:
    """Report an empty block. `end`: where it ends, or the next branch begins."""
    following = bisect_left(comments, word.start)
    explained = following < len(comments) and comments[following] < end
    more = "" if explained else ": a comment may say that this is meant"
    return at(word, f"{what} is empty{more}.", severity=Severity.INFORMATION if explained else Severity.WARNING)


RULE = Rule(name="empty-block", explanation=__doc__, check=check)
