"""SQL of another database, or of a programming language, which PostgreSQL does not know.

    … WHERE server == 'a' && starttime > DATE_SUB(NOW(), INTERVAL 15 MINUTE)       -- MySQL, C
    … WHERE server = 'a' AND starttime > now() - interval '15 minutes'             -- PostgreSQL

PostgreSQL answers with an error, and `VPOP3.PostgresQuery` with nil.
"""

from collections.abc import Iterator

from rules.analysis.queries import Query
from rules.analysis.script import Script
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule
from rules.lint.sql_tokens import Sort, SqlToken, remark, sql_tokens

_SIGNS = {"==": "=", "&&": "AND"}
_FUNCTIONS = {
    "getdate": "now()",
    "sysdate": "now()",
    "curdate": "current_date",
    "curtime": "localtime",
    "date_sub": "now() - interval '…'",
    "dateadd": "now() + interval '…'",
    "datediff": "a - b",
    "timestampdiff": "a - b",
    "ifnull": "coalesce(…)",
    "nvl": "coalesce(…)",
    "isnull": "coalesce(…)",
    "iif": "CASE WHEN … THEN … ELSE … END",
    "if": "CASE WHEN … THEN … ELSE … END",
    "len": "length(…)",
    "instr": "position(… in …)",
    "charindex": "position(… in …)",
    "group_concat": "string_agg(…, ',')",
    "unix_timestamp": "extract(epoch from …)",
    "from_unixtime": "to_timestamp(…)",
    "ucase": "upper(…)",
    "lcase": "lower(…)",
    "str_to_date": "to_timestamp(…, …)",
    "date_format": "to_char(…, …)",
    "substring_index": "split_part(…, …, 1)",
}
_WORDS = {"regexp": "~", "rlike": "~", "glob": "LIKE"}
_NOTABLE = _SIGNS.keys() | _WORDS.keys() | _FUNCTIONS.keys() | {"limit", "select", "`"}


def check(script: Script) -> Iterator[Remark]:
    for query in script.queries.all:
        tokens = sql_tokens(query.sql.text)
        if not tokens or tokens[0].word not in {"select", "with", "values", "("}:
            continue
        for at, token in enumerate(tokens):
            if token.word not in _NOTABLE:
                continue
            if found := _sign(query, tokens, at) or _function(query, tokens, at) or _limit(query, tokens, at):
                yield found
            elif token.text == "`":
                message = "PostgreSQL has no backquotes: a name is written alone or in double quotes."
                yield remark(query, token.start, token.end, message, severity=Severity.ERROR)


def _sign(query: Query, tokens: tuple[SqlToken, ...], at: int) -> Remark | None:
    token = tokens[at]
    better = _SIGNS.get(token.text) if token.sort is Sort.SIGN else _WORDS.get(token.word)
    if better is None or not at or (token.text == "&&" and _is_range(tokens, at)):
        return None
    if token.sort is Sort.WORD and tokens[at - 1].text in {".", ","}:
        return None
    message = f"PostgreSQL has no `{token.text}` here: write `{better}`."
    return remark(query, token.start, token.end, message, better, severity=Severity.ERROR)


def _is_range(tokens: tuple[SqlToken, ...], at: int) -> bool:
    """Return whether `&&` compares arrays or ranges, which is PostgreSQL."""
    near = tokens[max(0, at - 12) : at + 6]
    return any(token.word in {"array", "tsrange", "tstzrange", "int4range", "]", "["} for token in near)


def _function(query: Query, tokens: tuple[SqlToken, ...], at: int) -> Remark | None:
    token = tokens[at]
    way = _FUNCTIONS.get(token.word) if token.sort is Sort.WORD else None
    called = at + 1 < len(tokens) and tokens[at + 1].text == "("
    if way is None or not called or (at and tokens[at - 1].text == "."):
        return None
    better = way.partition("(")[0] if token.word in {"ifnull", "nvl", "len", "ucase", "lcase"} else None
    message = f"PostgreSQL has no {token.text}(): write `{way}`."
    return remark(query, token.start, token.end, message, better, severity=Severity.ERROR)


def _limit(query: Query, tokens: tuple[SqlToken, ...], at: int) -> Remark | None:
    """Find `LIMIT 5, 10` and `SELECT TOP 5`."""
    words = tokens[at : at + 4]
    if [each.sort for each in words[1:]] == [Sort.NUMBER, Sort.SIGN, Sort.NUMBER] and words[0].word == "limit":
        better = f"{words[0].text} {words[3].text} OFFSET {words[1].text}"
        if words[2].text == ",":
            message = f"PostgreSQL has no `LIMIT a, b`: write `{better}`."
            return remark(query, words[0].start, words[3].end, message, better, severity=Severity.ERROR)
    if len(words) > 2 and words[0].word == "select" and words[1].word == "top" and words[2].sort is Sort.NUMBER:
        message = f"PostgreSQL has no TOP: write `LIMIT {words[2].text}` at the end."
        return remark(query, words[1].start, words[2].end, message, severity=Severity.ERROR)
    return None


RULE = Rule(name="sql-dialect", explanation=__doc__, check=check)
