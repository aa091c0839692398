"""CSV that a spreadsheet opens as it is meant: in UTF-8, and no cell of it a formula."""

import csv
import io
from collections.abc import Iterable

from rules.text.printable import visible

Value = str | int | float | bool | None

BYTE_ORDER_MARK = "\ufeff".encode()
"""The first bytes of the file: without them Excel reads it in its own code page."""
FORMULA = "=+-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}|%"


def lines(rows: Iterable[Iterable[Value]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerows(map(_cell, row) for row in rows)
    return text.getvalue().encode()


def _cell(value: Value) -> Value:
    """Return the cell's text in a form that is no formula to a spreadsheet and no command to a terminal."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return "" if value is None else value
    text = visible(value)
    return f"'{text}" if text.lstrip()[:1] in FORMULA and text.strip() else text
