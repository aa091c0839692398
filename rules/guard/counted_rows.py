"""A query about the attempts, made into one that lists them: the rows that a count was made of."""

from typing import Any

import postgast

from rules.replay.as_of.tokens import Token, Tokens
from rules.replay.as_of.tree import every, strings
from rules.replay.as_of.vocabulary import AGGREGATES

COLUMNS = "server, starttime, result"
MOST_ROWS = 20
_ENDS = {"GROUP_P", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR", ";"}


def counted_rows(sql: str) -> str | None:
    """Return the query for the newest rows that another one reads; None where its form is another than that of one
    SELECT."""
    try:
        select = _select(sql)
        tokens = Tokens(sql.encode())
    except (postgast.PgQueryError, UnicodeEncodeError):
        return None
    if select is None:
        return None
    outer = _outer(tokens)
    first = next((each for each in outer if each.kind == "SELECT"), None)
    source = next((each for each in outer if first and each.kind == "FROM" and each.start > first.start), None)
    if first is None or source is None:
        return None
    end, order = len(tokens.text), f" ORDER BY starttime DESC LIMIT {MOST_ROWS}"
    if _is_aggregated(select):
        end = next((each.start for each in outer if each.start > source.start and each.kind in _ENDS), end)
    else:
        end, order = next((each.start for each in outer if each.kind == ";"), end), ""
    before, rest = tokens.text[: first.end].decode(), tokens.text[source.start : end].decode()
    return f"{before} {COLUMNS} {rest.rstrip()}{_filtered(tokens, select)}\n{order}"


def _select(sql: str) -> Any:
    statements = postgast.parse(sql).stmts
    if len(statements) != 1 or statements[0].stmt.WhichOneof("node") != "select_stmt":
        return None
    select = statements[0].stmt.select_stmt
    return select if select.from_clause and not select.HasField("larg") else None


def _outer(tokens: Tokens) -> list[Token]:
    """Return the tokens outside of all parentheses."""
    found, depth = [], 0
    for token in tokens.all:
        depth -= token.kind == ")"
        if depth == 0:
            found.append(token)
        depth += token.kind == "("
    return found


def _calls(select: Any) -> list[Any]:
    named = (each for target in select.target_list for each in every(target) if each.DESCRIPTOR.name == "FuncCall")
    return [call for call in named if strings(call.funcname)[-1] in AGGREGATES]


def _is_aggregated(select: Any) -> bool:
    return bool(_calls(select) or select.group_clause or select.HasField("having_clause"))


def _filtered(tokens: Tokens, select: Any) -> str:
    """Return the condition of the only count, where it is written as FILTER (WHERE …)."""
    filters = [call for call in _calls(select) if call.HasField("agg_filter")]
    if len(filters) != 1 or len(_calls(select)) != 1:
        return ""
    places = [number for number, each in enumerate(tokens.all) if each.kind == "FILTER"]
    if len(places) != 1:
        return ""
    start = places[0] + 3  # behind FILTER ( WHERE
    depth, end = 1, start
    while depth:
        depth += {"(": 1, ")": -1}.get(tokens.all[end].kind, 0)
        end += 1
    condition = tokens.text[tokens.all[start].start : tokens.all[end - 1].start].decode()
    return f"\n{'AND' if select.HasField('where_clause') else 'WHERE'} ({condition})"
