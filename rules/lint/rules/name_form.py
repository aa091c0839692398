"""A domain or server is compared with a name that is not in the form that VPOP3 gives.

    if domain == "Example.com" then         -- never: names are in small letters
    if domain == "example.com." then        -- never: there is no final dot
    if domain == "user@example.com" then    -- never: it is the domain alone
    if mxserver == "*.google.com" then      -- never: `*` stands for nothing in Lua
    if mxserver:match("%.google%.com$") then

That names come in small letters, without a final dot and in ASCII (xn--…) is what mxadmin assumes; a script that is to
be safe in any case compares `domain:lower()` with a name in small letters.
"""

import re
from collections.abc import Iterator

import idna

from rules.analysis.constants import as_literal, constant, text_of
from rules.analysis.expressions import arguments, inner, method, operator, sides, string
from rules.analysis.host_names import host
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Change, Remark, Repair, Rule, at
from rules.lint.wording import shown

_PORT = re.compile(r"(?<=[a-z0-9]):\d{1,5}\Z")
_ADDRESS = re.compile(r"\w+://")


def check(script: Script) -> Iterator[Remark]:
    for node in script.tree.of("binary_expression"):
        both = sides(node) if operator(node) in {"==", "~="} and not node.damaged else None
        for subject, other in (both, both[::-1]) if both else ():
            if (name := host(script, subject)) and (text := text_of(other, script.names)) is not None:
                yield from _compared(script, node, subject, other, text, name)
            elif _changes_case(script, subject) and (text := text_of(other, script.names)) is not None:
                yield from _other_case(script, node, subject, other, text)
    for index in script.tree.of("bracket_index_expression"):
        yield from _looked_up(script, index)


def wrong(text: str, name: str) -> tuple[str, str | None] | None:
    """Return why a domain or server is never this text, and how it would be written."""
    if not text:
        return None
    for reason, better in _reasons(text, name):
        if better != text:
            return reason, better
    return None


def _reasons(text: str, name: str) -> Iterator[tuple[str, str | None]]:
    plain = text.strip()
    if _ADDRESS.match(plain):
        yield f"{name} is a name, not the address of a page", _ADDRESS.sub("", plain).partition("/")[0].lower()
    if "@" in plain:
        yield f"{name} has no `@`: it is the part after it", plain.rpartition("@")[2].lower().rstrip(".")
    if "*" in plain or "%" in plain:
        yield "with `==` a pattern is no pattern", None
    yield f"{name} has no spaces around it", text.strip() if plain != text else text
    yield f"{name} has no final dot", plain.rstrip(".").lower() if plain.endswith(".") else text
    if plain.startswith("."):
        yield f"{name} begins with no dot", plain.lstrip(".").lower()
    if found := _PORT.search(plain.lower()):
        yield f"{name} has no port", plain[: found.start()].lower()
    yield f"{name} is in small letters", plain.lower()
    yield f"{name} is in ASCII", _ascii(plain)


def _ascii(text: str) -> str | None:
    if text.isascii():
        return text
    try:
        return idna.encode(text.lower(), uts46=True).decode("ascii")
    except idna.IDNAError:
        return None


def _compared(script: Script, node: Node, subject: Node, other: Node, text: str, name: str) -> Iterator[Remark]:
    if found := wrong(text, name):
        outcome = f"`{operator(node)}` is always {'false' if operator(node) == '==' else 'true'}"
        message = f"{found[0]}: {outcome}."
        yield at(other, message, repair=_repair(script, node, subject, other, found[1]))


def _repair(script: Script, node: Node, subject: Node, other: Node, better: str | None) -> Repair | None:
    literal = constant(other, script.names)
    text = string(literal) or ""
    if better is None and text.startswith("*.") and "*" not in text[1:]:
        pattern = as_literal(text[1:].lower().replace(".", "%.").replace("-", "%-") + "$")
        negated = "not " if operator(node) == "~=" else ""
        change = Change(start=node.start, end=node.end, text=f"{negated}{subject.text}:match({pattern})")
        return Repair(title="Compare with a pattern", changes=(change,)) if subject.kind == "identifier" else None
    if not better or literal.kind != "string":
        return None
    change = Change(start=literal.start, end=literal.end, text=as_literal(better))
    return Repair(title=f"Write {as_literal(better)}", changes=(change,))


def _changes_case(script: Script, node: Node) -> str | None:
    """Return `lower` or `upper` where an expression's letters are changed to small or capital ones."""
    if node.kind != "function_call":
        return None
    name = script.values.library_name(node.get("name"))
    on = method(node)
    word = name.removeprefix("string.") if name and name.startswith("string.") else on[1] if on else None
    return word if word in {"lower", "upper"} and (on or arguments(node)) else None


def _other_case(script: Script, node: Node, subject: Node, other: Node, text: str) -> Iterator[Remark]:
    """Check `x:lower() == "Text"`."""
    word = _changes_case(script, subject)
    better = text.lower() if word == "lower" else text.upper()
    if text.isascii() and better != text:
        letters = "small" if word == "lower" else "capital"
        outcome = f"`{operator(node)}` is always {'false' if operator(node) == '==' else 'true'}"
        message = f"{shown(subject, 'The text')} has only {letters} letters: {outcome}."
        yield at(other, message, repair=_repair(script, node, subject, other, better))


def _looked_up(script: Script, index: Node) -> Iterator[Remark]:
    """Check the keys of the table in `relays[domain]`."""
    key, owner = index.get("field"), index.get("table")
    parameter = host(script, key) if key and owner and not index.damaged else None
    if parameter is None or owner is None:
        return
    for field in _fields(script, owner):
        name = field.get("name")
        text = string(inner(name)) if name else None
        if name is None or text is None or not (found := wrong(text, parameter)):
            continue
        repair = None
        if found[1]:
            change = Change(start=name.start, end=name.end, text=as_literal(found[1]))
            repair = Repair(title=f"Write {as_literal(found[1])}", changes=(change,))
        message = f"{found[0]}: this entry is never found by {shown(index, parameter)}."
        yield at(name, message, repair=repair)


def _fields(script: Script, owner: Node) -> list[Node]:
    made = script.made_once(owner)
    return made.all_of("field") if made else []


RULE = Rule(name="name-form", explanation=__doc__, check=check)
