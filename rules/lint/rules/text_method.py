"""A method or field is used that Lua's texts do not have.

    domain:tolower()              -- domain:lower()
    domain:contains("x")          -- domain:find("x", 1, true)
    domain:endswith(".com")       -- domain:sub(-4) == ".com"
    domain.length                 -- #domain
    domain.find("x")              -- domain:find("x"), with a colon

Such names come from other languages. A method that does not exist raises an error, and the hook's answer is lost; a
field is nil. Lua's texts know byte, find, format, gmatch, gsub, len, lower, match, rep, reverse, sub and upper.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from rules.analysis.expressions import arguments, inner, member, method
from rules.analysis.kinds import ValueKind
from rules.analysis.lua_standard import LIBRARIES
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Repair, Rule, at, replacing
from rules.lint.text_methods import LENGTHS, known_elsewhere
from rules.lint.wording import shown

_METHODS = LIBRARIES["string"]


def check(script: Script) -> Iterator[Remark]:
    if "getmetatable" in script.names.globals:
        return  # The script may add methods to texts.
    for call in script.tree.of("function_call"):
        on = method(call)
        if on and not call.damaged and on[1] not in _METHODS and on[1] not in script.functions.methods:
            yield from _method(script, call, *on)
        elif not on and not call.damaged:
            yield from _without_colon(script, call)
    for index in script.tree.of("dot_index_expression", "bracket_index_expression"):
        if not index.damaged:
            yield from _field(script, index)


def _method(script: Script, call: Node, owner: Node, name: str) -> Iterator[Remark]:
    """Report a method on what is certainly text, or one that texts have in other languages and nothing in this
    script has."""
    kind = script.values.of(owner).kind
    better = known_elsewhere(owner, name, arguments(call))
    if kind is not ValueKind.TEXT and not (kind is ValueKind.UNKNOWN and better and not _has_objects(script)):
        return
    repair: Repair | None
    close = get_close_matches(name, sorted(_METHODS), n=1, cutoff=0.75)
    if better:
        hint = f"write {better}" if len(better) < 60 else "see the fix"
        repair = replacing(call, better, f"Write {better}" if len(better) < 60 else "Write it in Lua")
    elif close:
        hint, repair = f"did you mean {close[0]}?", _renamed(call, close[0])
    else:
        hint, repair = f"there are {', '.join(sorted(_METHODS - {'dump', 'char'}))}", None
    message = f"Text has no method {name} in Lua: {hint}{'' if hint.endswith('?') else '.'}"
    certain = kind is ValueKind.TEXT
    yield at(call, message, severity=Severity.ERROR if certain else Severity.WARNING, repair=repair)


def _without_colon(script: Script, call: Node) -> Iterator[Remark]:
    """Report `domain.find("x")`: with a dot the function does not get the text itself."""
    name = call.get("name")
    named = member(name) if name and name.kind == "dot_index_expression" else None
    if (
        name is None
        or named is None
        or named[1] not in _METHODS
        or script.values.of(named[0]).kind is not ValueKind.TEXT
    ):
        return
    given, dot = arguments(call), name.child(".")
    if dot is None or (given and inner(given[0]).text == named[0].text):
        return
    message = f"With a dot {named[1]} is not given {shown(named[0])}: write {shown(named[0])}:{named[1]}(…)."
    yield at(call, message, severity=Severity.ERROR, repair=replacing(dot, ":", "Write :"))


def _has_objects(script: Script) -> bool:
    """Return whether the script makes metatables or methods: then a table of its own may have this method."""
    return script.uses_metatables or any(
        function.node.kind == "function_declaration" and function.name is None for function in script.functions.all
    )


def _renamed(call: Node, better: str) -> Repair | None:
    name = call.get("name")
    word = name.get("method") if name else None
    return replacing(word, better, f"Write {better}") if word else None


def _field(script: Script, index: Node) -> Iterator[Remark]:
    owner, key = index.get("table"), index.get("field")
    if owner is None or key is None or script.values.of(owner).kind is not ValueKind.TEXT:
        return
    if index.role == "name" and index.parent and index.parent.kind == "variable_list":
        yield at(index, f"{shown(owner)} is text: it has no fields to give a value to.", severity=Severity.ERROR)
        return
    named = member(index)
    if named and (named[1] in _METHODS or named[1] in script.functions.methods):
        return
    if named and named[1].lower() in LENGTHS:
        better = f"#{inner(owner).text}"
        message = f"Text has no field {named[1]} in Lua: its length is {better}."
        yield at(index, message, repair=replacing(index, better, f"Write {better}"))
        return
    letters = ""
    if not named and (script.values.of(key).kind is ValueKind.NUMBER) and inner(owner).kind == "identifier":
        letters = f"{owner.text}:sub({key.text}, {key.text})"
    message = f"{shown(inner(owner), 'This')} is text and has no fields or elements: {shown(index)} is nil"
    message += f"; its letters are {letters}." if letters else "."
    yield at(index, message, repair=replacing(index, letters, f"Write {letters}") if letters else None)


RULE = Rule(name="text-method", explanation=__doc__, check=check)
