"""A value is given to a name that was never declared, so it becomes a global.

    function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
        x = VPOP3.PostgresQuery("…")          -- global: any function may overwrite it
        local x = VPOP3.PostgresQuery("…")    -- seen here only

A global can be overwritten by every other function of the script that happens to use the same name, and a misspelt
name is taken for a new one. Write `local` where a name is first given a value. At the top of the script, outside of
functions, the rule only informs. Hooks have to be global, and functions at the top may be.
"""

from collections.abc import Iterator

from rules.lint.finding import Severity
from rules.lint.names import Name
from rules.lint.rule import Remark, Repair, Rule, at, inserting
from rules.lint.rules.hook_name import meant
from rules.lint.script import Script
from rules.lint.standard import NAMES
from rules.lint.tree import Node
from rules.vpop3.hooks import HookName

_GIVING = frozenset({"assignment_statement", "function_declaration"})


def check(script: Script) -> Iterator[Remark]:
    hooks = {function.name for function in script.functions.all if meant(script, function)} | set(HookName)
    for name, uses in script.names.globals.items():
        writes = [use for use in uses if use.written and not use.node.broken]
        if name in NAMES or name in hooks or not writes:
            continue
        outside = [write for write in writes if script.functions.around(write.node) is None]
        first_in_function = {script.functions.around(write.node): write for write in reversed(writes)}
        for write in outside[:1] or first_in_function.values():
            if not (outside and _is_function(write)):
                yield _remark(write, uses, inside=not outside)


def _remark(write: Name, uses: list[Name], *, inside: bool) -> Remark:
    name = write.text
    if inside:
        message = f"{name} is not declared, so every function of the script shares it: write `local {name}`."
    else:
        message = f"{name} is global; `local {name}` is enough for the functions of this script."
    severity = Severity.WARNING if inside else Severity.INFORMATION
    return at(write.node, message, severity=severity, repair=_make_local(write, uses))


def _make_local(write: Name, uses: list[Name]) -> Repair | None:
    """Safe where nothing outside the block, or before the assignment, uses the name."""
    variables = write.node.parent
    statement = variables if _is_function(write) else variables.parent if variables else None
    block = statement.parent if statement else None
    if not variables or not statement or not block or statement.kind not in _GIVING:
        return None
    alone = _is_function(write) or (len(variables.all("name")) == 1 and not _reads_itself(statement, uses, write))
    seen = all(use is write or write.node.end <= use.node.start < block.end for use in uses)
    return inserting(statement.start, "local ", f"Make {write.text} local") if alone and seen else None


def _reads_itself(statement: Node, uses: list[Name], write: Name) -> bool:
    return any(use is not write and statement.start <= use.node.start < statement.end for use in uses)


def _is_function(write: Name) -> bool:
    return write.node.parent is not None and write.node.parent.kind == "function_declaration"


RULE = Rule(name="undeclared-global", explanation=__doc__, check=check)
