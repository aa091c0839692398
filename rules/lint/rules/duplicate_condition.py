"""A condition repeats an earlier one, so it decides nothing.

    if numRetries > 5 then
        return false, 60
    elseif numRetries > 10 then         -- never: more than 10 is more than 5
        return false, 120
    end
    if domain == "a.example" or domain == "a.example" then      -- twice the same

Of an `if` with several branches the first takes part whose condition is true: put the narrower question first.
"""

from collections.abc import Iterator

from rules.analysis.conditions import Possible, comparison, same
from rules.analysis.expressions import inner, is_operation, operands, operator
from rules.analysis.flow import branches
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Remark, Rule, at


def check(script: Script) -> Iterator[Remark]:
    for statement in script.tree.of("if_statement"):
        if not statement.damaged and statement.all("alternative"):
            yield from _chain(script, [inner(each) for each, _ in branches(statement) if each])
    for node in script.tree.of("binary_expression"):
        if is_operation(node, "and", "or") and not node.damaged and not _is_part(node):
            yield from _operands(node)


def _is_part(node: Node) -> bool:
    return node.parent is not None and is_operation(node.parent, operator(node))


def _chain(script: Script, conditions: list[Node]) -> Iterator[Remark]:
    """Check a chain. What the conditions before leave possible is kept for each expression, so that long chains stay
    fast."""
    asked: set[str] = set()
    left: dict[object, Possible] = {}
    for condition in conditions:
        text = same(condition)
        if text is not None and text in asked:
            yield at(condition, "An earlier branch has the same condition: this one never runs.")
        elif _is_impossible(script, condition, left):
            yield at(condition, "An earlier branch covers all of these: this one never runs.")
        if text is not None:
            asked.add(text)
        if found := comparison(condition, script.names):
            left.setdefault(found.expression, Possible()).add(found.opposite.symbol, found.value)


def _is_impossible(script: Script, condition: Node, left: dict[object, Possible]) -> bool:
    """Return whether nothing is left for a branch, because the chain covers everything already."""
    found = [condition] if not is_operation(condition, "and") else operands(condition)
    for each in found:
        asked = comparison(each, script.names)
        before = left.get(asked.expression) if asked else None
        if asked and before and not before.impossible and before.excludes(asked.symbol, asked.value):
            return True
    return False


def _operands(chain: Node) -> Iterator[Remark]:
    seen: set[str] = set()
    for part in operands(chain):
        text = same(part)
        if text is not None and text in seen:
            yield at(part, f"The same condition is twice in this `{operator(chain)}`.")
        elif text is not None:
            seen.add(text)


RULE = Rule(name="duplicate-condition", explanation=__doc__, check=check)
