"""SQL in words, as PostgreSQL reads them: for rules that check which word follows which."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rules.analysis.queries import Query
from rules.analysis.sql.text import HOLE
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair


class Sort(StrEnum):
    TEXT = "text"
    QUOTED = "quoted"
    NUMBER = "number"
    WORD = "word"
    SIGN = "sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlToken:
    """A token. `text` as it is written, `word` in lower case. A hole is a word."""

    sort: Sort
    text: str
    word: str
    start: int
    end: int

    @property
    def is_hole(self) -> bool:
        return HOLE in self.text

    @property
    def content(self) -> str:
        """Return what is between the quotes of a text or of a quoted name."""
        return self.text[self.text.index(self.text[-1]) + 1 : -1]


_TOKEN = re.compile(
    r"""
    (?:\s+|--[^\n]*|/\*[\s\S]*?\*/)
  | (?P<text>(?:[eE]'(?:[^'\\]|''|\\[\s\S])*'|[bBxXnN]?'(?:[^']|'')*'))
  | \$(?P<tag>\w*)\$[\s\S]*?\$(?P=tag)\$
  | (?P<quoted>"(?:[^"]|"")*")
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<sign><=|>=|<>|!=|==|::|\|\||&&|!~\*|!~|~\*|->>|->|[\s\S])
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=512)
def sql_tokens(sql: str) -> tuple[SqlToken, ...]:
    """Return the tokens without white space and comments."""
    return tuple(
        SqlToken(sort=Sort(found.lastgroup), text=found[0], word=found[0].lower(), start=found.start(), end=found.end())
        for found in _TOKEN.finditer(sql)
        if found.lastgroup in set(Sort)
    )


def remark(
    query: Query,
    start: int,
    end: int,
    message: str,
    better: str | None = None,
    *,
    title: str = "",
    severity: Severity = Severity.WARNING,
) -> Remark:
    """Make a remark about a part of a query's SQL. `better` replaces it where it is written in the script as it is."""
    first, last = query.sql.locate(start, end)
    exact = last - first == len(query.sql.text[start:end].encode())
    repair = None
    if better is not None and exact:
        repair = Repair(title=title or f"Write {better}", changes=(Change(start=first, end=last, text=better),))
    return Remark(start=first, end=last, message=message, severity=severity, repair=repair)
