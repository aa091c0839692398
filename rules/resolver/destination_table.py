"""Destinations in a column of a table (CSV) whose first line names the columns, such as mxadmin's own exports."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DELIMITERS = ",;\t"
_DOMAINS = ("domain", "domains", "destination", "destinations", "domainname", "recipientdomain", "todomain")
_ADDRESSES = (
    *("recipient", "recipients", "rcpt", "rcptto", "to", "email", "emails", "emailaddress", "emailaddresses", "mail"),
    *("mailaddress", "address", "addresses", "primarysmtpaddress", "emailadresse", "empfänger", "adresse", "courriel"),
)
_COLUMNS = {name: rank for rank, name in enumerate((*_DOMAINS, *_ADDRESSES))}
_OTHER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. `wanted` are the places of the columns that may name a destination, the best first. Lines count from
    1."""

    lines: Sequence[str]
    first: int
    delimiter: str
    wanted: tuple[int, ...]
    title: str

    def cells(self) -> Iterator[tuple[int, str, str]]:
        """Yield (line, cell, ""), or (line, the row, the reason why it has no destination)."""
        for line, values in self._rows():
            found = next((values[at] for at in self.wanted if at < len(values) and values[at].strip()), "")
            if found:
                yield line, found, ""
            elif any(value.strip() for value in values):
                yield line, self.delimiter.join(values), f"The column “{self.title}” is empty in this line."

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows. A cell in quotes may go over several lines: the line is that in which the row begins."""
        rows = csv.reader(iter(self.lines[self.first :]), delimiter=self.delimiter)
        while True:
            line = self.first + rows.line_num + 1
            try:
                yield line, next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, [f"unreadable: {error}"]


def find_table(lines: Sequence[str]) -> Table | None:
    """Find a table. None where the first line that is not empty names no column of destinations."""
    at = next((at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), None)
    if at is None or "@" in lines[at]:
        return None
    for delimiter in sorted(DELIMITERS, key=lines[at].count, reverse=True):
        titles = next(csv.reader([lines[at]], delimiter=delimiter), [])
        ranked = sorted((_COLUMNS[name], place) for place, name in enumerate(map(_name, titles)) if name in _COLUMNS)
        if ranked:
            wanted = tuple(place for _, place in ranked)
            return Table(lines=lines, first=at + 1, delimiter=delimiter, wanted=wanted, title=titles[wanted[0]])
    return None


def _name(title: str) -> str:
    return _OTHER.sub("", title).lower()
