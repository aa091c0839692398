"""The reasons why a script's query gave nothing, as sentences that the trace shows."""

import re

from rules.outqueue.broker.limits import Bounds
from rules.outqueue.broker.protocol import ServerError

FIRST_WORD = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*([A-Za-z]+)", re.DOTALL)
QUERIES = {"select", "values", "table", "with"}

SYNTAX, NOT_SUPPORTED, CANCELLED, READ_ONLY, NO_RIGHT = "42601", "0A000", "57014", "25006", "42501"
OURS = {CANCELLED, NO_RIGHT}
"""Errors that come from mxadmin's role and bounds: VPOP3 itself would get an answer."""
INERT = "a dry run changes nothing"


def complaint(error: ServerError, text: str, bounds: Bounds) -> tuple[str, int | None]:
    """Return the sentence, and the character of `text` (from 1) at which PostgreSQL found the error, if it named
    one."""
    return _sentence(error, text, bounds), error.position


def _sentence(error: ServerError, text: str, bounds: Bounds) -> str:
    if error.state == CANCELLED:
        return out_of_time(bounds)
    if error.state == SYNTAX and (word := _statement(text, error.position)):
        return f"Only queries (SELECT, VALUES, TABLE, WITH) are run, so {word.upper()} was not: {INERT}."
    if error.state == SYNTAX and error.position is None:
        return f"Only one statement at a time is run: {_plain(error)}."
    if error.state == READ_ONLY or (error.state == NOT_SUPPORTED and "DECLARE CURSOR" in str(error)):
        return f"The query would write, so it was not run: {INERT} (PostgreSQL: {_plain(error)})."
    if error.state == NO_RIGHT:
        lacking = "The role that reads VPOP3's database lacks the right for this, such as SELECT"
        return f"{lacking}: {_plain(error)}. The connection page has the SQL that grants it."
    hint = f" {error.hint}" if error.hint else ""
    return f"PostgreSQL refused the query: {_plain(error)}.{hint}"


def out_of_time(bounds: Bounds) -> str:
    return f"The query took longer than {bounds.seconds:g} s and was stopped."


def cut(what: str, bounds: Bounds) -> str:
    most = f"{bounds.rows:,} rows" if what == "rows" else f"{bounds.bytes:,} bytes"
    return f"The query gives more than {most}, which is all that a dry run takes. Count or limit in SQL."


def _statement(text: str, position: int | None) -> str | None:
    """Return the first word, where it does not begin a query and PostgreSQL refused it."""
    found = FIRST_WORD.match(text)
    stumbled = found and found.start(1) + 1 == position and found[1].lower() not in QUERIES
    return found[1] if found and stumbled else None


def _plain(error: ServerError) -> str:
    return str(error).strip().rstrip(".")
