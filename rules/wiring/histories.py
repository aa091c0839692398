"""The recorded attempts and the past that belongs to them, for one replay: one connection, and one snapshot."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from rules.guard.surroundings import Surroundings
from rules.lua.cancellation import Cancellation
from rules.lua.sandbox import Sandbox
from rules.outqueue.attempts.stream import AttemptStream
from rules.replay.past import Past
from rules.replay.request import ReplayRequest
from rules.replay.view import ViewedPast
from rules.wiring import connections


@dataclass(frozen=True, slots=True, kw_only=True)
class PastWorld:
    """What `replay` is given beside its request."""

    history: AttemptStream
    history_of: Callable[[Sequence[str]], AttemptStream]
    past: Past
    past_with_lag: Callable[[float], Past]
    viewed: ViewedPast

    def surroundings(self, sandbox: Sandbox, cancellation: Cancellation) -> Surroundings:
        """Return what `guard` is given."""
        return Surroundings(
            history=self.history,
            history_of=self.history_of,
            past=self.past,
            viewed=self.viewed,
            sandbox=sandbox,
            cancellation=cancellation,
        )


@contextmanager
def opened(request: ReplayRequest, cancellation: Cancellation) -> Iterator[PastWorld]:
    """Open VPOP3's database for a replay. Cancelling ends the query that runs. Raises Unavailable."""
    columns = connections.attempts().columns()
    lag = timedelta(seconds=request.lag)
    with connections.past(lag=lag, attach=cancellation.attach) as past:
        connections.vpop3().close()  # the idle connection that read the columns: a replay takes one, for long
        stream = partial(AttemptStream, past.own_rows, columns, now=datetime.now(UTC))
        yield PastWorld(
            history=stream(parts=(*request.servers, *request.providers)),
            history_of=lambda servers: stream(parts=servers, messages=True),
            past=past,
            past_with_lag=lambda seconds: past.with_lag(timedelta(seconds=seconds)),
            viewed=past.with_views(),
        )
