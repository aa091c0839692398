"""A local name, or a parameter of a helper function, is never read.

    local limit = 5            -- never read: is another name used in its place?
    local function held(server, minutes)
        return server == "mx.example.com"     -- minutes is never read
    end

    ::again::                  -- no goto leads to this label
    local seen = {}
    seen[domain] = true        -- only written: nothing ever reads seen

Often the sign of a misspelt name or of something half changed. A name that begins with `_` says that it is not read on
purpose. Parameters of hooks are VPOP3's and are not reported, nor are those of functions without a name.
"""

from collections.abc import Iterator

from rules.analysis.expressions import value_of
from rules.analysis.functions import Function
from rules.analysis.scopes import Declaration, Role
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Change, Remark, Repair, Rule, at, replacing
from rules.lint.rules.hook_name import meant
from rules.vpop3.hooks import HookName

_WITHOUT_EFFECT = frozenset({"string", "number", "true", "false", "nil", "identifier", "function_definition"})


def check(script: Script) -> Iterator[Remark]:
    helpers = {function for function in script.functions.all if function.name and not meant(script, function)}
    for declaration in script.names.declarations:
        node = declaration.node
        if declaration.name.startswith("_") or node.broken or declaration.scope.node.damaged:
            continue
        if _is_read(declaration) or node.kind != "identifier":
            continue
        if declaration.role is Role.PARAMETER and _is_of_one(script, declaration, helpers):
            title = f"Rename it to _{declaration.name}"
            message = f"The parameter {declaration.name} is never read."
            yield at(
                node, message, repair=None if declaration.writes else replacing(node, f"_{declaration.name}", title)
            )
        elif declaration.role in {Role.LOCAL, Role.LOCAL_FUNCTION} and declaration.name not in set(HookName):
            yield at(node, f"The {declaration.role} {declaration.name} is never read.", repair=_removal(declaration))
    yield from _labels(script)
    yield from _only_filled(script)


def _labels(script: Script) -> Iterator[Remark]:
    wanted = {name.text for jump in script.tree.of("goto_statement") if (name := jump.child("identifier"))}
    for label in script.tree.of("label_statement"):
        name = label.child("identifier")
        if name and name.text not in wanted and not label.damaged:
            yield at(label, f"No goto leads to the label {name.text}.")


def _only_filled(script: Script) -> Iterator[Remark]:
    """Return whether it is a table whose elements are given values, and which is used for nothing else."""
    for declaration in script.names.declarations:
        made = value_of(declaration)
        if declaration.role is not Role.LOCAL or declaration.writes or not made or made.kind != "table_constructor":
            continue
        if declaration.reads and all(_is_filled(read.node) for read in declaration.reads):
            yield at(declaration.node, f"Nothing reads {declaration.name}: values are only added to it.")


def _is_filled(node: Node) -> bool:
    index = node.parent
    if index is None or node.role != "table" or index.role != "name" or index.parent is None:
        return False
    return index.parent.kind == "variable_list"


def _is_read(declaration: Declaration) -> bool:
    """Return whether it is read. A function that only calls itself is not."""
    function = declaration.node.parent
    if declaration.role is not Role.LOCAL_FUNCTION or function is None:
        return bool(declaration.reads)
    return any(not function.start <= use.node.start < function.end for use in declaration.reads)


def _is_of_one(script: Script, declaration: Declaration, helpers: set[Function]) -> bool:
    found = script.functions.of_parameter(declaration)
    return found is not None and found[0] in helpers


def _removal(declaration: Declaration) -> Repair | None:
    """Offer to remove the statement, where nothing is lost with it."""
    variables = declaration.node.parent
    outer = variables.parent if variables else None
    statement = outer if outer is None or outer.kind == "variable_declaration" else outer.parent
    value = value_of(declaration)
    if not variables or not statement or declaration.writes or len(variables.all("name")) != 1:
        return None
    if statement.kind != "variable_declaration" or (value and value.kind not in _WITHOUT_EFFECT):
        return None
    return Repair(title="Remove it", changes=(Change(start=statement.start, end=statement.end, text=""),))


RULE = Rule(name="unused", explanation=__doc__, check=check)
