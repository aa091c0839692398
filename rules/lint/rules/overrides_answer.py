"""`GetOverrides` or `FinalOverrides` returns something that is not a DNS Server Map.

    return "relay.example"                       -- text: return { "relay.example" }
    return { "192.0.2.300" }                     -- no address, and no name either
    return { ["relay.example:99999"] = 10 }      -- no port
    map[20] = "192.0.2.300"                      -- nor where a map is filled step by step
    return { ["relay.example"] = "first" }       -- a preference is a number
    return { "relay.example" }, "false"          -- text counts as true: return …, false

A map gives mail servers and their preferences, `{ ["relay.example"] = 10 }` or `{ [10] = "relay.example" }`; a list of
names is read as well. The second value, `continue`, is true or false. What is no map overrides nothing.
"""

from collections.abc import Iterator

from rules.analysis.constants import constant
from rules.analysis.expressions import given_to, inner, number, returned, string
from rules.analysis.kinds import TABLES, ValueKind
from rules.analysis.scopes import Role
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Change, Remark, Repair, Rule, at, replacing
from rules.lint.wording import shown, what_it_is
from rules.vpop3.hooks import HookName
from rules.vpop3.server_text import parse_server

_HOOKS = (HookName.GET_OVERRIDES, HookName.FINAL_OVERRIDES)
_NO_MAP = frozenset(
    {ValueKind.TEXT, ValueKind.NUMBER, ValueKind.BOOLEAN, ValueKind.FUNCTION, ValueKind.ROWS, ValueKind.DATE}
)
_ODD = TABLES | {ValueKind.NUMBER, ValueKind.TEXT, ValueKind.FUNCTION}
_SERVER_KEYS = frozenset({"server", "host", "exchange", "name"})
_PREFERENCE_KEYS = frozenset({"priority", "preference", "pref"})


def check(script: Script) -> Iterator[Remark]:
    seen: set[int] = set()
    for hook in _HOOKS:
        for function in script.defined(hook):
            for statement in script.functions.returns(function):
                values = [inner(value) for value in returned(statement)]
                if values:
                    yield from _map(script, values[0], seen)
                if len(values) > 1:
                    yield from _continue(script, values[1])


def _map(script: Script, value: Node, seen: set[int]) -> Iterator[Remark]:
    kind = script.values.of(value).kind
    if kind in _NO_MAP:
        text = string(value)
        repair = None
        if text is not None and not _fault(text):
            opening = Change(start=value.start, end=value.start, text="{ ")
            closing = Change(start=value.end, end=value.end, text=" }")
            repair = Repair(title="Make it a list", changes=(opening, closing))
        yield at(value, f"{what_it_is(value, kind)}, not a DNS Server Map: nothing is overridden.", repair=repair)
        return
    for made in _tables(script, value):
        if made.index not in seen:
            seen.add(made.index)
            yield from _entries(script, made)
    for key, given in _filled(script, value):
        if key.index not in seen:
            seen.add(key.index)
            yield from _entry(script, key, given, bracketed=_in_brackets(key))


def _tables(script: Script, value: Node) -> Iterator[Node]:
    """Yield the table that is returned, or those in a table of them: `RELAYS[domain]`."""
    made = value if value.kind == "table_constructor" else script.made_once(value)
    if made:
        yield made
        return
    owner = value.get("table") if value.kind.endswith("index_expression") else None
    holder = script.made_once(owner) if owner else None
    for field in holder.all_of("field") if holder else []:
        found = field.get("value")
        if found and found.kind == "table_constructor":
            yield found


def _filled(script: Script, value: Node) -> Iterator[tuple[Node, Node]]:
    """Yield the keys and values of `map[10] = "relay.example"`, for a local map that is returned."""
    name = script.names.of(value)
    declaration = name.declaration if name else None
    if declaration is None or declaration.role is not Role.LOCAL:
        return
    for read in declaration.reads:
        index = read.node.parent
        key = index.get("field") if index and read.node.role == "table" else None
        given = given_to(index) if index and key and index.role == "name" else None
        if key and given:
            yield key, given


def _in_brackets(key: Node) -> bool:
    return key.parent is not None and key.parent.kind == "bracket_index_expression"


def _entries(script: Script, table: Node) -> Iterator[Remark]:
    for field in table.all_of("field"):
        if value := field.get("value"):
            yield from _entry(script, field.get("name"), value, bracketed=field.child("[") is not None)


def _entry(script: Script, name: Node | None, value: Node, *, bracketed: bool) -> Iterator[Remark]:
    if value.kind == "table_constructor":
        yield from _record(script, value)
    elif name is None or (bracketed and _is_number(script, name)):
        yield from _server(script, inner(value))
        if name is not None and number(name) is not None:
            yield from _preference(script, inner(name))
    elif not bracketed:
        yield from _bare_name(script, name, inner(value))
    elif string(constant(name, script.names)) is not None:
        yield from _server(script, inner(name))
        yield from _preference(script, inner(value))


def _is_number(script: Script, key: Node) -> bool:
    """Return whether it is a number, or `#map + 1`."""
    return number(key) is not None or (
        key.kind == "binary_expression" and script.values.of(key).kind is ValueKind.NUMBER
    )


def _bare_name(script: Script, name: Node, value: Node) -> Iterator[Remark]:
    """Check `{ relay = 10 }`, and a record by itself: `{ server = "relay.example", priority = 10 }`."""
    if name.text in _SERVER_KEYS and script.values.of(value).kind is ValueKind.TEXT:
        message = "A record belongs in a list: { { server = …, priority = … } }."
        yield at(name, message)
    elif name.text not in _PREFERENCE_KEYS:
        yield from _preference(script, value)


def _record(script: Script, record: Node) -> Iterator[Remark]:
    for field in record.all_of("field"):
        name, value = field.get("name"), field.get("value")
        if value is None:
            continue
        key = name.text if name and not field.child("[") else None
        if key in _SERVER_KEYS or (name is None and inner(value).kind == "string"):
            yield from _server(script, inner(value))
        elif key in _PREFERENCE_KEYS:
            yield from _preference(script, inner(value))


def _server(script: Script, value: Node) -> Iterator[Remark]:
    kind = script.values.of(value).kind
    if kind in {ValueKind.NUMBER, ValueKind.BOOLEAN, ValueKind.FUNCTION, ValueKind.ROWS}:
        yield at(value, f"{what_it_is(value, kind)}, not the name of a server.")
        return
    text = string(constant(value, script.names))
    if text is not None and (fault := _fault(text)):
        yield at(value, fault)


def _fault(text: str) -> str | None:
    """Return why a text names no server; a password in it is never shown."""
    address = text.strip().rpartition("@")[2]
    numbers = address.partition(":")[0].split(".")
    if len(numbers) > 1 and all(part.isdigit() for part in numbers):
        right = len(numbers) == 4 and all(int(part) <= 255 for part in numbers)
        if not right:
            return f"{address} is no address: that has four numbers from 0 to 255."
    try:
        parse_server(text)
    except ValueError as error:
        sentence = str(error)
        return sentence[:1].upper() + sentence[1:].rstrip(".") + ": this entry is left out."
    return None


def _preference(script: Script, value: Node) -> Iterator[Remark]:
    kind = script.values.of(value).kind
    found = constant(value, script.names)
    text, amount = string(found), number(found)
    if kind in {ValueKind.BOOLEAN, ValueKind.FUNCTION, ValueKind.ROWS} or (
        text is not None and not text.strip().isdigit()
    ):
        yield at(value, f"{what_it_is(value, kind)}: a preference is a number from 0 to 65535.")
    elif amount is not None and (not 0 <= amount <= 65535 or amount != int(amount)):
        yield at(value, f"{shown(value)} is no preference: that is a whole number from 0 to 65535.")


def _continue(script: Script, value: Node) -> Iterator[Remark]:
    kind = script.values.of(value).kind
    if kind not in _ODD:
        return
    text = (string(value) or "").strip().lower()
    better = text if text in {"true", "false"} else None
    repair = replacing(value, better, f"Return {better}") if better else None
    message = f"{what_it_is(value, kind)} and counts as true: `continue` is true or false."
    yield at(value, message, repair=repair)


RULE = Rule(name="overrides-answer", explanation=__doc__, check=check)
