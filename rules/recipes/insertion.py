"""Inserting a recipe into a script, beside the rules that are there."""

import re
from dataclasses import dataclass

from rules.analysis.script import Script
from rules.recipes.hook_entry import Splice, entries, new_hook
from rules.recipes.names import renamed, taken
from rules.recipes.parameters import Values
from rules.recipes.recipe import Recipe
from rules.recipes.refusal import Refusal, refuse_broken, refuse_hidden
from rules.vpop3.hooks import HOOKS

__all__ = ["Insertion", "Refusal", "insert", "lua_of"]

_BOM = b"\xef\xbb\xbf"
_LONG_COMMENT = re.compile(rb"--\[=*\[")


@dataclass(frozen=True, slots=True, kw_only=True)
class Insertion:
    """The script with the recipe in it. `before`: the line in which the recipe stood already, if it did."""

    text: str
    before: int | None


def lua_of(recipe: Recipe, values: Values) -> str:
    """Return the recipe's own text: a block, out of which only the function is seen that a hook calls."""
    body = "".join(f"    {line}\n" if line else "\n" for line in recipe.lua(values).splitlines())
    return f"{recipe.heading}\nlocal {recipe.call.function}\ndo\n{body}end\n"


def insert(recipe: Recipe, values: Values, script: Script) -> Insertion:
    """Insert a recipe. Its hook is called first and goes on with what the script does where the recipe has nothing to
    say. Raise Refusal with a sentence where the script cannot take it."""
    refuse_broken(script)
    hook = HOOKS[recipe.call.hook]
    refuse_hidden(script, hook.name)
    names = taken(script)
    lua, function = renamed(lua_of(recipe, values), recipe.call.function, names)
    splices = entries(recipe.call, function, script, names)
    text = lua if splices else f"{lua}\n{new_hook(recipe.call, function, names)}"
    start = _beginning(script)
    splices.append(Splice(start, start, text + "\n" if script.text.source[start:].strip() else text))
    return Insertion(text=_spliced(script, splices), before=_line_of(recipe, script))


def _beginning(script: Script) -> int:
    """Return the place behind the comment at the head of the script, if an empty line ends that, else the start."""
    source = script.text.source
    start = len(_BOM) if source.startswith(_BOM) else 0
    line = first = script.text.line_of(start)
    while (text := _line(script, line)).startswith(b"--") and not _LONG_COMMENT.match(text):
        line += 1
    behind = script.text.line_bounds(line + 1)[0]
    ends_here = line > first and not _line(script, line) and source[behind - 1 : behind] in {b"\n", b"\r"}
    return behind if ends_here else start


def _line(script: Script, number: int) -> bytes:
    return script.text.source[slice(*script.text.line_bounds(number))].strip()


def _spliced(script: Script, splices: list[Splice]) -> str:
    source, newline = script.text.source, script.text.newline
    for splice in sorted(splices, key=lambda each: each.start, reverse=True):
        new = splice.text.replace("\n", newline).encode()
        source = source[: splice.start] + new + source[splice.end :]
    return source.decode()


def _line_of(recipe: Recipe, script: Script) -> int | None:
    place = script.text.source.find(recipe.heading.encode())
    return script.text.line_of(place) if place >= 0 else None
