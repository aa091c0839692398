"""A name is read that has no value: it is not declared, not given a value anywhere, and not part of Lua 5.2.

    local minute = 15
    return false, minutes      -- nil: the name is `minute`

Reading such a name gives nil; calling it or taking a field of it raises an error, and the hook's answer is lost. Names
of other versions of Lua count as undefined too (`unpack` is `table.unpack` in 5.2), and so do `ConnectionId` and
`ConnectionName` before VPOP3 8.8.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from rules.analysis.expressions import arguments, is_operation, operator
from rules.analysis.lua_manual import KEYWORDS
from rules.analysis.lua_standard import FOREIGN_FUNCTIONS, LIBRARIES, NAMES, OTHERWISE, RENAMED
from rules.analysis.scopes import Name
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at, replacing
from rules.vpop3 import versions
from rules.vpop3.hooks import script_globals

_HOST_GLOBALS = script_globals(versions.CURRENT, 1, "").keys()
_MOST_GUESSES = 100
"""The most names for which a similar one is looked for, which takes time; nobody corrects more of them at once."""
_TESTS = frozenset({"if_statement", "elseif_statement", "while_statement"})


def check(script: Script) -> Iterator[Remark]:
    written = {name for name, uses in script.names.globals.items() if any(use.written for use in uses)}
    known = NAMES | written | {"VPOP3"}
    unknown = [use for use in script.names.global_uses(written=False) if use.text not in known]
    for place, use in enumerate(unknown):
        if use.text in _HOST_GLOBALS:
            yield from _host_global(script, use)
        else:
            yield _undefined(script, use, known if place < _MOST_GUESSES else frozenset())
    yield from _members(script)


def _host_global(script: Script, use: Name) -> Iterator[Remark]:
    given = script_globals(script.version, 1, "")
    if use.text not in given and not _is_test(use.node.parent):
        yield at(use.node, f"{use.text} is nil here: VPOP3 sets it from {versions.HOLDS}, not in {script.version}.")


def _is_test(parent: Node | None) -> bool:
    """Return whether nil does no harm there: a condition, or a comparison for equality."""
    if parent is None or parent.kind in _TESTS:
        return parent is not None
    return is_operation(parent, "==", "~=", "and", "or") or (
        parent.kind == "unary_expression" and operator(parent) == "not"
    )


def _undefined(script: Script, use: Name, known: frozenset[str]) -> Remark:
    better = RENAMED.get(use.text) or (_similar(use.text, script.names.visible(use.node) | known) if known else None)
    if literal := _prefixed_text(use.node):
        message = f"Lua has no {use.text}{literal[0]}…{literal[0]}: join texts with `..`, or write string.format."
        return at(use.node, message, severity=Severity.ERROR)
    if use.text in OTHERWISE:
        return at(use.node, _belongs_elsewhere(use.text), severity=_severity(use.node))
    if use.text in FOREIGN_FUNCTIONS and _is_called(use.node):
        message = f"{use.text} does not exist in Lua: {FOREIGN_FUNCTIONS[use.text]}."
        return at(use.node, message, severity=Severity.ERROR)
    message = f"{use.text} has no value anywhere in this script"
    if use.text in RENAMED:
        language = "language" if RENAMED[use.text] in KEYWORDS else "version of Lua"
        message = f"{use.text} belongs to another {language}"
    return at(use.node, _sentence(message, better), severity=_severity(use.node), repair=_rename(use.node, better))


def _is_called(node: Node) -> bool:
    return node.role == "name" and node.parent is not None and node.parent.kind == "function_call"


def _prefixed_text(node: Node) -> str | None:
    """Return the text of `f"…"` and `r"…"`, which Lua reads as a call of f."""
    given = node.parent.get("arguments") if node.parent and _is_called(node) else None
    if given is None or node.text.lower() not in {"f", "r", "b", "u", "rb", "fr"} or given.start != node.end:
        return None
    return given.text if given.text[:1] in {'"', "'"} else None


def _members(script: Script) -> Iterator[Remark]:
    for node in script.tree.of("dot_index_expression"):
        owner, key = node.get("table"), node.get("field")
        if owner is None or key is None or owner.kind != "identifier" or key.broken:
            continue
        members = LIBRARIES.get(owner.text)
        if members and key.text not in members and script.names.is_global(owner, owner.text) and not _is_written(node):
            yield _unknown_member(node, owner.text, key.text, members)


def _unknown_member(node: Node, library: str, member: str, members: frozenset[str]) -> Remark:
    full = f"{library}.{member}"
    if full in OTHERWISE:
        return at(node, _belongs_elsewhere(full), severity=_severity(node), repair=_logarithm(node, full))
    close = _similar(member, members)
    better = RENAMED.get(full) or (f"{library}.{close}" if close else None)
    message = _sentence(f"{full} does not exist in Lua 5.2", better)
    return at(node, message, severity=_severity(node), repair=_rename(node, better))


def _belongs_elsewhere(name: str) -> str:
    return f"{name} does not exist in Lua 5.2: {OTHERWISE[name]}."


def _logarithm(node: Node, name: str) -> Repair | None:
    """Rewrite `math.log10(x)` as `math.log(x, 10)`."""
    call = node.parent
    given = call.get("arguments") if call and call.kind == "function_call" and node.role == "name" else None
    if name != "math.log10" or given is None or not given.text.endswith(")") or len(arguments(call or node)) != 1:
        return None
    edits = (
        Change(start=node.start, end=node.end, text="math.log"),
        Change(start=given.end - 1, end=given.end - 1, text=", 10"),
    )
    return Repair(title="Write math.log(…, 10)", changes=edits)


def _similar(name: str, candidates: set[str] | frozenset[str]) -> str | None:
    """Return a name that differs in capitals only, or is nearly the same."""
    same = (each for each in sorted(candidates) if each.lower() == name.lower())
    return next(same, None) or next(iter(get_close_matches(name, sorted(candidates), n=1, cutoff=0.8)), None)


def _sentence(message: str, better: str | None) -> str:
    return f"{message}: did you mean {better}?" if better else f"{message}: it is nil."


def _rename(node: Node, better: str | None) -> Repair | None:
    return replacing(node, better, f"Write {better}") if better else None


def _severity(node: Node) -> Severity:
    """Return an error where it is certain to be one: nil is called, or a field of it is read."""
    return Severity.ERROR if node.role == "table" or _is_called(node) else Severity.WARNING


def _is_written(node: Node) -> bool:
    return node.parent is not None and node.parent.kind in {"variable_list", "function_declaration"}


RULE = Rule(name="undefined-name", explanation=__doc__, check=check)
