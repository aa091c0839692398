"""A query changes VPOP3's database, or is more than one statement.

    VPOP3.PostgresQuery("DELETE FROM outqueue.sendattempts")      -- the queue's history is gone
    VPOP3.PostgresQuery("SELECT 1; DROP TABLE x")

The vendor asks not to alter the database. A script that is to decide where a message goes runs for every lookup, again
and again; mxadmin's dry run refuses such a query, so the script cannot be tried either.
"""

from collections.abc import Iterator
from itertools import pairwise

from rules.analysis.script import Script
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule
from rules.lint.sql_tokens import SqlToken, remark, sql_tokens

_CHANGING = frozenset({
    "alter", "call", "cluster", "comment", "copy", "create", "delete", "do", "drop", "grant", "import", "insert",
    "lock", "merge", "reassign", "refresh", "reindex", "revoke", "security", "truncate", "update", "vacuum",
})  # fmt: skip
_SESSION = frozenset({
    "abort", "begin", "checkpoint", "close", "commit", "deallocate", "declare", "discard", "end", "execute", "fetch",
    "listen", "load", "move", "notify", "prepare", "release", "reset", "rollback", "savepoint", "set", "start",
    "unlisten",
})  # fmt: skip


def check(script: Script) -> Iterator[Remark]:
    for query in script.queries.all:
        tokens = sql_tokens(query.sql.text)
        first = tokens[0] if tokens else None
        if first and first.word in _CHANGING:
            message = (
                f"{first.text.upper()} changes VPOP3's database, which a script must not do; a dry run refuses it."
            )
            yield remark(query, first.start, first.end, message, severity=Severity.ERROR)
        elif first and first.word in _SESSION:
            message = f"{first.text.upper()} is no query: a dry run refuses it, and a script gets nothing from it."
            yield remark(query, first.start, first.end, message)
        elif changing := _within(tokens):
            message = (
                f"{changing.text.upper()} changes VPOP3's database, which a script must not do; a dry run refuses it."
            )
            yield remark(query, changing.start, changing.end, message, severity=Severity.ERROR)
        if second := _second(tokens):
            message = "This is a second statement: a dry run refuses more than one, and a script gets one result only."
            yield remark(query, second.start, second.end, message)


def _within(tokens: tuple[SqlToken, ...]) -> SqlToken | None:
    """Find `WITH gone AS (DELETE … RETURNING …)` and `SELECT … INTO table`."""
    if not tokens or tokens[0].word != "with":
        return None
    for before, token in pairwise(tokens):
        if before.text == "(" and token.word in {"delete", "insert", "update", "merge"}:
            return token
    return None


def _second(tokens: tuple[SqlToken, ...]) -> SqlToken | None:
    """Return what comes after a semicolon."""
    ends = [at for at, token in enumerate(tokens) if token.text == ";"]
    return next((tokens[at + 1] for at in ends if at + 1 < len(tokens) and tokens[at + 1].text != ";"), None)


RULE = Rule(name="sql-write", explanation=__doc__, check=check)
