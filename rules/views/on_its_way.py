"""What is on its way: one source for each kind of thing, in the order in which Home shows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from rules import queries
from rules.models import Script
from rules.models.roles import Role
from rules.views.scripts.delivery_status import delivery_status
from rules.web.access import SignedIn

NEW = timedelta(minutes=15)
"""The time for which a publication is news."""
LOOKED_AT = 5
"""The newest of each kind that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """One line. `percent` where it is known how far it is; `moves`: it changes by itself, so the page looks again
    soon. `since`: the moment that the page writes behind the text."""

    text: str
    url: str
    tone: str = "info"
    icon: str = "clock"
    percent: int | None = None
    since: datetime | None = None
    moves: bool = True


Source = Callable[[SignedIn, Script, datetime], Iterator[Moving]]


def _publications(_request: SignedIn, script: Script, now: datetime) -> Iterator[Moving]:
    for each in queries.publications_of(script)[:1]:
        if now - each.at < NEW:
            yield Moving(
                text=f"Revision {each.revision.number} is live",
                url=reverse("publication_view", args=[script.name, each.pk]),
                tone="send",
                icon="send",
                since=each.at,
                moves=False,
            )


def _deliveries(_request: SignedIn, script: Script, _now: datetime) -> Iterator[Moving]:
    status = delivery_status(script)
    if status and status.moving:
        text = f"Revision {status.number}: {status.word}" if status.number else status.word
        yield Moving(
            text=text,
            url=reverse("delivery", args=[script.name]),
            tone=status.tone,
            icon=status.icon,
            since=status.since,
        )


def _replays(request: SignedIn, script: Script, _now: datetime) -> Iterator[Moving]:
    for each in queries.replays_of(script)[:LOOKED_AT]:
        if not each.over and (each.owner_id == request.user.pk or request.role.includes(Role.EDITOR)):
            text = f"{each.source_name} is tried on history"
            yield Moving(text=text, url=reverse("replay_view", args=[each.pk]), percent=int(100 * each.share))


def _batches(request: SignedIn, script: Script, _now: datetime) -> Iterator[Moving]:
    for each in queries.batches_of(script)[:LOOKED_AT]:
        if not each.over and (each.owner_id == request.user.pk or request.role.includes(Role.EDITOR)):
            progress = queries.batch_progress(each)
            text = f"{each.source_name}: a batch of {each.total:,} dry runs"
            yield Moving(text=text, url=reverse("batch_view", args=[each.pk]), percent=progress.percent)


SOURCES: tuple[Source, ...] = (_publications, _deliveries, _replays, _batches)
"""Each yields its lines; a new kind of thing that runs adds its own."""


def moving(request: SignedIn, script: Script, now: datetime) -> list[Moving]:
    if script.pk is None:
        return []
    return [line for source in SOURCES for line in source(request, script, now)]
