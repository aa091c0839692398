"""SQL is built from a name that somebody else chose, without quoting it.

    "… WHERE server = '" .. mxserver .. "'"                      -- a quote in the name ends the text
    "… WHERE server = '" .. mxserver:gsub("'", "''") .. "'"      -- stays one text, whatever the name is

The name of an MX server comes from someone else's DNS, and a DNS label may hold any character: `x' OR '1'='1` too. In
PostgreSQL a quote inside a text is written twice; since 9.1 nothing else is special in '…', unless somebody has
switched standard_conforming_strings off. In E'…' a backslash is special as well and is doubled too. A name is also
safe after a check that leaves nothing else, such as `if not mxserver:match("^[%w.-]+$") then return false end`.
"""

from collections.abc import Iterator

from rules.analysis.expressions import is_operation
from rules.analysis.script import Script
from rules.analysis.sql.text import Piece, SqlPlace, SqlText
from rules.analysis.tree import Node
from rules.lint.rule import Remark, Repair, Rule, at, replacing

_REPLACEMENTS = {
    SqlPlace.TEXT: """gsub("'", "''")""",
    SqlPlace.PLAIN: """gsub("'", "''")""",
    SqlPlace.ESCAPED: r"""gsub("[\\']", "%0%0")""",
    SqlPlace.NAME: """gsub('"', '""')""",
}
_BEFORE_A_VALUE = ("=", ">", "<", ",", "(", " like", " ilike")


def check(script: Script) -> Iterator[Remark]:
    for query in script.queries.all:
        for hole in query.sql.holes:
            if source := script.taint.of(hole.node):
                yield _remark(query.sql, hole, source)


def _remark(sql: SqlText, hole: Piece, source: str) -> Remark:
    shown = " ".join(hole.node.text.split())
    name = shown if len(shown) <= 40 else "this text"
    message = f"{name} comes from {source}, and becomes part of the SQL as it is: quote it."
    return at(hole.node, message, repair=_quote(sql, hole))


def _quote(sql: SqlText, hole: Piece) -> Repair | None:
    replacement = _REPLACEMENTS.get(hole.place)
    if replacement is None or is_operation(hole.node, ".."):
        return None
    quoted = f"({_receiver(hole.node)}:{replacement})"
    if hole.place is SqlPlace.PLAIN:
        if not sql.text[: hole.start].rstrip().lower().endswith(_BEFORE_A_VALUE):
            return None
        quoted = f"""("'" .. {quoted} .. "'")"""
    return replacing(hole.node, quoted, f"Quote {hole.node.text}" if len(hole.node.text) <= 40 else "Quote it")


def _receiver(node: Node) -> str:
    """Return the expression in a form on which a method can be called: only a name or a call needs no parentheses."""
    plain = node.kind in {"identifier", "dot_index_expression", "bracket_index_expression", "function_call"}
    return node.text if plain else f"({node.text})"


RULE = Rule(name="sql-quoting", explanation=__doc__, check=check)
