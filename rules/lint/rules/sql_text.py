"""A text in SQL is quoted in a way that PostgreSQL does not accept, or compared with operators that it does not have.

… WHERE server = "mx1.example"       -- double quotes name a column: error
… WHERE server = 'mx1.example'
… WHERE result = '4%'                -- `=` has no wildcards: no row
… WHERE result LIKE '4%'
… WHERE server LIKE '*.example'      -- LIKE's wildcards are % and _
… WHERE result LIKE '%it\\'s%'       -- a quote is written twice: '%it''s%'
"""

import re
from collections.abc import Iterator

from rules.analysis.queries import Query
from rules.analysis.script import Script
from rules.analysis.sql.text import HOLE, SqlPlace
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule
from rules.lint.sql_tokens import Sort, SqlToken, remark, sql_tokens

_COMPARING = frozenset({"=", "<>", "!=", "<", ">", "<=", ">=", "like", "ilike", "=="})
_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def check(script: Script) -> Iterator[Remark]:
    known = (
        {column for columns in script.catalogue.tables.values() for column in columns} if script.catalogue else set()
    )
    for query in script.queries.all:
        tokens = sql_tokens(query.sql.text)
        for at in range(1, len(tokens)):
            if tokens[at].sort is Sort.QUOTED:
                yield from _double(query, tokens, at, known)
            elif tokens[at].sort is Sort.TEXT:
                yield from _wildcard(query, tokens, at)
            if tokens[at - 1].sort is Sort.TEXT:
                yield from _backslash(query, tokens, at)


def _double(query: Query, tokens: tuple[SqlToken, ...], at: int, known: set[str]) -> Iterator[Remark]:
    token, before = tokens[at], tokens[at - 1]
    if not _is_value(tokens, at) or token.content in known:
        return
    if at + 1 < len(tokens) and tokens[at + 1].text in {".", "("}:
        return
    if HOLE in token.text and not any(hole.place is SqlPlace.NAME for hole in query.sql.holes):
        return
    if before.word not in _COMPARING and _NAME.fullmatch(token.content):
        return
    better = "'" + token.content.replace("'", "''") + "'" if HOLE not in token.text else None
    message = "Double quotes name a column in PostgreSQL: a text is written in single quotes."
    yield remark(query, token.start, token.end, message, better, severity=Severity.ERROR)


def _is_value(tokens: tuple[SqlToken, ...], at: int) -> bool:
    """Return whether it is right of a comparison, or in the list of an IN."""
    if tokens[at - 1].word in _COMPARING:
        return True
    while at >= 1 and (tokens[at - 1].text == "," or tokens[at - 1].sort in {Sort.QUOTED, Sort.TEXT}):
        at -= 1
    return at >= 2 and tokens[at - 1].text == "(" and tokens[at - 2].word == "in"


def _wildcard(query: Query, tokens: tuple[SqlToken, ...], at: int) -> Iterator[Remark]:
    token, before = tokens[at], tokens[at - 1]
    if token.is_hole:
        return
    content = token.content
    if before.text in {"=", "<>", "!="} and re.fullmatch(r"%[^%]+%?|[^%]+%", content):
        better = "LIKE" if before.text == "=" else "NOT LIKE"
        message = f"`{before.text}` has no wildcards: write `{better} {token.text}`."
        yield remark(query, before.start, before.end, message, better)
    elif before.word in {"like", "ilike"} and not re.search(r"[%_]", content):
        follows = query.sql.text[token.end :].lstrip()
        if re.search(r"[*?]", content):
            message = "LIKE's wildcards are % and _: `*` and `?` stand for themselves."
            yield remark(query, token.start, token.end, message, token.text.replace("*", "%").replace("?", "_"))
        elif not follows.startswith("||"):
            message = f"{token.text} has no wildcard (% or _): LIKE does here what `=` does."
            yield remark(query, token.start, token.end, message, severity=Severity.INFORMATION)


def _backslash(query: Query, tokens: tuple[SqlToken, ...], at: int) -> Iterator[Remark]:
    text, after = tokens[at - 1], tokens[at]
    if text.text.endswith("\\'") and text.end == after.start and text.text[0] not in "eE":
        message = (
            "A backslash is an ordinary character in PostgreSQL's '…': a quote inside a text is written twice, ''."
        )
        yield remark(query, text.end - 2, text.end, message, "''", severity=Severity.ERROR)


RULE = Rule(name="sql-text", explanation=__doc__, check=check)
