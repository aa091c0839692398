"""A batch as a page, a table and a file show it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from rules.models import Batch, BatchItem, Revision
from rules.presentation import spreadsheet

SHOW = {"all": "All", "changed": "Changed", "problem": "Problems", "same": "The same"}
HEAD = ("domain", "times", "changed", "decision", "reason", "servers", "hold_minutes", "sentence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A filter of the table, with the number of destinations that it shows."""

    value: str
    label: str
    count: int


def filters(batch: Batch, counts: Mapping[str, int]) -> list[Filter]:
    """Return the filters that the table offers: nothing changes where there is no other text."""
    offered = {value: label for value, label in SHOW.items() if batch.against is not None or value != "changed"}
    return [Filter(value=value, label=label, count=counts[value]) for value, label in offered.items()]


def why_empty(batch: Batch, show: str, words: str) -> str:
    """Return the reason why the table is empty."""
    if show != "changed" or words:
        return "Nothing matches"
    return "No decision differs" if batch.over else "No decision differs so far"


def dns(batch: Batch) -> str:
    return "Pinned zone files" if batch.inputs["dns"] == "demo" else "Live DNS"


def run_query(batch: Batch, tried: Revision | None) -> str:
    """Return the query of a link that repeats a destination's dry run; for a text that was never saved, only its
    inputs."""
    text = {"revision": tried.number, "start": 1} if tried else {}
    return urlencode(batch.inputs | text)


def as_csv(batch: Batch, items: Iterable[BatchItem]) -> Iterator[bytes]:
    """Yield the header, then every destination."""
    beside = batch.against is not None
    yield spreadsheet.BYTE_ORDER_MARK
    yield spreadsheet.lines([[*HEAD, *([f"before_{name}" for name in HEAD[3:]] if beside else []), "problem"]])
    for item in items:
        row = [item.domain, item.times, item.change, *_cells(item.tried), *(_cells(item.against) if beside else [])]
        yield spreadsheet.lines([[*row, item.problem or ("" if item.done_at else "not run")]])


def _cells(told: dict[str, Any] | None) -> list[spreadsheet.Value]:
    if told is None:
        return [None] * len(HEAD[3:])
    return [told["kind"], told["reason"], " ".join(told["servers"]), told["hold_minutes"], told["sentence"]]
