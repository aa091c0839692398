"""A hook's parameters differ from those that VPOP3 passes.

    function CheckServer(mxserver, domain)     -- `mxserver` gets the domain
    function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)

Lua passes values by their order and does not complain: parameters in another order have each other's values, one too
many is always nil, and what is left out cannot be used. Other names are fine. Of `FinalOverrides` the vendor documents
no parameters; what mxadmin assumes of it is information only.
"""

from collections.abc import Iterator

from rules.analysis.functions import Function
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule
from rules.vpop3.hooks import Basis, Hook


def check(script: Script) -> Iterator[Remark]:
    for hook, function in script.hooks:
        parameters = function.node.get("parameters")
        if parameters is None or parameters.damaged:
            continue
        if reason := _reason(hook, function):
            yield _remark(hook, parameters, *reason)


def _reason(hook: Hook, function: Function) -> tuple[str, Severity, bool] | None:
    """Return what is wrong, how bad it is, and whether the right list can replace this one."""
    names = [parameter.name for parameter in function.parameters]
    expected = [name.lower() for name in hook.parameter_names]
    for place, name in enumerate(names):
        if name.lower() in expected and expected.index(name.lower()) != place:
            right = f"{_ordinal(expected.index(name.lower()))}, not {_ordinal(place)}"
            return f"{name} is the {right}", Severity.ERROR, _all_known(names, expected)
    if len(names) > len(expected):
        return f"this one takes {len(names)}, and the rest is nil", Severity.WARNING, False
    if len(names) < len(expected) and not function.takes_more:
        return f"this one takes {len(names)}", Severity.WARNING, _is_start(names, expected)
    return None


def _remark(hook: Hook, parameters: Node, reason: str, severity: Severity, can_replace: bool) -> Remark:
    text = f"({', '.join(hook.parameter_names)})"
    change = Change(start=parameters.start, end=parameters.end, text=text)
    assumed = hook.basis is Basis.ASSUMED
    return Remark(
        start=parameters.start,
        end=parameters.end,
        message=f"{hook.name} is {hook.basis} as {text}: {reason}.",
        severity=Severity.INFORMATION if assumed else severity,
        repair=Repair(title=f"Write {text}", changes=(change,)) if can_replace else None,
    )


def _all_known(names: list[str], expected: list[str]) -> bool:
    """Return whether the body would still find each name that it uses."""
    return {name.lower() for name in names} <= set(expected)


def _is_start(names: list[str], expected: list[str]) -> bool:
    return [name.lower() for name in names] == expected[: len(names)]


def _ordinal(place: int) -> str:
    return ("first", "second", "third", "fourth", "fifth")[place] if place < 5 else f"{place + 1}th"


RULE = Rule(name="hook-parameters", explanation=__doc__, check=check)
