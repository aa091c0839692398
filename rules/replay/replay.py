"""The replay itself: every attempt of a time range is tried as of its moment, and scored."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from rules.lua.cancellation import Cancellation
from rules.lua.sandbox import Sandbox
from rules.replay.agreement import Agreeing
from rules.replay.answering import Cancelled, PastLost
from rules.replay.assumed import assumed
from rules.replay.attempt import HOUR, MICROSECONDS, Attempt, History, NotReplayed, microseconds, moment
from rules.replay.garbage import collected_rarely
from rules.replay.memory import AVOIDABLE_WITHIN, PROVED_WITHIN
from rules.replay.past import Past
from rules.replay.place import Place
from rules.replay.program import Program
from rules.replay.progress import Checkpoint, Progress
from rules.replay.request import ReplayRequest
from rules.replay.result import Result, Row
from rules.replay.rows import row_of
from rules.replay.scoreboard import Scoreboard

_FIRST_STEP, _LONGEST_STEP = 200, 20_000
_STEP_SECONDS = 0.25
"""How long a step is to take: between two of them there is something new to show."""


def replay(
    request: ReplayRequest,
    history: History,
    past: Past,
    sandbox: Sandbox,
    cancellation: Cancellation,
    *,
    resume: Checkpoint | None = None,
    past_with_lag: Callable[[float], Past] | None = None,
    seconds: float | None = None,
) -> Iterator[Progress]:
    """Yield the progress, at short intervals; the last step is `finished`.

    `history` and `past` must show the same moment. The past's lag is the request's; with `past_with_lag`, others are
    tried on the newest attempts, to see which one agrees best. Cancelling ends it within half a second with a last
    step, whose result is partial; so does the end of the `seconds`. `resume` goes on from a checkpoint of an earlier
    run of the same request. Raises what `history` raises.
    """
    run = _Run(request, history, sandbox, cancellation, resume or {}, seconds)
    with collected_rarely():
        yield from run.steps(past, past_with_lag)


class _Run:
    """One run of a replay, from its start or from a checkpoint."""

    def __init__(
        self,
        request: ReplayRequest,
        history: History,
        sandbox: Sandbox,
        cancellation: Cancellation,
        kept: Checkpoint,
        seconds: float | None,
    ) -> None:
        self._request = request
        self._history = history
        self._recorded = history.recorded()
        self._cancellation = cancellation
        self._started = time.monotonic() - kept.get("elapsed_s", 0.0)
        self._deadline = None if seconds is None else time.monotonic() + seconds
        self._since, self._until = microseconds(request.since), microseconds(request.until)
        self._agreeing = Agreeing(request, kept.get("agreement"))
        lag = round(request.lag * MICROSECONDS)
        texts = 1 + (request.against is not None)
        self._board = Scoreboard.from_dict(kept["board"], lag) if kept else Scoreboard(texts, lag)
        self._place = Place.from_list(kept["place"]) if kept else Place()
        self._without_server: int = kept.get("without_server", 0)
        self._reached: int | None = kept.get("reached")
        self._partial = ""
        self._left_out: Mapping[NotReplayed, int] = {}
        self._sandbox = sandbox
        self._programs: dict[bytes, Program] = {}
        self._wanted: dict[str, bool] = {}

    def steps(self, past: Past, past_with_lag: Callable[[float], Past] | None) -> Iterator[Progress]:
        try:
            yield from self._replayed(past)
            self._prove()
            self._left_out = self._history.left_out()
            self._agreeing.try_lags(self._program, past_with_lag)
        except PastLost as problem:
            self._partial = f"{self._stopped_at('It was stopped')} {problem}"
        except _OutOfTime:
            self._partial = self._stopped_at("Its time was up")
        except Exception:
            if not self._cancellation.cancelled:  # Cancelling ends queries, too, whose errors say so in many ways.
                raise
            self._partial = self._stopped_at("It was cancelled")
        self._board.finish()
        yield self._progress((), finished=True)

    def _replayed(self, past: Past) -> Iterator[Progress]:
        """Try the attempts of the time range, in steps."""
        most = _FIRST_STEP
        for attempts in self._in_range():
            start = 0
            while start < len(attempts):
                began = time.monotonic()
                part = attempts[start : start + most]
                rows = self._try(part, past)
                start += len(part)
                taken = time.monotonic() - began
                if taken < _STEP_SECONDS / 2 and len(part) == most:
                    most = min(most * 2, _LONGEST_STEP)
                elif taken > _STEP_SECONDS * 2:
                    most = max(most // 2, _FIRST_STEP)
                yield self._progress(rows, finished=False)

    def _in_range(self) -> Iterator[list[Attempt]]:
        """Yield the wanted attempts of the time range, a page at a time. Those of the hour before are only observed."""
        before = moment(self._since - AVOIDABLE_WITHIN)
        for page in self._history.pages(before, self._request.until, self._place.after):
            wanted = self._place.behind(page.attempts)
            begins = next((place for place, attempt in enumerate(wanted) if attempt.at >= self._since), len(wanted))
            for attempt in wanted[:begins]:
                if attempt.server and self._wants(attempt.server):
                    self._board.observe(attempt)
            self._place.pass_by(wanted[:begins])
            yield wanted[begins:]
            self._place = self._place.behind_page(page)

    def _try(self, attempts: Sequence[Attempt], past: Past) -> list[Row]:
        """Rule on the attempts and count them. Nothing is counted before all rulings are known."""
        self._check_time()
        named = [attempt for attempt in attempts if attempt.server]
        chosen = [attempt for attempt in named if self._wants(attempt.server)]
        texts = [self._request.text, *([self._request.against] if self._request.against else [])]
        rulings = [self._program(text.source).rulings(chosen, past) for text in texts]
        live = self._agreeing.rulings(chosen, rulings, self._program, past)
        self._without_server += len(attempts) - len(named)
        disagreeing = self._agreeing.add(chosen, live)
        rows = []
        for place, (attempt, *ruled) in enumerate(zip(chosen, *rulings, strict=True)):
            avoidable = self._board.add(attempt, ruled)
            if self._request.keep_rows:
                disagrees = disagreeing.get(place)
                rows.append(row_of(attempt, ruled, self._request, avoidable=avoidable, disagrees=disagrees))
        self._place.pass_by(attempts)
        self._reached = attempts[-1].at if attempts else self._reached
        return rows

    def _prove(self) -> None:
        """Read on behind the time range, as far as later attempts may prove the last holds."""
        end = self._board.last_hold()
        if end is None:
            return
        for page in self._history.pages(self._request.until, moment(min(end, self._until + _FAR) + PROVED_WITHIN)):
            self._check_time()
            for attempt in page.attempts:
                if attempt.at > self._until and attempt.server and self._wants(attempt.server):
                    self._board.observe(attempt)
            if not self._board.open_holds:
                break

    def _check_time(self) -> None:
        if self._cancellation.cancelled:
            raise Cancelled
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise _OutOfTime

    def _wants(self, server: str) -> bool:
        wanted = self._wanted.get(server)
        if wanted is None:
            wanted = self._wanted[server] = self._request.wants(server)
        return wanted

    def _program(self, source: bytes) -> Program:
        """Return the program of a text: the same for the same text."""
        if source not in self._programs:
            self._programs[source] = Program(source, self._request, self._sandbox, self._cancellation)
        return self._programs[source]

    def _stopped_at(self, what: str) -> str:
        if self._reached is None:
            return f"{what} before the first attempt."
        return f"{what} at {moment(self._reached).astimezone(self._request.zone):%Y-%m-%d %H:%M:%S}."

    def _progress(self, rows: Sequence[Row], *, finished: bool) -> Progress:
        reached = self._reached if self._reached is not None else self._since
        share = 1.0 if finished and not self._partial else (reached - self._since) / (self._until - self._since)
        return Progress(
            done=self._board.done,
            reached=None if self._reached is None else moment(self._reached),
            share=max(0.0, min(1.0, share)),
            finished=finished,
            rows=rows,
            result=self._result,
            checkpoint=self._checkpoint,
        )

    def _result(self) -> Result:
        request, board = self._request, self._board
        left_out = {**self._left_out, NotReplayed.NO_SERVER: self._without_server}
        return Result(
            text=request.text.sha256,
            text_name=request.text.name,
            against=request.against.sha256 if request.against else None,
            against_name=request.against.name if request.against else "",
            since=request.since,
            until=request.until,
            attempts=board.done,
            newest=None if self._reached is None else moment(self._reached),
            score=board.score(0),
            against_score=board.score(1) if request.against else None,
            episodes=board.episode_counts(),
            not_replayed={reason: left_out.get(reason, 0) for reason in NotReplayed},
            agreement=self._agreeing.agreement(),
            assumed=assumed(request, self._recorded),
            advice=self._recorded.advice,
            partial=self._partial,
            lag=request.lag,
            elapsed_s=time.monotonic() - self._started,
        )

    def _checkpoint(self) -> Checkpoint:
        return {
            "elapsed_s": time.monotonic() - self._started,
            "board": self._board.to_dict(),
            "place": self._place.to_list(),
            "agreement": self._agreeing.to_dict(),
            "without_server": self._without_server,
            "reached": self._reached,
        }


class _OutOfTime(Exception):
    """The time that the replay was given is over."""


_FAR = 10 * 366 * 24 * HOUR
"""Longer holds than ten years cannot be proved by anything."""
