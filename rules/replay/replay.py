"""The replay itself: every attempt of a time range is tried as of its moment, and scored."""

from collections.abc import Iterator

from rules.lua.cancellation import Cancellation
from rules.lua.sandbox import Sandbox
from rules.replay.attempt import History
from rules.replay.past import Past
from rules.replay.progress import Checkpoint, Progress
from rules.replay.request import ReplayRequest


def replay(
    request: ReplayRequest,
    history: History,
    past: Past,
    sandbox: Sandbox,
    cancellation: Cancellation,
    *,
    resume: Checkpoint | None = None,
) -> Iterator[Progress]:
    """Yield the progress, at short intervals; the last step is `finished`.

    `history` and `past` must show the same moment. The past's lag is the request's. Cancelling ends it within half a
    second with a last step, whose result is partial. `resume` goes on from a checkpoint of an earlier run of the same
    request. Raises what `history` raises.
    """
    del request, history, past, sandbox, cancellation, resume
    raise NotImplementedError
    yield
