"""The time that a guard may take, shared out among its parts."""

from time import monotonic

from rules.lua.cancellation import Cancellation
from rules.replay.answering import Cancelled


class TimeLimit:
    """A deadline. `share` gives a part of what is left."""

    def __init__(self, seconds: float, cancellation: Cancellation) -> None:
        self._end = monotonic() + seconds
        self._cancellation = cancellation

    def share(self, part: float) -> "TimeLimit":
        return TimeLimit(max(0.0, self._end - monotonic()) * part, self._cancellation)

    @property
    def over(self) -> bool:
        """Whether the time is up. Raise Cancelled where the work was cancelled."""
        if self._cancellation.cancelled:
            raise Cancelled
        return monotonic() > self._end
