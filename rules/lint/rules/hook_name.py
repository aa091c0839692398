"""A function is named almost like a hook, or is a hook that VPOP3 cannot see.

    function Checkserver(domain, mxserver, …)         -- VPOP3 looks for CheckServer: never called
    local function CheckServer(domain, mxserver, …)   -- local: never called

VPOP3 finds a hook by its exact name among the globals. A function of another name is no error for it: the hook simply
does not exist, and the default stands.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from rules.lint.finding import Severity
from rules.lint.functions import Function
from rules.lint.rule import Change, Remark, Repair, Rule, at
from rules.lint.script import Script
from rules.lint.tree import Node
from rules.vpop3.hooks import HookName

_BY_PLAIN_NAME = {name.lower(): name for name in HookName}


def check(script: Script) -> Iterator[Remark]:
    for function in script.functions.all:
        if function.name_node is None or function.name_node.broken:
            continue
        if function.is_global:
            yield from _misspelt(script, function, function.name_node)
        elif function.name_node.text in set(HookName) and script.functions.around(function.node) is None:
            yield _local(function, function.name_node)


def _misspelt(script: Script, function: Function, name: Node) -> Iterator[Remark]:
    if name.text in set(HookName):
        return
    plain = name.text.replace("_", "").lower()
    if hook := _BY_PLAIN_NAME.get(plain):
        yield _remark(script, name, hook, Severity.ERROR)
    elif not _is_called(script, function) and (close := get_close_matches(plain, _BY_PLAIN_NAME, n=1, cutoff=0.9)):
        yield _remark(script, name, _BY_PLAIN_NAME[close[0]], Severity.WARNING)


def _is_called(script: Script, function: Function) -> bool:
    """A function that the script itself uses is a helper that merely sounds like a hook."""
    return any(not use.written for use in script.names.globals[function.name or ""])


def _remark(script: Script, name: Node, hook: HookName, severity: Severity) -> Remark:
    """The fix renames every use, so that the script goes on calling it where it does."""
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
