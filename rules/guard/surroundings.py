"""What a guard needs beside its request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rules.lua.cancellation import Cancellation
from rules.lua.sandbox import Sandbox
from rules.replay.attempt import History
from rules.replay.past import Past
from rules.replay.view import ViewedPast


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """`history`, `past` and `viewed` show the same moment. `history_of` returns the history of some servers, with the
    ids of messages where they are recorded."""

    history: History
    history_of: Callable[[Sequence[str]], History]
    past: Past
    viewed: ViewedPast
    sandbox: Sandbox
    cancellation: Cancellation = field(default_factory=Cancellation)
