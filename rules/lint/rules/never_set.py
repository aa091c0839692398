"""A local name is read that never gets a value.

    local limit
    if numRetries > limit then      -- limit is nil: this raises an error

Often a value was given to another name, misspelt, or inside a function that has a local of the same name.
"""

from collections.abc import Iterator

from rules.analysis.scopes import Declaration, Role
from rules.analysis.script import Script
from rules.lint.rule import Remark, Rule, at


def check(script: Script) -> Iterator[Remark]:
    for declaration in script.names.declarations:
        if declaration.role is Role.LOCAL and not declaration.writes and _has_no_value(declaration):
            for read in declaration.reads[:1]:
                line = script.text.line_of(read.node.start)
                yield at(declaration.node, f"{declaration.name} never gets a value, so it is nil in line {line}.")


def _has_no_value(declaration: Declaration) -> bool:
    """Recognise `local name` alone: in `local a, b = f()` both get what `f` gives."""
    holder = declaration.node.parent
    statement = holder.parent if holder else None
    return statement is not None and statement.kind == "variable_declaration"


RULE = Rule(name="never-set", explanation=__doc__, check=check)
