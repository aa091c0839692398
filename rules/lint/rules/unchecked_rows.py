"""The answer of a query is used without checking that there is one.

    local rows = VPOP3.PostgresQuery("SELECT …")
    return rows[1].cnt                       -- an error if the query failed, or found nothing

    if not rows or not rows[1] then          -- check both first
        return defaultResult
    end

After an SQL error, or while the database is away, `VPOP3.PostgresQuery` gives nil; where no row
matches, an empty table. Taking a field of nil raises an error, and the hook's answer is lost.
Inside a function that is called by pcall or xpcall alone, nothing is reported.
"""

from collections.abc import Iterator

from rules.analysis.expressions import arguments, callee, element, inner, number, operator
from rules.analysis.functions import Function
from rules.analysis.kinds import ValueKind
from rules.analysis.presence import is_present, path_of
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Remark, Repair, Rule, at, inserting, replacing
from rules.vpop3.hooks import Hook, HookName

_ASKED_LATER = frozenset({"while_statement", "repeat_statement", "elseif_statement"})
_USING_CALLS = frozenset({"ipairs", "pairs", "next", "unpack", "table.unpack", "table.concat"})


def check(script: Script) -> Iterator[Remark]:
    """Report each variable and element once in a function: the first use is where the error would be raised."""
    said: set[object] = set()
    for use, owner in sorted(_uses(script), key=lambda found: (found[0].start, -found[0].end)):
        if key := _below_1(script, owner):
            message = f"{_shown(owner)} is always nil: rows are numbered from 1."
            yield at(owner, message, repair=replacing(key, "1", "Take the first row"))
            continue
        missing = _missing(script, owner)
        if not missing.keys() <= said and not script.functions.catches(use):
            said |= missing.keys()
            message = f"{' and '.join(missing.values())}: check that before."
            yield at(use, message, repair=_check_before(script, use, owner))


def _uses(script: Script) -> Iterator[tuple[Node, Node]]:
    """Yield every expression that raises an error where its table is nil, with that table."""
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


def _below_1(script: Script, owner: Node) -> Node | None:
    """Return the key of `rows[0]`."""
    found = element(owner)
    key = number(found[1]) if found and script.values.of(found[0]).kind is ValueKind.ROWS else None
    return found[1] if found and key is not None and key < 1 else None


def _missing(script: Script, owner: Node) -> dict[object, str]:
    """Return which parts of a table may be nil where it is used, in words; for `rows[1]` also what is wrong with
    `rows`."""
    value = script.values.of(owner)
    if value.kind not in {ValueKind.ROWS, ValueKind.ROW}:
        return {}
    holder = owner.get("table") if value.kind is ValueKind.ROW else None
    reasons = _missing(script, inner(holder)) if holder else {}
    if value.may_be_nil and not is_present(owner, script.names, script.guards):
        why = "after an SQL error" if value.kind is ValueKind.ROWS else "when no row matches"
        reasons[_key(script, owner)] = f"{_shown(owner)} is nil {why}"
    return reasons


def _check_before(script: Script, use: Node, owner: Node) -> Repair | None:
    """Offer a check in a hook, where no answer means the default: `if not rows or not rows[1] then return … end`."""
    function = script.functions.around(use)
    hook = next((hook for hook, each in script.hooks if each is function), None)
    statement = _statement(use)
    if hook is None or statement is None or path_of(owner, script.names) is None:
        return None
    line = script.text.line_of(statement.start)
    indentation = script.text.source[script.text.line_bounds(line)[0] : statement.start].decode()
    if indentation.strip():
        return None
    holder = owner.get("table") if element(owner) else None
    tests = " or ".join(f"not {node.text}" for node in (holder, owner) if node)
    condition = f"if {tests} then {_no_opinion(hook, function)} end{script.text.newline}{indentation}"
    return inserting(statement.start, condition, "Check it before")


def _no_opinion(hook: Hook, function: Function | None) -> str:
    last = function.parameters[4:5] if function and hook.name is HookName.CHECK_SERVER else ()
    return f"return {last[0].name}" if last else "return"


def _statement(use: Node) -> Node | None:
    """Return the statement around a use, if it begins with it: no loop's condition, and no `elseif`."""
    node = use
    for up in use.ancestors():
        if up.kind in {"block", "chunk"}:
            return node
        if up.kind in _ASKED_LATER:
            return None
        node = up
    return None


def _shown(owner: Node) -> str:
    text = " ".join(owner.text.split())
    return text if len(text) <= 30 else "the answer"


def _key(script: Script, owner: Node) -> object:
    path = path_of(owner, script.names)
    return (path, script.functions.around(owner)) if path else owner


RULE = Rule(name="unchecked-rows", explanation=__doc__, check=check)
