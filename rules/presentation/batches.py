"""A batch as a page, a table and a file show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils import timezone

from rules.models import Batch, BatchItem, Revision
from rules.presentation import spreadsheet

SHOW = {"all": "All", "changed": "Changed", "problem": "Problems", "same": "The same"}
HEAD = ("domain", "times", "changed", "decision", "reason", "servers", "hold_minutes", "sentence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`remaining` is an estimate from the pace so far; None where nothing is known yet or nothing is left."""

    done: int
    total: int
    changed: int
    problems: int
    taken: timedelta
    remaining: timedelta | None

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total


def progress(batch: Batch) -> Progress:
    found = batch.items.aggregate(
        done=Count("pk", filter=Q(done_at__isnull=False)),
        changed=Count("pk", filter=~Q(change="")),
        problems=Count("pk", filter=~Q(problem="")),
    )
    done = found["done"]
    ended = batch.finished_at or batch.cancelled_at
    taken = (ended or timezone.now()) - batch.created_at
    return Progress(
        done=done,
        total=batch.total,
        changed=found["changed"],
        problems=found["problems"],
        taken=taken,
        remaining=None if ended or not done else taken / done * (batch.total - done),
    )


def items(batch: Batch, show: str = "all", words: str = "") -> QuerySet[BatchItem]:
    """Changed ones first, then problems, then the others, each in the order of the list."""
    found = batch.items.all()
    match show:
        case "changed":
            found = found.exclude(change="")
        case "problem":
            found = found.exclude(problem="")
        case "same":
            found = found.filter(change="", problem="", done_at__isnull=False)
    if words:
        found = found.filter(domain__icontains=words)
    rank = Case(
        When(~Q(change=""), then=Value(0)),
        When(~Q(problem=""), then=Value(1)),
        When(done_at__isnull=False, then=Value(2)),
        default=Value(3),
    )
    return found.order_by(rank, "position")


def shows(batch: Batch) -> dict[str, str]:
    """What the table can be narrowed to: nothing changes where there is no other text."""
    return {value: label for value, label in SHOW.items() if batch.against is not None or value != "changed"}


def nothing(batch: Batch, show: str, words: str) -> str:
    """Why the table is empty."""
    if show != "changed" or words:
        return "Nothing matches"
    return "No decision differs" if batch.over else "No decision differs so far"


def dns(batch: Batch) -> str:
    return "Pinned zone files" if batch.inputs["dns"] == "demo" else "Live DNS"


def run_query(batch: Batch, tried: Revision | None) -> str:
    """What an address of the dry run adds to have a destination's run again; of a text that was never saved, only its
    inputs."""
    text = {"revision": tried.number, "start": 1} if tried else {}
    return urlencode(batch.inputs | text)


def as_csv(batch: Batch) -> Iterator[bytes]:
    """The head, then every destination in the order of the list."""
    beside = batch.against is not None
    yield spreadsheet.BYTE_ORDER_MARK
    yield spreadsheet.lines([[*HEAD, *([f"before_{name}" for name in HEAD[3:]] if beside else []), "problem"]])
    for item in batch.items.order_by("position").iterator(chunk_size=500):
        row = [item.domain, item.times, item.change, *_cells(item.tried), *(_cells(item.against) if beside else [])]
        yield spreadsheet.lines([[*row, item.problem or ("" if item.done_at else "not run")]])


def _cells(told: dict[str, Any] | None) -> list[spreadsheet.Value]:
    if told is None:
        return [None] * len(HEAD[3:])
    return [told["kind"], told["reason"], " ".join(told["servers"]), told["hold_minutes"], told["sentence"]]
