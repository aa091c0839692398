"""A local name hides another one that could be meant.

    local limit = 5
    local function busy(server)
        local limit = 10       -- from here to the end of the function, `limit` is this one
    end

Within its block the first one cannot be reached any more, and somebody may change one of them and mean the other.
The same goes for names of Lua's own (`string`, `type`) and for global functions of the script. `local type = type` is
common and harmless and is not reported.
"""

from collections.abc import Iterator

from rules.analysis.expressions import inner, value_of
from rules.analysis.lua_standard import NAMES
from rules.analysis.scopes import Declaration, Name
from rules.analysis.script import Script
from rules.lint.rule import Remark, Rule, at


def check(script: Script) -> Iterator[Remark]:
    written = {use.text: use for use in reversed(list(script.names.global_uses(written=True)))}
    for declaration in script.names.declarations:
        if declaration.name.startswith("_") or declaration.node.broken or _keeps_its_meaning(declaration):
            continue
        if hidden := _hidden(script, declaration, written):
            yield at(declaration.node, f"{declaration.name} hides {hidden}: choose another name.")
    for use in script.names.global_uses(written=True):
        if use.text in NAMES:
            yield at(use.node, f"{use.text} is Lua's own and is replaced here for the whole script.")


def _hidden(script: Script, declaration: Declaration, written: dict[str, Name]) -> str | None:
    name = declaration.name
    if outer := script.names.outer(declaration):
        line = script.text.line_of(outer.node.start)
        return f"the {outer.role} of the same name from line {line}" if outer.node.kind == "identifier" else None
    if name in NAMES or name == "VPOP3":
        return "the table of VPOP3's functions" if name == "VPOP3" else f"Lua's own {name}"
    if name in written:
        return f"the global of the same name from line {script.text.line_of(written[name].node.start)}"
    return None


def _keeps_its_meaning(declaration: Declaration) -> bool:
    """Recognise `local type = type`."""
    value = value_of(declaration)
    return value is not None and inner(value).kind == "identifier" and inner(value).text == declaration.name


RULE = Rule(name="shadowing", explanation=__doc__, check=check)
