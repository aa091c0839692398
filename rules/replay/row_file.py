"""Rows of a replay as they are stored: compressed lines, each an array of JSON."""

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from rules.replay.attempt import moment
from rules.replay.result import Row
from rules.replay.verdict import Verdict

NAMES = tuple(each.name for each in fields(Row))
"""The order in which a line has them. Stored rows have it, so a new field goes to the end."""
DISAGREEING = "disagreeing:"

DIFFERS = "differs"
"""The kind of rows on which both texts rule differently, beside the one that each row has by its label."""


def pack(rows: Sequence[Row]) -> bytes:
    lines = [json.dumps([getattr(row, name) for name in NAMES], separators=(",", ":")) for row in rows]
    return gzip.compress("\n".join(lines).encode("utf-8", "surrogatepass"), compresslevel=3)


def unpack(packed: bytes, server: str | None = None) -> Iterator[Row]:
    """Yield the rows, or those at one server: lines without its name are not even read."""
    name = None if server is None else json.dumps(server)
    for line in gzip.decompress(packed).decode("utf-8", "surrogatepass").split("\n"):
        if line and (name is None or name in line):
            row = Row(**dict(zip(NAMES, json.loads(line), strict=False)))
            if server is None or row.server == server:
                yield row


def kind(row: Row) -> str:
    """Return the label of the row; its verdict where that is a column of its own."""
    return row.label or row.verdict


def kinds(rows: Sequence[Row]) -> dict[str, int]:
    """Count the rows of each kind; beside it, those on which both texts differ, and by `disagreeing(its name)` those
    that a live text does not allow."""
    counts = Counter(map(kind, rows))
    counts.update(disagreeing(row.live) for row in rows if row.live)
    counts.update(DIFFERS for row in rows if differs(row))
    return dict(counts)


def count(kinds: Mapping[str, int]) -> int:
    """Return the number of rows in a count by kind."""
    return sum(number for kind, number in kinds.items() if kind != DIFFERS and not kind.startswith(DISAGREEING))


def disagreeing(name: str) -> str:
    """Return the kind, beside their own, of rows that this live text does not allow."""
    return f"{DISAGREEING}{name}"


def is_of(row: Row, wanted: str) -> bool:
    """Whether the row is of that kind, one beside its own too; every row is of the kind ""."""
    if wanted == DIFFERS:
        return differs(row)
    return not wanted or kind(row) == wanted or (row.live != "" and disagreeing(row.live) == wanted)


def start(row: Row) -> datetime:
    return moment(row.at)


def is_refused(row: Row) -> bool:
    """Whether one of the texts refuses the attempt."""
    return Verdict.TURNED_AWAY in {row.verdict, row.against_verdict}


def differs(row: Row) -> bool:
    """Whether both texts rule differently on the attempt; for how long they hold it is part of it."""
    beside = row.against_verdict, row.against_minutes
    return bool(row.against_verdict) and (row.verdict, row.minutes) != beside


def servers(rows: Iterable[Row]) -> dict[str, tuple[int, int]]:
    """Count, for each server, the rows, and those that one of the texts refuses."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        count, refused = found.get(row.server, (0, 0))
        found[row.server] = count + 1, refused + is_refused(row)
    return found
