"""How far a replay has come."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.replay.result import Result, Row

Checkpoint = Mapping[str, Any]
"""All that a replay needs to go on in another process, in JSON's terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One step of a replay.

    `done` counts the attempts so far, `reached` is the start of the newest of them, and `share` the part of the time
    range that is behind it (0 to 1). `rows` are those of this step, if the request keeps them. `finished`: there are no
    more steps.

    `result()` and `checkpoint()` are made when they are called, and tell of this step until the next one is asked for.
    A checkpoint and the rows up to it, kept together, are what a replay goes on from after its process was killed:
    nothing is counted twice.
    """

    done: int
    reached: datetime | None
    share: float
    finished: bool
    rows: Sequence[Row]
    result: Callable[[], Result]
    checkpoint: Callable[[], Checkpoint]
