"""Nothing leads to this code, so it never runs.

    if domain == "partner.example" then
        do return true end
        print("partner")       -- never runs
    end

Code after `return`, `break`, `error(…)`, an endless loop, or an `if` of which every branch ends there, is not
reached; nor is a branch whose condition is always false.
"""

from collections.abc import Iterator

from rules.analysis.flow import branches, is_false, is_true, statements, unreached
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Remark, Rule


def check(script: Script) -> Iterator[Remark]:
    for block in script.tree.of("chunk", "block"):
        if statement := unreached(block):
            yield _remark(statement, statements(block)[-1], "the statement before it never goes on to here")
    for statement in script.tree.of("if_statement"):
        yield from _branches(statement)
    for statement in script.tree.of("while_statement"):
        body = statement.get("body")
        if body and is_false(statement.get("condition")):
            yield _remark(body, body, "the condition is always false")


def _branches(statement: Node) -> Iterator[Remark]:
    settled = False
    for condition, block in branches(statement):
        if block and (settled or is_false(condition)):
            reason = "a condition before it is always true" if settled else "its condition is always false"
            yield _remark(block, block, reason)
        settled = settled or is_true(condition)


def _remark(first: Node, last: Node, reason: str) -> Remark:
    return Remark(start=first.start, end=last.end, message=f"This never runs: {reason}.")


RULE = Rule(name="unreachable", explanation=__doc__, check=check)
