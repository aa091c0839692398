"""SQL compares with NULL, which is never true.

    … WHERE result = NULL        -- no row, whatever result is
    … WHERE result IS NULL

NULL is unknown, and whether something equals the unknown is unknown, too. `<> NULL` and `NOT IN (…, NULL)` find no row
either.
"""

from collections.abc import Iterator
from itertools import pairwise

from rules.analysis.queries import Query
from rules.analysis.script import Script
from rules.lint.rule import Remark, Rule
from rules.lint.sql_tokens import SqlToken, remark, sql_tokens

_SIGNS = {"=": "IS NULL", "==": "IS NULL", "<>": "IS NOT NULL", "!=": "IS NOT NULL"}


def check(script: Script) -> Iterator[Remark]:
    for query in script.queries.all:
        tokens = sql_tokens(query.sql.text)
        if tokens and tokens[0].word not in {"update", "insert"}:
            for sign, null in pairwise(tokens):
                if sign.text in _SIGNS and null.word == "null":
                    yield _comparison(query, sign, null)
            yield from _lists(query, tokens)


def _comparison(query: Query, sign: SqlToken, null: SqlToken) -> Remark:
    better = _SIGNS[sign.text]
    message = f"`{sign.text} NULL` is never true: write `{better}`."
    glued = " " if query.sql.text[sign.start - 1 : sign.start].strip() else ""
    return remark(query, sign.start, null.end, message, glued + better, title=f"Write {better}")


def _lists(query: Query, tokens: tuple[SqlToken, ...]) -> Iterator[Remark]:
    """Find `NOT IN (…, NULL)`."""
    for at in range(1, len(tokens) - 2):
        if (tokens[at - 1].word, tokens[at].word, tokens[at + 1].text) != ("not", "in", "("):
            continue
        for item in tokens[at + 2 :]:
            if item.text in {"(", ")"}:
                break
            if item.word == "null":
                message = "`NOT IN` with a NULL in the list is never true: leave it out."
                yield remark(query, item.start, item.end, message)


RULE = Rule(name="sql-null", explanation=__doc__, check=check)
