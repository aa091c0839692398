"""The times in which texts of a script were live, for the agreement of a replay."""

from datetime import datetime

from rules.models import LiveText, Revision, Script, source_of
from rules.queries.publications import publications_of
from rules.queries.scripts import script
from rules.replay.request import LiveTime, Text

MOST_LIVE = 20
"""The newest publications within a range that count: each of their texts has to be replayed."""


def live_texts(of: Script, since: datetime, until: datetime) -> list[LiveText]:
    """Return which texts were live within that time, and when, oldest first."""
    found = [
        LiveText(revision=each.revision.pk, since=max(each.at, since), until=each.until)
        for each in publications_of(of)
        if each.at < until and (each.until is None or each.until > since)
    ]
    return found[:MOST_LIVE][::-1]


def live_times(name: str, since: datetime, until: datetime) -> tuple[LiveTime, ...]:
    """Return the same with the texts themselves; nothing where there is no such script."""
    found = script(name)
    texts = live_texts(found, since, until) if found else []
    revisions = Revision.objects.in_bulk({each.revision for each in texts})
    return tuple(
        LiveTime(
            text=Text(source=source_of(revisions[each.revision]), name=str(revisions[each.revision])),
            since=each.since,
            until=each.until,
        )
        for each in texts
    )
