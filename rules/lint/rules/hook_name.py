"""A function is named almost like a hook, or is a hook that VPOP3 cannot see.

    function Checkserver(domain, mxserver, …)         -- VPOP3 looks for CheckServer: never called
    local function CheckServer(domain, mxserver, …)   -- local: never called

VPOP3 finds a hook by its exact name among the globals. A function of another name is no error for it: the hook simply
does not exist, and the default applies.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from rules.analysis.functions import Function
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at
from rules.vpop3.hooks import HookName

_BY_PLAIN_NAME = {name.lower(): name for name in HookName}


def check(script: Script) -> Iterator[Remark]:
    for function in script.functions.all:
        name, hook = function.name_node, meant(script, function)
        if name is None or hook is None:
            continue
        if not function.is_global:
            yield _local(function, name)
        elif name.text != hook:
            certain = _plain(name.text) in _BY_PLAIN_NAME
            yield _remark(script, name, hook, Severity.ERROR if certain else Severity.WARNING)


def meant(script: Script, function: Function) -> HookName | None:
    """Return the hook that a function is, or that its author meant."""
    name = function.name_node
    if name is None or name.broken:
        return None
    if not function.is_global:
        at_top = script.functions.around(function.node) is None
        return HookName(name.text) if at_top and name.text in set(HookName) else None
    if hook := _BY_PLAIN_NAME.get(_plain(name.text)):
        return hook
    close = get_close_matches(_plain(name.text), _BY_PLAIN_NAME, n=1, cutoff=0.9)
    return _BY_PLAIN_NAME[close[0]] if close and not _is_called(script, function) else None


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _is_called(script: Script, function: Function) -> bool:
    """Return whether the script itself calls it: then it is a helper with a similar name."""
    return any(not use.written for use in script.names.globals[function.name or ""])


def _remark(script: Script, name: Node, hook: HookName, severity: Severity) -> Remark:
    """Report it. The fix renames every use, so that the script's own calls go on working."""
    uses = [use.node for use in script.names.globals[name.text]]
    changes = tuple(Change(start=use.start, end=use.end, text=hook) for use in uses)
    message = f"VPOP3 never calls {name.text}: the hook is named {hook}."
    return at(name, message, severity=severity, repair=Repair(title=f"Rename it to {hook}", changes=changes))


def _local(function: Function, name: Node) -> Remark:
    word = function.node.child("local")
    change = Change(start=word.start, end=name.start, text="function ") if word else None
    repair = Repair(title="Make it global", changes=(change,)) if change else None
    message = f"VPOP3 never calls this {name.text}: it is local, and hooks are found among the globals."
    return at(name, message, severity=Severity.ERROR, repair=repair)


RULE = Rule(name="hook-name", explanation=__doc__, check=check)
