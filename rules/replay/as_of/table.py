"""The attempts table, as far as the rewriting has to know it."""

from collections.abc import Mapping
from dataclasses import dataclass

SCHEMA, NAME = "outqueue", "sendattempts"
STARTED = "starttime"
ABSENT: Mapping[str, str] = {"server": "text", STARTED: "timestamp without time zone", "result": "text"}
"""The columns of a table that VPOP3 has not made yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptsTable:
    """`columns`: the type of each column that may be read, as `format_type` prints it without length. `whole`: there
    are no others. `absent`: there is no table yet, so it counts as empty. `unusable`: the reason (a sentence) why
    its rows cannot be shown as of a moment."""

    columns: Mapping[str, str]
    whole: bool = True
    absent: bool = False
    unusable: str = ""

    @property
    def has_zone(self) -> bool:
        """Whether `starttime` has a zone; else it is a clock time in the session's zone."""
        return self.columns.get(STARTED, "").endswith("with time zone")
