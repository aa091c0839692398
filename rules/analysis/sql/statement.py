"""Parsed SQL: the tables that a statement reads, the columns that it names, and where."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from rules.analysis.sql.text import HOLE

MAX_SQL = 20_000
_MAY_TAKE_ROWS_AWAY = ("group", "having", "limit", "offset")
_READS = re.compile(r"[\s(]*(?:select|with|values|table)\b", re.IGNORECASE)

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # SQL that sqlglot does not know is no error of ours.


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A name in SQL as PostgreSQL reads it (lower case unless quoted), and where it is."""

    name: str
    start: int
    end: int


@lru_cache(maxsize=512)
def scopes(sql: str) -> tuple[Scope, ...]:
    """Return the SELECTs of one reading statement, inner ones first; nothing where it is not understood. Do not
    change them."""
    if len(sql) > MAX_SQL or not _READS.match(sql):
        return ()
    try:
        statements = sqlglot.parse(sql, read="postgres")
        return tuple(traverse_scope(statements[0])) if len(statements) == 1 and statements[0] else ()
    except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError, KeyError, IndexError):
        return ()  # An error of PostgreSQL's shows in a dry run; the parser's own errors help nobody.


def has_one_row(sql: str) -> bool:
    """Return whether it always answers with a row, as an aggregate without GROUP BY does."""
    select = scopes(sql)[-1].expression if scopes(sql) else None
    if not isinstance(select, exp.Select) or any(select.args.get(part) for part in _MAY_TAKE_ROWS_AWAY):
        return False
    return any(isinstance(each.unalias(), exp.AggFunc) for each in select.expressions)


def tables(scope: Scope) -> dict[str, exp.Table]:
    """Return the tables that a SELECT reads itself, by the name under which it knows them. (sqlglot passes those
    around a VALUES, unnest or LATERAL on to it.)"""
    return {
        alias: source
        for alias, source in scope.sources.items()
        if isinstance(source, exp.Table) and source.find_ancestor(exp.Select) in {scope.expression, None}
    }


def word(identifier: exp.Expression | None) -> Word | None:
    """Return the name; None for a hole, and for names without a position."""
    if not isinstance(identifier, exp.Identifier) or HOLE in identifier.name or "start" not in identifier.meta:
        return None
    name = identifier.name if identifier.args.get("quoted") else identifier.name.lower()
    return Word(name=name, start=identifier.meta["start"], end=identifier.meta["end"] + 1)


def conjuncts(condition: exp.Expression | None) -> Iterator[exp.Expression]:
    """Yield the parts of `a AND b AND c`."""
    pending = [condition] if condition else []
    while pending:
        part = pending.pop()
        if isinstance(part, exp.And | exp.Paren):
            pending.extend(part.iter_expressions())
        else:
            yield part


def is_hole(expression: exp.Expression) -> bool:
    """Return whether a whole condition, not just a value in one, is left to the script."""
    return isinstance(expression, exp.Column) and HOLE in expression.name
