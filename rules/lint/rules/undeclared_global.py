"""A value is given to a name that was never declared, so it becomes a global.

    function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
        x = VPOP3.PostgresQuery("…")          -- global: any function may overwrite it
        local x = VPOP3.PostgresQuery("…")    -- seen here only

A global can be overwritten by every other function of the script that happens to use the same name, and a misspelt
name is taken for a new one. Write `local` where a name is first given a value, or, where a value is to last from one
call to the next, at the top of the script. There, outside of functions, the rule only informs. Hooks have to be global,
and functions at the top may be.
"""

from collections import defaultdict
from collections.abc import Iterator

from rules.analysis.functions import Function
from rules.analysis.lua_standard import NAMES
from rules.analysis.scopes import Name
from rules.analysis.script import Script
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Repair, Rule, at, inserting
from rules.lint.rules.hook_name import meant
from rules.vpop3.hooks import HookName

_GIVING = frozenset({"assignment_statement", "function_declaration"})


def check(script: Script) -> Iterator[Remark]:
    hooks = {function.name for function in script.functions.all if meant(script, function)} | set(HookName)
    for name, uses in script.names.globals.items():
        writes = [use for use in uses if use.written and not use.node.broken]
        if name in NAMES or name in hooks or not writes:
            continue
        if outside := [write for write in writes if script.functions.around(write.node) is None]:
            if not _is_function(outside[0]):
                yield _at_the_top(outside[0], uses)
        else:
            yield from _inside(script, [use for use in uses if not use.node.broken])


def _at_the_top(write: Name, uses: list[Name]) -> Remark:
    message = f"{write.text} is global; `local {write.text}` is enough for the functions of this script."
    return at(write.node, message, severity=Severity.INFORMATION, repair=_make_local(write, uses))


def _inside(script: Script, uses: list[Name]) -> Iterator[Remark]:
    """Report once for each function that gives it a value. Where one reads it first, it may be meant to keep
    another's value."""
    of_each: dict[Function | None, list[Name]] = defaultdict(list)
    for use in sorted(uses, key=lambda use: use.node.start):
        of_each[script.functions.around(use.node)].append(use)
    kept = any(not own[0].written or _reads_itself(own[0], uses) for own in of_each.values())
    for own in of_each.values():
        if write := next((use for use in own if use.written), None):
            name = write.text
            repair = _declare_on_top(script, write) if kept else _make_local(write, own)
            message = f"{name} is not declared, so every function of the script shares it: "
            if kept:
                message += f"if it is to keep its value, put `local {name}` at the top of the script."
            else:
                message += f"write `local {name}`." if repair else f"put `local {name}` above its first use."
            yield at(write.node, message, repair=repair)


def _make_local(write: Name, uses: list[Name]) -> Repair | None:
    """Offer `local`, which is safe where nothing outside the block, or before the assignment, uses the name."""
    variables = write.node.parent
    statement = variables if _is_function(write) else variables.parent if variables else None
    block = statement.parent if statement else None
    if not variables or not statement or not block or statement.kind not in _GIVING:
        return None
    alone = _is_function(write) or (len(variables.all("name")) == 1 and not _reads_itself(write, uses))
    seen = all(use is write or write.node.end <= use.node.start < block.end for use in uses)
    return inserting(statement.start, "local ", f"Make {write.text} local") if alone and seen else None


def _declare_on_top(script: Script, write: Name) -> Repair | None:
    """Offer a declaration at the top, unless a local of that name would hide it from some of its uses, or be hidden."""
    name = write.text
    if _is_function(write) or any(each.name == name for each in script.names.declarations):
        return None
    return inserting(script.tree.nodes[1].start, f"local {name}{script.text.newline}", f"Declare {name} at the top")


def _reads_itself(write: Name, uses: list[Name]) -> bool:
    variables = write.node.parent
    statement = variables.parent if variables and not _is_function(write) else None
    return statement is not None and any(
        use is not write and not use.written and statement.start <= use.node.start < statement.end for use in uses
    )


def _is_function(write: Name) -> bool:
    return write.node.parent is not None and write.node.parent.kind == "function_declaration"


RULE = Rule(name="undeclared-global", explanation=__doc__, check=check)
