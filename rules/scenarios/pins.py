"""Pinned DNS and SQL answers of a dry run, so that a later run sees the very same."""

from dataclasses import dataclass

from rules.lua.protocol.query import QueryAnswer
from rules.resolver.answer import Answer


@dataclass(frozen=True, slots=True)
class PinnedQuery:
    """One answer to a query, in the order in which the script asked."""

    text: str
    answer: QueryAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """All pinned answers: one of `dns` for each question; one of `sql` for each time that a query was asked."""

    dns: tuple[Answer, ...] = ()
    sql: tuple[PinnedQuery, ...] = ()
