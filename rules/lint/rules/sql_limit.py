"""LIMIT takes some of the rows, and no ORDER BY says which.

    SELECT result FROM outqueue.sendattempts WHERE … LIMIT 1                              -- any of them
    SELECT result FROM outqueue.sendattempts WHERE … ORDER BY starttime DESC LIMIT 1      -- the newest

PostgreSQL may give other rows each time. Where it only matters whether there is a row, nothing is wrong.
"""

from collections.abc import Iterator

from sqlglot import exp

from rules.analysis.script import Script
from rules.analysis.sql import statement
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule
from rules.lint.sql_tokens import remark, sql_tokens


def check(script: Script) -> Iterator[Remark]:
    for query in script.queries.all:
        scopes = statement.scopes(query.sql.text)
        select = scopes[-1].expression if scopes else None
        if not isinstance(select, exp.Select) or not _takes_any(select):
            continue
        word = next((token for token in reversed(sql_tokens(query.sql.text)) if token.word == "limit"), None)
        if word:
            message = (
                "LIMIT without ORDER BY takes any of the rows: say which, for example by `ORDER BY starttime DESC`."
            )
            yield remark(query, word.start, word.end, message, severity=Severity.INFORMATION)


def _takes_any(select: exp.Select) -> bool:
    if not select.args.get("limit") or select.args.get("order") or not select.args.get("from_"):
        return False
    columns = [each for each in select.expressions if each.find(exp.Column) or isinstance(each, exp.Star)]
    return bool(columns) and not all(each.find(exp.AggFunc) for each in select.expressions)


RULE = Rule(name="sql-limit", explanation=__doc__, check=check)
