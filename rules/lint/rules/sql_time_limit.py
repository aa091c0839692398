"""A query reads send attempts of all time.

    SELECT COUNT(*) FROM outqueue.sendattempts WHERE server = 'mx.example.com'
    … AND starttime > CURRENT_TIMESTAMP - INTERVAL '15 minutes'

`outqueue.sendattempts` grows with every message. Without a lower limit on `starttime` the query reads more every day,
for each MX server of each message, and what happened months ago decides about mail of today.
"""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from rules.lint import statement
from rules.lint.rule import Remark, Rule
from rules.lint.script import Script
from rules.lint.statement import Word

TABLE, SCHEMA, COLUMN = "sendattempts", "outqueue", "starttime"
_UPPER = (exp.LT, exp.LTE)
_LOWER = (exp.GT, exp.GTE)


def check(script: Script) -> Iterator[Remark]:
    for query in script.queries.all:
        for scope in statement.scopes(query.sql.text):
            name = _unlimited(scope)
            if name:
                start, end = query.sql.locate(name.start, name.end)
                message = f"This reads the send attempts of all time: limit it by {COLUMN}."
                yield Remark(start=start, end=end, message=message)


def _unlimited(scope: Scope) -> Word | None:
    """The table's name, where a SELECT reads it whole."""
    for table in statement.tables(scope).values():
        if table.name.lower() == TABLE and table.db.lower() in {"", SCHEMA} and not _is_limited(scope.expression):
            return statement.word(table.this)
    return None


def _is_limited(select: exp.Expr) -> bool:
    if not isinstance(select, exp.Select):
        return False
    conditions = [select.args.get("where"), *(join.args.get("on") for join in select.args.get("joins") or ())]
    parts = [part for each in conditions if each for part in statement.conjuncts(_condition(each))]
    return any(map(_limits, parts)) or any(map(statement.is_hole, parts)) or _takes_newest(select)


def _condition(clause: exp.Expression) -> exp.Expression:
    return clause.this if isinstance(clause, exp.Where) else clause


def _limits(condition: exp.Expression) -> bool:
    """Does a condition keep old attempts out? `starttime < …` alone does not."""
    names_time = any(column.name.lower() == COLUMN for column in condition.find_all(exp.Column))
    if isinstance(condition, _UPPER):
        return names_time and not _is_time(condition.this)
    if isinstance(condition, _LOWER):
        return names_time and not _is_time(condition.expression)
    return names_time and isinstance(condition, exp.EQ | exp.Between | exp.In | exp.Or)


def _is_time(expression: exp.Expression) -> bool:
    return isinstance(expression, exp.Column) and expression.name.lower() == COLUMN


def _takes_newest(select: exp.Select) -> bool:
    """`ORDER BY starttime DESC LIMIT 20`"""
    order = select.args.get("order")
    return bool(select.args.get("limit") and order and any(_is_time(each.this) for each in order.expressions))


RULE = Rule(name="sql-time-limit", explanation=__doc__, check=check)
