"""What is to be tuned."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.replay.request import ReplayRequest, Text
from rules.tuning.literal import Literal
from rules.tuning.variation import Variation


@dataclass(frozen=True, slots=True, kw_only=True)
class TuneRequest:
    """A text (`replay.text`) over a range of attempts, with one or two of its literals varied. `live`: the text that is
    live now, to be marked, if there is one. `offered`: literals for which values are suggested beside it."""

    replay: ReplayRequest
    variations: Sequence[Variation]
    live: Text | None = None
    offered: Sequence[Literal] = ()
