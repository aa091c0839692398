"""PostgreSQL's own grammar does not accept a query.

    SELECT count(*) AS cnt outqueue.sendattempts           -- FROM is missing
    SELECT count(* FROM outqueue.sendattempts              -- a bracket is not closed
    SELECT 1 FROM outqueue.sendattempts WHERE server = 'a  -- a text is not closed

It is the parser of PostgreSQL itself that is asked, so it needs no database. What a script puts in where it runs is
taken for a value; where it may be more than that, as in `"… WHERE " .. condition`, the rule is silent. PostgreSQL would
answer such a query with an error, and `VPOP3.PostgresQuery` with nil.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from rules.analysis.queries import Query
from rules.analysis.script import Script
from rules.analysis.sql.grammar import refusal
from rules.analysis.sql.statement import MAX_SQL
from rules.analysis.sql.text import Piece, SqlPlace
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule
from rules.lint.rules import sql_dialect, sql_interval, sql_text
from rules.lint.sql_tokens import remark, sql_tokens

_BEFORE_A_VALUE = re.compile(
    r"(?:[=<>(,+*/|-]|\b(?:like|ilike|in|limit|and|between|offset|then|else|is|interval|date|timestamp))\s*$",
    re.IGNORECASE,
)
_MAY_BE_MORE = re.compile(r"(?:\band|\()\s*$", re.IGNORECASE)
"""Before a hole in such a place there may be a value, but also a whole condition, a list or a query."""


def check(script: Script) -> Iterator[Remark]:
    known = {each.start for module in (sql_dialect, sql_interval, sql_text) for each in module.check(script)}
    for query in script.queries.all:
        found = _judged(query)
        if found and not any(query.covers(position) for position in known):
            yield found


def _judged(query: Query) -> Remark | None:
    sql = query.sql.text
    if len(sql) > MAX_SQL or not query.sql.is_known or not _is_meant_as_query(sql):
        return None
    if not all(_is_value(hole, sql) for hole in query.sql.holes):
        return None
    problem = refusal(sql)
    return _remark(query, *problem) if problem else None


def _is_meant_as_query(sql: str) -> bool:
    """Return whether it begins like a query, perhaps misspelt. Other statements belong to another rule."""
    word = next((token.word for token in sql_tokens(sql) if token.text != "("), "")
    return bool(get_close_matches(word, ("select", "with", "values", "table"), n=1, cutoff=0.8))


def _is_value(hole: Piece, sql: str) -> bool:
    """Return whether the script puts in a value and nothing else, so that PostgreSQL's verdict does not depend on
    it."""
    if hole.place is SqlPlace.TEXT:
        return True
    before = sql[: hole.start]
    return hole.place is SqlPlace.PLAIN and bool(_BEFORE_A_VALUE.search(before)) and not _MAY_BE_MORE.search(before)


def _remark(query: Query, message: str, position: int) -> Remark:
    sql = query.sql.text
    if position >= len(sql.rstrip()):
        start = max(0, len(sql.rstrip()) - 1)
        return remark(query, start, start + 1, f"PostgreSQL cannot read this query: {_ending(sql)}", severity=_SEVERITY)
    word = re.match(r"\w+|'[^']*|\"[^\"]*|.", sql[position:])
    end = position + (len(word[0].rstrip()) if word else 1)
    return remark(
        query,
        position,
        end,
        f"PostgreSQL cannot read this query: {_reason(message, sql, position)}",
        severity=_SEVERITY,
    )


_SEVERITY = Severity.ERROR


def _ending(sql: str) -> str:
    opened = sum((token.text == "(") - (token.text == ")") for token in sql_tokens(sql))
    if opened > 0:
        return "a bracket is not closed: `)` is missing."
    return "it ends where something is still missing."


def _reason(message: str, sql: str, position: int) -> str:
    if message.startswith("unterminated"):
        return (
            f"{message.partition(' at ')[0].removeprefix('unterminated ')} is not closed: a quote is missing.".replace(
                "quoted string is", "the text that begins here is"
            )
        )
    words = {token.word for token in sql_tokens(sql)}
    hint = ""
    if "from" not in words and words & {"where", "sendattempts"}:
        hint = ": is FROM missing?"
    elif sql[position - 1 : position] == "'":
        hint = ": the text before it ends there. Is a quote missing?"
    elif sql[position : position + 1] == ")":
        hint = ": this bracket closes nothing, or a value is missing before it."
    return f"{message}{hint}" if hint else f"{message}."


RULE = Rule(name="sql-syntax", explanation=__doc__, check=check)
