"""An assignment has more names than values, or more values than names.

    local limit, minutes = 5        -- minutes is nil
    local limit = 5, 10             -- 10 is lost
    local limit, minutes = 5, 10

A call at the end may give several values, so nothing is said about it; nor about a single `nil`.
"""

from collections.abc import Iterator

from rules.analysis.expressions import inner
from rules.analysis.script import Script
from rules.lint.rule import Remark, Rule, at
from rules.lint.wording import shown

_SEVERAL = frozenset({"function_call", "vararg_expression"})


def check(script: Script) -> Iterator[Remark]:
    for assignment in script.tree.of("assignment_statement"):
        variables, given = assignment.child("variable_list"), assignment.child("expression_list")
        if not variables or not given or assignment.damaged:
            continue
        names, values = variables.all("name"), given.all("value")
        if len(values) > len(names):
            yield at(values[len(names)], "This value is lost: there are fewer names than values.")
        elif len(values) < len(names) and values[-1].kind not in _SEVERAL and inner(values[0]).kind != "nil":
            name = names[len(values)]
            yield at(name, f"{shown(name)} gets nil: there are fewer values than names.")


RULE = Rule(name="assignment-count", explanation=__doc__, check=check)
