"""A condition is always true or always false, so it decides nothing.

    if mxserver ~= "a.example" or mxserver ~= "b.example" then     -- always: it cannot be both; `and` is meant
    if domain == "a.example" and domain == "b.example" then        -- never; `or` is meant
    if numRetries > 5 and numRetries < 3 then                      -- never
    if #rows then                                                  -- always: in Lua 0 counts as true
    if isBusy then                                                 -- always, if isBusy is a function: isBusy(…)

Only `false` and `nil` count as false in Lua; 0 and "" count as true.
"""

from collections.abc import Iterator

from rules.analysis.conditions import Possible, comparison, comparisons, is_tested, same
from rules.analysis.expressions import inner, is_operation, operands, operator, sides
from rules.analysis.kinds import ValueKind
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at, inserting
from rules.lint.wording import shown, what_it_is
from rules.vpop3.hooks import PARAMETERS

_SAME = {"==": True, "<=": True, ">=": True, "~=": False, "<": False, ">": False}
_COUNTS = frozenset(name for name, parameter in PARAMETERS.items() if parameter.counts)
_CONDITIONS = ("if_statement", "elseif_statement", "while_statement", "repeat_statement")


def check(script: Script) -> Iterator[Remark]:
    for node in script.tree.of("binary_expression"):
        if node.damaged:
            continue
        if is_operation(node, "and", "or"):
            if not (node.parent and is_operation(node.parent, operator(node))):
                yield from _chain(script, node)
        else:
            yield from _single(script, node)
    for statement in script.tree.of(*_CONDITIONS):
        if (condition := statement.get("condition")) and not condition.damaged:
            yield from _parts(script, inner(condition))


def _chain(script: Script, chain: Node) -> Iterator[Remark]:
    """Find chains of `and` that leave no value possible, and chains of `or` that leave none out."""
    always = operator(chain) == "or"
    of_each: dict[object, Possible] = {}
    for found in comparisons(chain, script.names):
        possible = of_each.setdefault(found.expression, Possible())
        before = possible.impossible
        each = found.opposite if always else found
        possible.add(each.symbol, each.value)
        if possible.impossible and not before:
            yield at(chain, _message(found.subject, always), repair=_other_word(chain, found.symbol))


def _message(subject: Node, always: bool) -> str:
    other = "and" if always else "or"
    word = "true" if always else "false"
    return f"This is always {word}, whatever {shown(subject)} is: is `{other}` meant?"


def _other_word(chain: Node, symbol: str) -> Repair | None:
    """Offer the other word, where a chain of two needs only that."""
    meant = {"or": ("~=", "and"), "and": ("==", "or")}[operator(chain)]
    sign = chain.get("operator")
    if symbol != meant[0] or len(operands(chain)) != 2 or sign is None:
        return None
    change = Change(start=sign.start, end=sign.end, text=meant[1])
    return Repair(title=f"Write {meant[1]}", changes=(change,))


def _single(script: Script, node: Node) -> Iterator[Remark]:
    both = sides(node)
    symbol = operator(node)
    if both is None or symbol not in _SAME:
        return
    left, right = both
    first = same(left)
    if first is not None and first == same(right) and _is_ordinary(script, left, symbol):
        yield at(node, f"{shown(left)} is compared with itself: this is always {_word(_SAME[symbol])}.")
    elif {left.kind, right.kind} <= {"string", "number"}:
        yield at(node, "Two constants are compared: this comes out the same every time.")
    elif message := _never_negative(script, node) or _never_nil(script, left, right, symbol):
        yield message


def _is_ordinary(script: Script, node: Node, symbol: str) -> bool:
    """Return whether comparing it with itself has no use: `x ~= x` finds out whether a number is NaN."""
    kind = script.values.of(node).kind
    return (
        kind not in {ValueKind.UNKNOWN, ValueKind.NUMBER} or script.parameter(node) is not None or symbol in {"<", ">"}
    )


def _never_negative(script: Script, node: Node) -> Remark | None:
    """Find a count that is compared with a number below 0."""
    found = comparison(node, script.names)
    counts = found and (operator(found.subject) == "#" or script.parameter(found.subject) in _COUNTS)
    if found is None or not counts or found.symbol == "~=" or isinstance(found.value, str):
        return None
    for symbol, value, outcome in ((found.symbol, found.value, "false"), (found.opposite.symbol, found.value, "true")):
        possible = Possible()
        possible.add(">=", 0.0)
        possible.add(symbol, value)
        if possible.impossible:
            return at(node, f"{shown(found.subject)} is never below 0: this is always {outcome}.")
    return None


def _never_nil(script: Script, left: Node, right: Node, symbol: str) -> Remark | None:
    """Find `domain == nil`, as VPOP3 gives all its parameters, and `#rows == nil`, as a length is a number."""
    for value, other in ((left, right), (right, left)):
        if other.kind == "nil" and symbol in {"==", "~="} and value.kind in {"unary_expression", "binary_expression"}:
            if _is_never_nil(value):
                message = f"{shown(value)} is never nil, so this is always {_word(symbol == '~=')}."
                return at(value.parent or value, message)
            continue
        name = script.parameter(value)
        if other.kind == "nil" and name and symbol in {"==", "~="} and name != "servers":
            outcome = _word(symbol == "~=")
            message = f"VPOP3 gives {shown(value)} each time, so this is always {outcome}."
            return at(value.parent or value, message, severity=Severity.INFORMATION)
    return None


def _is_never_nil(value: Node) -> bool:
    """Return whether it is a length, a sum or a joined text, but not what `and` and `or` choose."""
    return not is_operation(value, "and", "or") and operator(value) != "not"


def _parts(script: Script, condition: Node) -> Iterator[Remark]:
    """Yield the values that a condition tests for truth, each by itself."""
    pending = [condition]
    while pending:
        part = inner(pending.pop())
        if is_operation(part, "and", "or"):
            pending.extend(reversed(operands(part)))
        elif part.kind == "unary_expression" and operator(part) == "not":
            pending.extend(child for child in (part.get("operand"),) if child)
        elif remark := _always_true(script, part):
            yield remark


def _always_true(script: Script, part: Node) -> Remark | None:
    value = script.values.of(part)
    if not is_tested(part) or value.may_be_nil or value.may_be_false or part.kind in {"string", "number"}:
        return None
    if value.kind is ValueKind.FUNCTION and (function := script.functions.named_by(part)) and not function.parameters:
        message = f"{shown(part)} is a function and so always true: write {shown(part)}() to ask it."
        return at(part, message, repair=inserting(part.end, "()", "Call it"))
    if value.kind is ValueKind.FUNCTION and script.functions.named_by(part):
        return at(part, f"{shown(part)} is a function and so always true: call it to ask it.")
    if script.parameter(part) in _COUNTS:
        message = f"{what_it_is(part, value.kind)} and so always true, 0 too: compare it with a number."
        return at(part, message, severity=Severity.INFORMATION)
    if part.kind in {"unary_expression", "binary_expression"} and value.kind in {ValueKind.NUMBER, ValueKind.TEXT}:
        more = f": write `{shown(part)} > 0`" if operator(part) == "#" else ""
        message = f"{what_it_is(part, value.kind)} and so always true, even 0 or empty{more}."
        return at(part, message, repair=inserting(part.end, " > 0", "Ask whether it is above 0") if more else None)
    return None


def _word(outcome: bool) -> str:
    return "true" if outcome else "false"


RULE = Rule(name="constant-condition", explanation=__doc__, check=check)
