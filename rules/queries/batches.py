"""Batches of dry runs, and their destinations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils import timezone

from rules.models import Batch, BatchItem, Script


def batch(pk: int) -> Batch | None:
    return Batch.objects.select_related("script").filter(pk=pk).first()


def batches_of(of: Script) -> QuerySet[Batch]:
    """Return the script's batches, newest first, without their texts."""
    return Batch.objects.filter(script_id=of.pk).defer("source", "against", "unread")


def all_batch_items(batch: Batch) -> Iterator[BatchItem]:
    """Yield all items in the order of the list, a few at a time."""
    return batch.items.order_by("position").iterator(chunk_size=500)


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


def batch_progress(batch: Batch) -> Progress:
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


def batch_counts(batch: Batch, words: str = "") -> dict[str, int]:
    """Count the items that each filter shows."""
    return {show: batch_items(batch, show, words).count() for show in ("all", "changed", "problem", "same")}


def batch_items(batch: Batch, show: str = "all", words: str = "") -> QuerySet[BatchItem]:
    """Return items: changed ones first, then problems, then the others, each in the order of the list."""
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
