"""The answer of a query is used without a check that there is one.

    local rows = VPOP3.PostgresQuery("SELECT …")
    return rows[1].cnt                       -- an error if the query failed, or found nothing

    if not rows or not rows[1] then          -- check both first
        return defaultResult
    end

After an SQL error, or while the database is away, `VPOP3.PostgresQuery` gives nil; where no row
matches, an empty table. Taking a field of nil raises an error, and the hook's answer is lost.
"""

from collections.abc import Iterator

from rules.lint.expressions import arguments, callee, inner, operator
from rules.lint.presence import is_present, path_of
from rules.lint.rule import Remark, Rule, at
from rules.lint.script import Script
from rules.lint.tree import Node
from rules.lint.values import Kind

_USING_CALLS = frozenset({"ipairs", "pairs", "next", "unpack", "table.unpack", "table.concat"})


def check(script: Script) -> Iterator[Remark]:
    """Once for each variable and element in a function: the first use is where the error would be raised."""
    said: set[object] = set()
    for use, owner in sorted(_uses(script), key=lambda found: (found[0].start, -found[0].end)):
        missing = _missing(script, owner)
        if not missing.keys() <= said:
            said |= missing.keys()
            yield at(use, f"{' and '.join(missing.values())}: check that before.")


def _uses(script: Script) -> Iterator[tuple[Node, Node]]:
    """Whatever raises an error where its table is nil, with that table."""
    for node in script.tree.of("dot_index_expression", "bracket_index_expression"):
        if owner := node.get("table"):
            yield node, inner(owner)
    for node in script.tree.of("unary_expression"):
        if operator(node) == "#" and (operand := node.get("operand")):
            yield node, inner(operand)
    for node in script.tree.of("function_call"):
        given = arguments(node)
        if callee(node) in _USING_CALLS and given:
            yield given[0], inner(given[0])


def _missing(script: Script, owner: Node) -> dict[object, str]:
    """What about a table may be nil where it is used, in words; for `rows[1]` also what is wrong with `rows`."""
    value = script.values.of(owner)
    if value.kind not in {Kind.ROWS, Kind.ROW}:
        return {}
    holder = owner.get("table") if value.kind is Kind.ROW else None
    reasons = _missing(script, inner(holder)) if holder else {}
    if value.may_be_nil and not is_present(owner, script.names, script.guards):
        why = "after an SQL error" if value.kind is Kind.ROWS else "when no row matches"
        reasons[_key(script, owner)] = f"{_shown(owner)} is nil {why}"
    return reasons


def _shown(owner: Node) -> str:
    text = " ".join(owner.text.split())
    return text if len(text) <= 30 else "the answer"


def _key(script: Script, owner: Node) -> object:
    path = path_of(owner, script.names)
    return (path, script.functions.around(owner)) if path else owner


RULE = Rule(name="unchecked-rows", explanation=__doc__, check=check)
