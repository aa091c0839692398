"""Names that do not meet: those of a recipe, beside those of the script that it is inserted into."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rules.analysis.scopes import Declaration, Names
from rules.analysis.script import Script
from rules.analysis.tree import Node, Tree
from rules.vpop3.hooks import HookName


@dataclass(frozen=True, slots=True)
class Taken:
    """The names of a script: `all` that occur, and the globals that it gives a value, which no local may hide."""

    all: frozenset[str]
    globals: frozenset[str]


def taken(script: Script) -> Taken:
    written = frozenset(use.text for use in script.names.global_uses(written=True))
    return Taken(frozenset(node.text for node in script.tree.of("identifier")), written)


def free(name: str, avoided: Collection[str]) -> str:
    """Return the name, or with the first number that makes it a new one."""
    number, found = 1, name
    while found in avoided:
        number += 1
        found = f"{name}_{number}"
    return found


def renamed(lua: str, outer: str, names: Taken) -> tuple[str, str]:
    """Rename what a recipe's text declares, where the script has that name; return the text and the name of `outer`,
    the function that hooks call. Inside the recipe's block a name may be one of the script's locals, which are not
    seen there."""
    source = lua.encode()
    declared = Names(Tree(source))
    own = {each.name for each in declared.declarations}
    avoided = names.all | own | set(HookName)
    new = {name: free(name, avoided) for name in own if name in names.globals}
    if outer in names.all:
        new[outer] = free(outer, avoided)
    return _with_names(source, declared, new), new.get(outer, outer)


def _with_names(source: bytes, declared: Names, new: Mapping[str, str]) -> str:
    places = {
        (node.start, node.end): new[each.name]
        for each in declared.declarations
        if each.name in new
        for node in _uses(each)
    }
    for (start, end), name in sorted(places.items(), reverse=True):
        source = source[:start] + name.encode() + source[end:]
    return source.decode()


def _uses(declaration: Declaration) -> list[Node]:
    return [declaration.node, *(use.node for use in (*declaration.reads, *declaration.writes))]
