"""A table has the same key twice, so the first value is lost.

    return { [10] = "relay1.example", [10] = "relay2.example" }         -- relay2 alone
    return { [10] = { "relay1.example", "relay2.example" } }            -- both

A list counts as the keys 1, 2, 3, …: `{ "a", [1] = "b" }` has the key 1 twice.
"""

from collections.abc import Iterator

from rules.analysis import expressions
from rules.analysis.expressions import inner
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at
from rules.lint.wording import shown

_SERVERS = frozenset({"string", "table_constructor"})


def check(script: Script) -> Iterator[Remark]:
    for table in script.tree.of("table_constructor"):
        if not table.damaged:
            yield from _table(script, table)


def _table(script: Script, table: Node) -> Iterator[Remark]:
    seen: dict[str | float, Node] = {}
    place = 0
    for field in table.all_of("field"):
        name = field.get("name")
        place += name is None
        key = float(place) if name is None else _key(name, field)
        if name is not None and inner(name).kind == "nil" and field.child("["):
            yield at(name, "nil cannot be a key: this raises an error.", severity=Severity.ERROR)
        if key is None:
            continue
        if key in seen:
            yield _remark(script, seen[key], field, key)
        seen[key] = field


def _key(name: Node, field: Node) -> str | float | None:
    if name.kind == "identifier" and not field.child("["):
        return name.text
    text = expressions.string(inner(name))
    return text if text is not None else expressions.number(name)


def _remark(script: Script, earlier: Node, later: Node, key: str | float) -> Remark:
    words = f'"{key}"' if isinstance(key, str) else f"{key:g}"
    value = earlier.get("value")
    lost = f": {shown(value)} is lost" if value else ""
    return at(later, f"The key {words} is there twice{lost}.", repair=_repair(script, earlier, later, key))


def _repair(script: Script, earlier: Node, later: Node, key: str | float) -> Repair | None:
    """Keep both servers at one preference; for anything else keep the later value, which counts now."""
    first, second = earlier.get("value"), later.get("value")
    start, end = _with_comma(script, earlier)
    if isinstance(key, float) and first and second and first.kind == second.kind == "string" and later.get("name"):
        both = Change(start=second.start, end=second.end, text=f"{{{first.text}, {second.text}}}")
        return Repair(title="Keep both", changes=(Change(start=start, end=end, text=""), both))
    if earlier.get("name") is None:
        return None
    return Repair(title="Remove the first", changes=(Change(start=start, end=end, text=""),))


def _with_comma(script: Script, field: Node) -> tuple[int, int]:
    """Return a field with the comma after it and the spaces up to the next."""
    siblings = field.parent.children if field.parent else []
    behind = [each for each in siblings if each.start >= field.end and each.kind in {",", ";"}]
    end = behind[0].end if behind else field.end
    source = script.text.source
    while source[end : end + 1] == b" ":
        end += 1
    return field.start, end


RULE = Rule(name="duplicate-key", explanation=__doc__, check=check)
