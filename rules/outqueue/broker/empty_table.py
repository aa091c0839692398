"""A table that VPOP3 has not made yet: queries are answered as if it were there and empty.

VPOP3's repair recipe drops the schema, and VPOP3 makes it again at its next start: no history yet, and no error.
"""

import re

from rules.outqueue.attempts.columns import NOTHING
from rules.outqueue.broker.protocol import ServerError

NOTE = "VPOP3's database has no table outqueue.sendattempts yet: the query was answered as if it were empty (assumed)."

UNDEFINED_TABLE = "42P01"
NAME = re.compile(
    r'\boutqueue\s*\.\s*sendattempts\b|"outqueue"\s*\.\s*"?sendattempts"?|\boutqueue\s*\.\s*"sendattempts"', re.I
)
WITH = re.compile(r"((?:\s|--[^\n]*\n|/\*.*?\*/)*)(WITH\s+(?:RECURSIVE\s+)?)?", re.DOTALL | re.I)


def is_missing(error: ServerError) -> bool:
    """Whether the error says that the table is missing: the language may be any, but the table has our name for it."""
    return error.state == UNDEFINED_TABLE and '"outqueue.sendattempts"' in str(error)


def instead(text: str) -> str | None:
    """Return the query over a table expression of the same name that has the documented columns and no row."""
    named, found = NAME.subn("sendattempts", text)
    if not found:
        return None
    start = WITH.match(named)
    assert start, "it matches nothing, too"
    before, keyword = start[1], start[2]
    empty = f"sendattempts AS ({NOTHING})"
    return f"{before}{keyword or 'WITH '}{empty}{', ' if keyword else ' '}{named[start.end() :]}"
