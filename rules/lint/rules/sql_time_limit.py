"""A query reads send attempts of all time.

    SELECT COUNT(*) FROM outqueue.sendattempts WHERE server = 'mx.example.com'
    … AND starttime > CURRENT_TIMESTAMP - INTERVAL '15 minutes'

`outqueue.sendattempts` grows with every message. Without a lower limit on `starttime` the query reads more every day,
for each MX server of each message, and what happened months ago decides about mail of today.
"""

from collections.abc import Iterator
from typing import cast

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from rules.analysis.script import Script
from rules.analysis.sql import statement
from rules.analysis.sql.statement import Word
from rules.lint.rule import Remark, Rule

TABLE, SCHEMA, COLUMN = "sendattempts", "outqueue", "starttime"
_UPPER = (exp.LT, exp.LTE)
_LOWER = (exp.GT, exp.GTE)


def check(script: Script) -> Iterator[Remark]:
    for query in script.queries.all:
        for scope in statement.scopes(query.sql.text):
            for name in _unlimited(scope, statement.scopes(query.sql.text)):
                start, end = query.sql.locate(name.start, name.end)
                message = f"This reads the send attempts of all time: limit it by {COLUMN}."
                yield Remark(start=start, end=end, message=message)


def _unlimited(scope: Scope, every: tuple[Scope, ...]) -> Iterator[Word]:
    """Return the names of the tables that a SELECT reads without a limit."""
    for alias, table in statement.tables(scope).items():
        if table.name.lower() != TABLE or table.db.lower() not in {"", SCHEMA}:
            continue
        name = statement.word(table.this)
        if name and not _is_limited(scope, alias, COLUMN, every):
            yield name


def _is_limited(scope: Scope, alias: str, column: str, every: tuple[Scope, ...]) -> bool:
    """Return whether this SELECT or the one around it limits a column of a table, or of a SELECT in its place, to
    new times."""
    select = scope.expression
    if not isinstance(select, exp.Select):
        return False
    conditions = [select.args.get("where"), *(join.args.get("on") for join in select.args.get("joins") or ())]
    parts = [part for each in conditions if each for part in statement.conjuncts(_condition(each))]
    if any(_limits(part, alias, column) for part in parts) or _takes_newest(select, column):
        return True
    return _is_limited_outside(scope, column, every)


def _is_limited_outside(scope: Scope, column: str, every: tuple[Scope, ...]) -> bool:
    """Return whether a limit outside counts: PostgreSQL moves a condition into a SELECT in FROM, and into a WITH
    that is read once (since 12)."""
    name = _passed_on(scope.expression, column)
    around = [(each, inner) for each in every for inner, source in each.sources.items() if source is scope]
    held = scope.expression.parent
    if name is None or len(around) != 1 or (isinstance(held, exp.CTE) and held.args.get("materialized")):
        return False
    return _is_limited(*around[0], name, every)


def _passed_on(select: exp.Expr, column: str) -> str | None:
    """Return the name under which a SELECT passes a column on, if a condition on it can be applied before."""
    keeps = ("group", "having", "limit", "offset", "windows", "distinct")
    if not isinstance(select, exp.Select) or any(select.args.get(part) for part in keeps):
        return None
    if any(select.find_all(exp.AggFunc, exp.Window)):
        return None
    for each in select.expressions:
        if each.is_star or (isinstance(each.unalias(), exp.Column) and each.unalias().name.lower() == column):
            return column if each.is_star else each.alias_or_name.lower()
    return None


def _condition(clause: exp.Expression) -> exp.Expression:
    return clause.this if isinstance(clause, exp.Where) else clause


def _limits(condition: exp.Expression, alias: str, column: str) -> bool:
    """Return whether a condition keeps old attempts out. These do not: `starttime < …`, `<>`, `IS NOT NULL`."""
    if statement.is_hole(condition):
        return True
    if isinstance(condition, exp.Or):
        return all(
            any(_limits(part, alias, column) for part in statement.conjuncts(each)) for each in _sides(condition)
        )
    if not any(_is_time(each, alias, column) for each in condition.find_all(exp.Column)):
        return False
    turned = isinstance(condition, exp.Not)
    inner = condition.this.unnest() if isinstance(condition, exp.Not) else condition
    if isinstance(inner, _UPPER):
        return turned == _is_time(inner.this, alias, column)
    if isinstance(inner, _LOWER):
        return turned == _is_time(inner.expression, alias, column)
    return not isinstance(inner, exp.NEQ | exp.Is)


def _sides(condition: exp.Or) -> Iterator[exp.Expression]:
    """Yield the parts of `a OR b OR c`."""
    for side in (condition.left.unnest(), condition.right.unnest()):
        if isinstance(side, exp.Or):
            yield from _sides(side)
        else:
            yield cast(exp.Expression, side)


def _is_time(expression: exp.Expr, alias: str, column: str) -> bool:
    if not isinstance(expression, exp.Column) or expression.name.lower() != column:
        return False
    return expression.table.lower() in {"", alias.lower()}


def _takes_newest(select: exp.Select, column: str) -> bool:
    """Recognise `ORDER BY starttime DESC LIMIT 20` and `SELECT max(starttime)`."""
    order = select.args.get("order")
    if select.args.get("limit") and order:
        return any(isinstance(each.this, exp.Column) and each.this.name.lower() == column for each in order.expressions)
    found = [list(each.find_all(exp.AggFunc)) for each in select.expressions]
    return bool(found) and all(each and all(isinstance(one, exp.Max) for one in each) for each in found)


RULE = Rule(name="sql-time-limit", explanation=__doc__, check=check)
