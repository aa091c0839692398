"""`CheckServer` answers on its own and never looks at `defaultResult`.

    function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
        return mxserver ~= "mx.example.com"   -- true also for servers that VPOP3 would not use
    end

`defaultResult` is what VPOP3 would decide itself; mxadmin assumes that it is false for a server whose name has no
address. A hook that answers true without looking at it overrules that. Answering only `false`, or nothing, is fine.
"""

from collections.abc import Iterator

from rules.analysis.expressions import inner, returned
from rules.analysis.functions import Function
from rules.analysis.script import Script
from rules.lint.rule import Remark, Rule, at
from rules.vpop3.hooks import HookName

_PLACE = 4


def check(script: Script) -> Iterator[Remark]:
    for function in script.defined(HookName.CHECK_SERVER):
        if function.node.damaged or not function.name_node or not _may_say_yes(script, function):
            continue
        if len(function.parameters) > _PLACE:
            parameter = function.parameters[_PLACE]
            if not parameter.reads:
                yield at(parameter.node, _message(parameter.name))
        elif not function.takes_more:
            yield at(function.name_node, _message("defaultResult"))


def _may_say_yes(script: Script, function: Function) -> bool:
    answers = [returned(statement)[:1] for statement in script.functions.returns(function)]
    return any(inner(value).kind not in {"false", "nil"} for values in answers for value in values)


def _message(name: str) -> str:
    return f"{name} is never read, so servers are accepted that VPOP3 itself would refuse."


RULE = Rule(name="default-result", explanation=__doc__, check=check)
