"""The time in which a script's live text has been live, for the agreement of a replay."""

from rules.models import source_of
from rules.queries.scripts import script
from rules.replay.request import LiveTime, Text


def live_times(name: str) -> tuple[LiveTime, ...]:
    """Return the time of the live revision; nothing where none is live."""
    found = script(name)
    if found is None or found.live is None or found.live_since is None:
        return ()
    return (LiveTime(text=Text(source=source_of(found.live), name=str(found.live)), since=found.live_since),)
