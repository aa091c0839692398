"""A hook is defined inside another function, so that VPOP3 does not see it.

    function GetCheckCache(domain, numRetries, messageSize)
        function CheckServer(domain, mxserver, …)     -- exists only after GetCheckCache has run
        end
    end

VPOP3 looks for the hooks after it has loaded the script. Often an `end` is missing before the inner function, and there
is one too many at the end of the script.
"""

from collections.abc import Iterator

from rules.analysis.script import Script
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule, at


def check(script: Script) -> Iterator[Remark]:
    for hook, function in script.hooks:
        around = script.functions.around(function.node)
        if around is None or function.node.broken or function.name_node is None:
            continue
        where = f"inside {around.name}" if around.name else "inside another function"
        message = f"{hook.name} is defined {where}: VPOP3 does not see it. Is an `end` missing before it?"
        yield at(function.name_node, message, severity=Severity.ERROR)


RULE = Rule(name="nested-hook", explanation=__doc__, check=check)
