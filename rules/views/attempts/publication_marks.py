"""Publications of the script that VPOP3 runs, as marks on a chart of attempts."""

from datetime import datetime

from django.urls import reverse

from rules import queries
from rules.presentation.chart import Event, event


def publication_marks(since: datetime, until: datetime) -> tuple[Event, ...]:
    """Return a mark for each publication within that time, oldest first."""
    script = queries.routing_script()
    return tuple(
        event(
            each.at,
            f"Revision {each.revision.number} published",
            reverse("publication_view", args=[script.name, each.pk]),
            since=since,
            until=until,
        )
        for each in queries.publications_between(script, since, until)
    )
