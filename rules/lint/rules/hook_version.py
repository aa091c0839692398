"""The chosen VPOP3 version does not call this hook, or does not understand its answer.

`CheckServer` is called from VPOP3 7.10, `FinalOverrides` from 8.6. From 8.8 `CheckServer` may answer with a second
value, the minutes to hold the message for; before, a message whose MX servers are all refused fails at once.
"""

from collections.abc import Iterator

from rules.analysis.expressions import returned
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Remark, Rule, at
from rules.vpop3 import versions
from rules.vpop3.hooks import HookName


def check(script: Script) -> Iterator[Remark]:
    for hook, function in script.hooks:
        if hook.since > script.version and function.name_node:
            message = f"VPOP3 {script.version} never calls {hook.name}: it exists from {hook.since}."
            yield at(function.name_node, message)
        elif hook.name is HookName.CHECK_SERVER and script.version < versions.HOLDS:
            for statement in script.functions.returns(function):
                yield from (_hold(script, value) for value in returned(statement)[1:2])


def _hold(script: Script, value: Node) -> Remark:
    return at(
        value,
        f"VPOP3 {script.version} ignores the minutes (known from {versions.HOLDS}): "
        "a message whose servers are all refused fails.",
    )


RULE = Rule(name="hook-version", explanation=__doc__, check=check)
