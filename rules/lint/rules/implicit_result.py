"""A hook can end without an answer; then its default applies.

    function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
        if mxserver == "mx.example.com" then
            return false
        end
    end                        -- any other server: defaultResult applies

That is allowed, and the vendor's own example does it. A `return defaultResult` at the end says the same in words.
"""

from collections.abc import Iterator

from rules.analysis.expressions import returned
from rules.analysis.flow import goes_on
from rules.analysis.functions import Function
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Repair, Rule, at, inserting
from rules.vpop3.hooks import HookName

_DEFAULTS = {
    HookName.GET_CHECK_CACHE: "VPOP3's DNS cache may answer",
    HookName.GET_OVERRIDES: "nothing is overridden",
    HookName.CHECK_SERVER: "defaultResult applies",
    HookName.FINAL_OVERRIDES: "the servers stay as they are",
}


def check(script: Script) -> Iterator[Remark]:
    for hook, function in script.hooks:
        if function.node.damaged:
            continue
        for statement in script.functions.returns(function):
            if not returned(statement):
                yield _remark(statement, hook.name, _default(hook.name, function, statement))
        if function.end and goes_on(function.body):
            yield _remark(function.end, hook.name, _answer(script, hook.name, function))


def _remark(node: Node, hook: HookName, repair: Repair | None) -> Remark:
    message = f"{hook} can end here without an answer: {_DEFAULTS[hook]}."
    return at(node, message, severity=Severity.INFORMATION, repair=repair)


def _default(hook: HookName, function: Function, statement: Node) -> Repair | None:
    """Complete `return` to `return defaultResult`."""
    if hook is not HookName.CHECK_SERVER or len(function.parameters) < 5:
        return None
    name = function.parameters[4].name
    return inserting(statement.start + len("return"), f" {name}", f"Add {name}")


def _answer(script: Script, hook: HookName, function: Function) -> Repair | None:
    """Add `return defaultResult`, where CheckServer has that parameter and `end` has a line of its own."""
    if hook is not HookName.CHECK_SERVER or len(function.parameters) < 5 or function.end is None:
        return None
    line = script.text.line_of(function.end.start)
    start, _ = script.text.line_span(line)
    if start != function.end.start:
        return None
    name, indentation = function.parameters[4].name, script.text.decode(script.text.line_bounds(line)[0], start)
    return inserting(start, f"    return {name}{script.text.newline}{indentation}", f"Add return {name}")


RULE = Rule(name="implicit-result", explanation=__doc__, check=check)
