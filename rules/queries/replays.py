"""Trials on history, and the attempts that they replayed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Q, QuerySet

from rules.models import Replay, ReplayPart, Script
from rules.queries.publications import Publication
from rules.replay import row_file
from rules.replay.result import Row

LISTED = 20
HEAVY = ("source", "against", "checkpoint")
"""Columns that no page of results shows."""


def replay(pk: int) -> Replay | None:
    return Replay.objects.select_related("script", "script__live").defer("checkpoint").filter(pk=pk).first()


def replays_of(of: Script) -> QuerySet[Replay]:
    """Return the newest trials of the script, newest first, without their texts."""
    return Replay.objects.filter(script_id=of.pk, shadow=False).defer(*HEAVY)[:LISTED]


def shadows_of(of: Script) -> QuerySet[Replay]:
    """Return the newest shadows of the script, newest first, without their texts."""
    return Replay.objects.filter(script_id=of.pk, shadow=True).defer(*HEAVY)[:LISTED]


def running_shadows(of: Script) -> QuerySet[Replay]:
    """Return the shadows of the script that run, without their checkpoints."""
    running = Replay.objects.filter(script_id=of.pk, shadow=True, finished_at=None)
    return running.select_related("script").defer("checkpoint")


def predictions(of: Publication) -> list[Replay]:
    """Return the trials of that text which were finished before it was published, newest first."""
    known = Replay.objects.filter(script_id=of.revision.script_id, sha256=of.revision.sha256, failure="")
    return list(known.filter(finished_at__lt=of.at).defer(*HEAVY)[:3])


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    """One page of replayed attempts. `total` counts all of the kind."""

    rows: Sequence[Row]
    total: int
    number: int
    pages: int

    @property
    def earlier(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def later(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def replay_kinds(of: Replay) -> dict[str, int]:
    """Count all stored rows of each kind."""
    counted: dict[str, int] = {}
    for labels in of.parts.values_list("labels", flat=True):
        for kind, count in labels.items():
            counted[kind] = counted.get(kind, 0) + count
    return counted


def replay_rows(of: Replay, kind: str, number: int, per_page: int) -> RowPage:
    """Return a page of the rows of one kind (all kinds: ""), the nearest page there is."""
    parts = [(pk, labels.get(kind, 0) if kind else row_file.count(labels)) for pk, labels in _labels(of)]
    total = sum(count for _, count in parts)
    pages = max(1, -(-total // per_page))
    number = min(max(1, number), pages)
    skip = (number - 1) * per_page
    rows: list[Row] = []
    for pk, count in parts:
        if skip >= count:
            skip -= count
            continue
        matching = (row for row in _rows(pk) if row_file.is_of(row, kind))
        rows += islice(matching, skip, skip + per_page - len(rows))
        skip = 0
        if len(rows) == per_page:
            break
    return RowPage(rows=rows, total=total, number=number, pages=pages)


def all_replay_rows(of: Replay) -> Iterator[Row]:
    """Yield all stored rows, oldest first, a part at a time."""
    for pk in of.parts.values_list("pk", flat=True):
        yield from _rows(pk)


def server_rows(of: Replay, server: str, since: datetime, until: datetime) -> Iterator[Row]:
    """Yield the rows at that server in that time, oldest first."""
    for pk, servers in of.parts.filter(Q(first__lt=until) & Q(last__gte=since)).values_list("pk", "servers"):
        if server in servers:
            yield from (row for row in _rows(pk, server) if since <= row_file.start(row) < until)


def telling_moment(of: Replay, server: str) -> datetime | None:
    """Return the start of an attempt at that server in the part in which most of them are refused; None where there
    is none."""
    parts = [(servers[server][::-1], pk) for pk, servers in of.parts.values_list("pk", "servers") if server in servers]
    if not parts:
        return None
    _, pk = max(parts)
    rows = list(_rows(pk, server))
    refused = [row for row in rows if row_file.is_refused(row)]
    return row_file.start((refused or rows)[-1])


def _labels(of: Replay) -> Iterator[tuple[int, dict[str, int]]]:
    yield from of.parts.values_list("pk", "labels")


def _rows(pk: int, server: str | None = None) -> Iterator[Row]:
    packed = ReplayPart.objects.values_list("rows", flat=True).get(pk=pk)
    yield from row_file.unpack(bytes(packed), server)
