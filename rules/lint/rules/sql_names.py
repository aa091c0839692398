"""A query names a table or column that the connected database does not have.

PostgreSQL answers such a query with an error, and `VPOP3.PostgresQuery` with nil. The schema of VPOP3's database may
change between its versions; what is compared with here is the database that mxadmin is connected to now.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from rules.analysis.queries import Query
from rules.analysis.script import Script
from rules.analysis.sql import statement
from rules.analysis.sql.catalogue import Catalogue
from rules.analysis.sql.statement import Word
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule

_SYSTEM_COLUMNS = frozenset({"ctid", "tableoid", "xmin", "xmax", "cmin", "cmax"})
_VALUES = frozenset({
    "current_catalog", "current_date", "current_role", "current_schema", "current_time", "current_timestamp",
    "current_user", "localtime", "localtimestamp", "session_user", "user", "default", "system_user",
})  # fmt: skip
"""Words of PostgreSQL that are written like columns."""


def check(script: Script) -> Iterator[Remark]:
    if script.catalogue is None:
        return
    for query in script.queries.all:
        for scope in statement.scopes(query.sql.text):
            yield from _tables(query, scope, script.catalogue)
            yield from _columns(query, scope, script.catalogue)


def _tables(query: Query, scope: Scope, catalogue: Catalogue) -> Iterator[Remark]:
    for table in statement.tables(scope).values():
        name, schema = statement.word(table.this), statement.word(table.args.get("db"))
        if name is None or (table.args.get("db") and schema is None) or not isinstance(table.this, exp.Identifier):
            continue
        if catalogue.find(schema.name if schema else None, name.name):
            continue
        start = schema.start if schema else name.start
        yield _unknown_table(query, Word(name=name.name, start=start, end=name.end), schema, catalogue)


def _unknown_table(query: Query, name: Word, schema: Word | None, catalogue: Catalogue) -> Remark:
    full = f"{schema.name}.{name.name}" if schema else name.name
    elsewhere = [f"{place}.{name.name}" for place in catalogue.schemas_with(name.name)]
    known = elsewhere or [f"{place}.{table}" for place, table in catalogue.tables]
    better = elsewhere[0] if elsewhere else next(iter(get_close_matches(full, known, n=1, cutoff=0.8)), None)
    return _remark(query, name, f"The connected database has no table {full}", better)


def _columns(query: Query, scope: Scope, catalogue: Catalogue) -> Iterator[Remark]:
    own = dict[str, frozenset[str] | None]()
    for each in reversed(_visible(scope)):
        own |= {alias: _columns_of(source, catalogue) for alias, (_, source) in each.selected_sources.items()}
    names = frozenset[str]().union(*map(_names_made_by, _visible(scope)))
    for column in scope.columns:
        word = statement.word(column.this)
        if word is None or word.name in _SYSTEM_COLUMNS | _VALUES or column.parent_select is not scope.expression:
            continue
        places = _places(column, own, names)
        if places is not None and word.name not in places:
            better = next(iter(get_close_matches(word.name, sorted(places), n=1, cutoff=0.7)), None)
            yield _remark(query, word, f"The connected database has no column {word.name} in {_shown(scope)}", better)


def _visible(scope: Scope) -> list[Scope]:
    """Yield the SELECTs whose tables this one may name, itself first: those around it, unless it is in their FROM."""
    found = [scope]
    while found[-1].is_subquery and found[-1].parent:
        found.append(found[-1].parent)
    return found


def _places(column: exp.Column, own: dict[str, frozenset[str] | None], names: frozenset[str]) -> frozenset[str] | None:
    """Return the columns among which this one must be; None where they are not known."""
    if column.table:
        return own.get(column.table)
    every = list(own.values())
    if not every or None in every or column.find_ancestor(exp.Lateral):
        return None
    return frozenset().union(names, own, *(known for known in every if known))


def _columns_of(source: exp.Expression | Scope, catalogue: Catalogue) -> frozenset[str] | None:
    """Return the columns of a table or a SELECT in its place; None for functions, unknown tables and `*`."""
    if isinstance(source, Scope):
        return _selected(source.expression)
    if not isinstance(source, exp.Table) or source.alias_column_names:
        return None
    name, schema = statement.word(source.this), statement.word(source.args.get("db"))
    if name is None or (source.args.get("db") and schema is None):
        return None
    found = catalogue.find(schema.name if schema else None, name.name)
    return frozenset(catalogue.tables[found]) if found else None


def _selected(query: exp.Expr) -> frozenset[str] | None:
    """Return the names that a SELECT gives to its columns; None where PostgreSQL chooses one."""
    names = query.named_selects if isinstance(query, exp.Query) else []
    holder = query.find_ancestor(exp.CTE, exp.Subquery)
    if not names or (holder and holder.alias_column_names) or not {"", "*"}.isdisjoint(names):
        return None
    return frozenset(names) | {name.lower() for name in names}


def _names_made_by(scope: Scope) -> frozenset[str]:
    """Return names after AS, which ORDER BY and GROUP BY may use."""
    return frozenset(each.alias.lower() for each in scope.expression.find_all(exp.Alias))


def _shown(scope: Scope) -> str:
    return " or ".join(
        source.sql("postgres").partition(" AS ")[0] if isinstance(source, exp.Table) else alias
        for alias, (_, source) in scope.selected_sources.items()
    )


def _remark(query: Query, name: Word, message: str, better: str | None) -> Remark:
    start, end = query.sql.locate(name.start, name.end)
    exact = end - start == len(query.sql.text[name.start : name.end].encode())
    change = Change(start=start, end=end, text=better or "")
    return Remark(
        start=start,
        end=end,
        message=f"{message}: did you mean {better}?" if better else f"{message}.",
        severity=Severity.ERROR,
        repair=Repair(title=f"Write {better}", changes=(change,)) if better and exact else None,
    )


RULE = Rule(name="sql-names", explanation=__doc__, check=check)
