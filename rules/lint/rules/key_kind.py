"""A table is indexed with a kind of key that none of its keys has.

    local limits = { [1] = 10, [2] = 20 }
    limits[rows[1].cnt]                         -- nil: text "1" is another key than the number 1
    limits[tonumber(rows[1].cnt)]

    local bad = { "a.example", "b.example" }    -- a list: its keys are 1 and 2
    if bad[domain] then                         -- always nil
    local bad = { ["a.example"] = true, ["b.example"] = true }

Lua raises no error: a key that is not there gives nil.
"""

from collections.abc import Iterator

from rules.analysis import expressions
from rules.analysis.constants import as_literal
from rules.analysis.expressions import callee, element, inner, member
from rules.analysis.kinds import ValueKind
from rules.analysis.scopes import Name
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Change, Remark, Repair, Rule, at
from rules.lint.wording import shown

_READING = frozenset({"ipairs", "pairs", "next", "table.concat", "table.unpack", "unpack"})
_FILLING = frozenset({"table.insert", "table.remove", "table.sort"})


def check(script: Script) -> Iterator[Remark]:
    known: dict[int, set[ValueKind] | None] = {}
    for index in script.tree.of("bracket_index_expression", "dot_index_expression"):
        owner, key = index.get("table"), index.get("field")
        made = script.made_once(owner) if owner and key and not index.damaged else None
        if made is None or owner is None or key is None or _is_given_a_value(index):
            continue
        if made.index not in known:
            known[made.index] = _keys(script, inner(owner), made)
        asked = ValueKind.TEXT if index.kind == "dot_index_expression" else script.values.of(key).kind
        kinds = known[made.index]
        if kinds and asked in {ValueKind.TEXT, ValueKind.NUMBER} and asked not in kinds and len(kinds) == 1:
            yield _remark(script, index, inner(owner), inner(key), made)


def _is_given_a_value(index: Node) -> bool:
    parent = index.parent
    return index.role == "name" and parent is not None and parent.kind in {"variable_list", "function_declaration"}


def _keys(script: Script, owner: Node, made: Node) -> set[ValueKind] | None:
    """Return the kinds of all keys that the table ever has; None where they are not known."""
    kinds = set[ValueKind]()
    for field in made.all_of("field"):
        name = field.get("name")
        if name is None:
            kinds.add(ValueKind.NUMBER)
        else:
            kinds.add(ValueKind.TEXT if not field.child("[") else script.values.of(name).kind)
    for use in _uses(script, owner):
        own = _added(script, use)
        if own is None:
            return None
        kinds |= own
    return kinds if kinds <= {ValueKind.TEXT, ValueKind.NUMBER} and not script.uses_metatables else None


def _uses(script: Script, owner: Node) -> list[Name]:
    name = script.names.of(owner)
    if name is None:
        return []
    return (
        name.declaration.reads
        if name.declaration
        else [use for use in script.names.globals[name.text] if not use.written]
    )


def _added(script: Script, use: Name) -> set[ValueKind] | None:
    """Return the kinds of keys that one use of the table adds; None where it may add any."""
    node, parent = use.node, use.node.parent
    if parent is None:
        return None
    if node.role == "table" and parent.kind.endswith("index_expression"):
        if not _is_given_a_value(parent):
            return set()
        found = element(parent)
        return {ValueKind.TEXT} if not found or member(parent) else {script.values.of(found[1]).kind}
    if parent.kind == "unary_expression":
        return set()
    call = parent.parent if parent.kind == "arguments" else None
    if call and callee(call) in _READING:
        return set()
    return {ValueKind.NUMBER} if call and callee(call) in _FILLING and expressions.arguments(call)[0] is node else None


def _remark(script: Script, index: Node, owner: Node, key: Node, made: Node) -> Remark:
    if script.values.of(key).kind is ValueKind.NUMBER:
        message = f"{shown(index)} is always nil: the keys of {shown(owner)} are texts, and {shown(key)} is a number."
        return at(index, message)
    is_list = all(field.get("name") is None for field in made.all_of("field"))
    what = "is a list, whose keys are 1, 2, 3, …" if is_list else "has numbers for keys"
    message = f"{shown(index)} is always nil: {shown(owner)} {what}, and {shown(key, 'this')} is text."
    repair = _as_set(script, owner, made) if is_list else None
    if script.values.of(key).may_be_nil:
        repair = _as_number(key)
    return at(index, message, repair=repair)


def _as_number(key: Node) -> Repair:
    opening = Change(start=key.start, end=key.start, text="tonumber(")
    return Repair(
        title="Make it a number with tonumber", changes=(opening, Change(start=key.end, end=key.end, text=")"))
    )


def _as_set(script: Script, owner: Node, made: Node) -> Repair | None:
    """Rewrite `{ "a", "b" }` as `{ ["a"] = true, ["b"] = true }`, where nothing goes through it as a list."""
    indexed = all(use.node.role == "table" for use in _uses(script, owner))
    values = [value for field in made.all_of("field") if (value := field.get("value"))]
    texts = [expressions.string(value) for value in values]
    if not indexed or not texts or any(text is None for text in texts):
        return None
    changes = tuple(
        Change(start=value.start, end=value.end, text=f"[{as_literal(text or '')}] = true")
        for value, text in zip(values, texts, strict=True)
    )
    return Repair(title="Make the names its keys", changes=changes)


RULE = Rule(name="key-kind", explanation=__doc__, check=check)
