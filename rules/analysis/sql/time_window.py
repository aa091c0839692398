"""The time that a rule's query looks back over, as SQL that asks when the last failure leaves it.

    SELECT COUNT(*) AS cnt FROM outqueue.sendattempts
    WHERE server = 'mx.example.com' AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'

counts a failure for 15 minutes. What "15 minutes" are, PostgreSQL says best: the condition is kept as it is.
"""

from sqlglot import exp

from rules.analysis.sql import statement

TABLE, COLUMN, RESULT = "sendattempts", "starttime", "result"
_DROPPED = ("group", "having", "order", "limit", "offset", "distinct", "windows", "qualify")
_LOOSE = ("with_", "with", "into", "locks")


def leaving_query(sql: str) -> str | None:
    """Return SQL over the same rows that gives how many transient failures (4xx) are among them, and when the last
    of them leaves the window (seconds since 1970). None where the text does not show since when it looks."""
    if len(scopes := statement.scopes(sql)) != 1:
        return None  # One row of several SELECTs would not be the rows that decided.
    select = scopes[0].expression
    if not isinstance(select, exp.Select) or any(select.args.get(part) for part in _LOOSE):
        return None
    if not any(table.name.lower() == TABLE for table in statement.tables(scopes[0]).values()):
        return None
    where = select.args.get("where")
    limits = [found for part in statement.conjuncts(where.this if where else None) if (found := _limit(part))]
    if len(limits) != 1:
        return None
    column, since = limits[0]
    asked = select.copy()
    for part in _DROPPED:
        asked.set(part, None)
    asked.set("expressions", [])
    return _asking(asked, column, since)


def _asking(asked: exp.Select, column: exp.Column, since: exp.Expression) -> str:
    started, result = (_column(column, name).sql("postgres") for name in (column.name, RESULT))
    length = f"(CURRENT_TIMESTAMP - ({since.sql('postgres')})::timestamptz)"
    asked = asked.select(
        "COUNT(*) AS failures",
        f"EXTRACT(epoch FROM MAX({started})::timestamptz + {length}) AS leaves",
        dialect="postgres",
    )
    # Infinity and the years after 9999 are in no time range: an attempt that begins then is left out on every page.
    asked = asked.where(f"{started} < '9999-12-01'", dialect="postgres")
    return asked.where(f"LEFT({result}::text, 1) = '4'", dialect="postgres").sql("postgres")


def since(condition: exp.Expression) -> exp.Expression | None:
    """Return the moment from which on a condition lets attempts through, where it is "now, less a constant"."""
    found = _limit(condition)
    return found and found[1].unnest()  # type: ignore[return-value]


def _limit(condition: exp.Expression) -> tuple[exp.Column, exp.Expression] | None:
    """Recognise `starttime > …` and `… < starttime`, where the other side is the same for every row."""
    if isinstance(condition, exp.GT | exp.GTE):
        column, since = condition.this, condition.expression
    elif isinstance(condition, exp.LT | exp.LTE):
        column, since = condition.expression, condition.this
    elif isinstance(condition, exp.Between):
        column, since = condition.this, condition.args["low"]
    else:
        return None
    if not isinstance(column, exp.Column) or column.name.lower() != COLUMN:
        return None
    return (column, since) if _slides(since) else None


def _slides(since: exp.Expression) -> bool:
    """Return whether it is "now, less a constant": neither a fixed day nor the beginning of one."""
    bare = since.unnest()
    if isinstance(bare, exp.Cast):
        return _slides(bare.this)
    if not isinstance(bare, exp.Add | exp.Sub) or any(bare.expression.find_all(exp.Column, exp.Subquery)):
        return False
    return isinstance(bare.this.unnest(), exp.CurrentTimestamp | exp.Localtimestamp)


def _column(like: exp.Column, name: str) -> exp.Column:
    return exp.column(name, table=like.args.get("table"))
