"""A field is read that the query does not return.

    local rows = VPOP3.PostgresQuery("SELECT COUNT(*) FROM outqueue.sendattempts")
    rows[1].cnt          -- nil: the column is named count, or write COUNT(*) AS cnt
    rows.count           -- nil: rows is a table of rows, and the first row is rows[1]
    rows[1][1]           -- nil: columns have names, not numbers
    rows[1].Count        -- nil: PostgreSQL's names are in small letters

A column without AS has the name that PostgreSQL gives it: `COUNT(*)` is `count`, `server` is `server`. A field that is
not there is nil, and nil raises an error as soon as something is done with it.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from rules.analysis.constants import as_literal
from rules.analysis.expressions import inner, member, number
from rules.analysis.kinds import ValueKind
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Change, Remark, Repair, Rule, at, replacing
from rules.lint.wording import shown


def check(script: Script) -> Iterator[Remark]:
    for index in script.tree.of("dot_index_expression", "bracket_index_expression"):
        owner, key = index.get("table"), index.get("field")
        if owner is None or key is None or index.damaged or _is_given_a_value(index):
            continue
        kind = script.values.of(owner).kind
        if kind is ValueKind.ROWS and (named := member(index)):
            yield _of_the_table(script, index, inner(owner), named[1])
        elif kind is ValueKind.ROW and (named := member(index)):
            yield from _column(script, index, inner(owner), named[1])
        elif kind is ValueKind.ROW and number(key) is not None:
            yield _numbered(script, index, inner(owner))


def _is_given_a_value(index: Node) -> bool:
    return index.role == "name" and index.parent is not None and index.parent.kind == "variable_list"


def _column(script: Script, index: Node, owner: Node, name: str) -> Iterator[Remark]:
    given = script.columns.of_row(owner)
    if given is None or name in given:
        return
    better = name.lower() if name.lower() in given else None
    better = better or next(iter(get_close_matches(name, sorted(given), n=1, cutoff=0.7)), None)
    better = better or (next(iter(given)) if len(given) == 1 and "?column?" not in given else None)
    message = f"{shown(index, 'This value')} is nil: the query gives {_listed(given)}, not {name}."
    if given == {"?column?"}:
        message = f"{shown(index, 'This value')} is nil: the query gives a column without a name, so write AS {name}."
    yield at(index, message, repair=_renamed(index, better) if better else None)


def _listed(given: frozenset[str]) -> str:
    return ", ".join(sorted(given)[:8])


def _renamed(index: Node, better: str) -> Repair | None:
    key = index.get("field")
    if key is None or not better.isidentifier():
        return None
    text = better if index.kind == "dot_index_expression" else as_literal(better)
    return replacing(key, text, f"Write {better}")


def _of_the_table(script: Script, index: Node, owner: Node, name: str) -> Remark:
    """Report `rows.cnt`; `rows.count` may be meant as their number."""
    given = script.columns.of_rows(owner)
    if name in {"length", "n", "size", "len"} or (name == "count" and not (given and name in given)):
        message = f"{shown(owner)} is a table of rows and has no field {name}: their number is #{shown(owner)}."
        return at(index, message, repair=replacing(index, f"#{owner.text}", f"Write #{shown(owner)}"))
    change = Change(start=owner.end, end=owner.end, text="[1]")
    message = f"{shown(owner)} is a table of rows and has no field {name}: a row has, {shown(owner)}[1].{name}."
    repair = Repair(title="Take the first row", changes=(change,)) if owner.kind == "identifier" else None
    return at(index, message, repair=repair)


def _numbered(script: Script, index: Node, owner: Node) -> Remark:
    given = script.columns.of_row(owner)
    message = f"{shown(index)} is nil: a row's columns have names, not numbers"
    if given is None:
        return at(index, f"{message}.")
    only = next(iter(given)) if len(given) == 1 else None
    repair = None
    if only and only.isidentifier():
        change = Change(start=owner.end, end=index.end, text=f".{only}")
        repair = Repair(title=f"Write .{only}", changes=(change,))
    return at(index, f"{message}; the query gives {_listed(given)}.", repair=repair)


RULE = Rule(name="query-column", explanation=__doc__, check=check)
