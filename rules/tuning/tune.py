"""Tuning: a text of the script is tried with other values in the places of one or two of its literals.

Every attempt is read once, and each query is asked once for it; the variants share the answers.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, product
from typing import Protocol

from rules.lua.cancellation import Cancellation
from rules.lua.sandbox import Sandbox
from rules.replay.answering import Cancelled, PastLost
from rules.replay.assumed import assumed
from rules.replay.attempt import HOUR, MICROSECONDS, Attempt, History, microseconds, moment
from rules.replay.memory import AVOIDABLE_WITHIN, ServerMemory
from rules.replay.outcome import TRANSIENT
from rules.replay.past import Past
from rules.tuning.choice import Advice, advise, efficient
from rules.tuning.classes import Classes
from rules.tuning.literal import Literal
from rules.tuning.present_values import values_in
from rules.tuning.request import TuneRequest
from rules.tuning.result import Point, TuningResult
from rules.tuning.scores import CHOSEN, Counted, Scores, code, scores
from rules.tuning.suggestion import Seen, suggested
from rules.tuning.variants import Family
from rules.tuning.variants import Point as Values

HOLDS_ONLY = (
    "Nothing is recommended: history as recorded has no attempts that a shorter hold would have let through, so the "
    "shortest one always looks best."
)
LEAST_ATTEMPTS = 30
"""Attempts in each part, without which a curve would mean nothing."""
STRETCH = 6 * HOUR
_SEEN = 20_000
"""Attempts from which ranges are suggested."""
_FIRST_STEP, _LONGEST_STEP = 200, 20_000
_STEP_SECONDS = 0.25


class TooShort(ValueError):
    """The history is too short to be split. The message is a sentence."""


class RecordedTime(History, Protocol):
    """A history that knows which time it covers."""

    def span(self, since: datetime, until: datetime) -> tuple[datetime, datetime] | None:
        """Return the starts of the first and the last attempt from `since` to `until`; None where there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TuneProgress:
    """One step: attempts so far, and the part of the time that is behind it (0 to 1). The last has the `result`."""

    done: int
    share: float
    result: TuningResult | None = None


def tune(
    request: TuneRequest, history: RecordedTime, past: Past, sandbox: Sandbox, cancellation: Cancellation
) -> Iterator[TuneProgress]:
    """Yield the progress, at short intervals; the last step has the result. Cancelling ends it within half a second,
    with a partial result. Raise TooShort, and what `history` raises."""
    run = _Run(request, history, sandbox, cancellation)
    try:
        for done, share in run.steps(past):
            yield TuneProgress(done=done, share=share)
    except PastLost as problem:
        yield TuneProgress(done=run.done, share=run.share, result=run.result(f"It was stopped. {problem}"))
    except TooShort:
        raise
    except Exception:
        if not cancellation.cancelled:  # Cancelling ends queries, too, whose errors say so in many ways.
            raise
        yield TuneProgress(done=run.done, share=run.share, result=run.result("It was cancelled."))
    else:
        yield TuneProgress(done=run.done, share=1.0, result=run.result(""))


class _Run:
    """One run over the attempts."""

    def __init__(
        self, request: TuneRequest, history: RecordedTime, sandbox: Sandbox, cancellation: Cancellation
    ) -> None:
        self._request = request
        self._replay = request.replay
        self._history = history
        self._sandbox = sandbox
        self._cancellation = cancellation
        self._started = time.monotonic()
        self._since, self._split, self._until = self._times()
        self._axes = self._values()
        self._points = [tuple(values) for values in product(*self._axes)]
        self._variants = list(self._points)
        self._live_values: Values | None = None
        self._present, self._live = self._marked()
        families = self._families()
        if all(loaded.calls.broken for loaded, _ in families[0].groups):
            raise ValueError("The text does not load, so it has no values to tune. mxadmin lint says why.")
        self._classes = Classes(families, self._replay, cancellation)
        self._servers: dict[str, ServerMemory] = {}
        self._lag = round(self._replay.lag * MICROSECONDS)
        self._wanted: dict[str, bool] = {}
        self.done = 0
        self.share = 0.0
        self._in_train = 0

    def _times(self) -> tuple[int, int, int]:
        """Return the start, the split and the end of the time in which there are attempts. Raise TooShort."""
        span = self._history.span(self._replay.since, self._replay.until)
        if span is None:
            raise TooShort("There is no attempt in this time, so there is nothing to tune on.")
        since, until = map(microseconds, span)
        return since, since + (until - since) * 2 // 3, microseconds(self._replay.until)

    def _values(self) -> list[tuple[float, ...]]:
        """Return the values of each literal: as given, or as the history suggests."""
        self._suggestions: list[tuple[float, ...]] = []
        if all(variation.values is not None for variation in self._request.variations):
            return [variation.values or () for variation in self._request.variations]
        pages = self._history.pages(moment(self._since), moment(self._split))
        attempts = (each for page in pages for each in page.attempts if each.server and self._replay.wants(each.server))
        seen = Seen(islice(attempts, _SEEN))
        self._suggestions = [suggested(literal, seen) for literal in self._request.offered]
        return [
            variation.values if variation.values is not None else suggested(variation.literal, seen)
            for variation in self._request.variations
        ]

    def _marked(self) -> tuple[int, int | None]:
        """Return the numbers of the variants that are the present text and the live one. Add them behind the points
        where they are none of them."""
        present = tuple(variation.literal.value for variation in self._request.variations)
        own = _place(self._variants, present)
        live = self._request.live
        if live is None:
            return own, None
        self._live_values = values_in(live.source, self._replay.text.source, self._literals)
        if self._live_values is not None:
            return own, _place(self._variants, self._live_values)
        return own, len(self._variants)

    @property
    def _literals(self) -> list[Literal]:
        return [variation.literal for variation in self._request.variations]

    def _families(self) -> list[Family]:
        def family(source: bytes, literals: Sequence[Literal], points: Sequence[Values], first: int) -> Family:
            return Family(source, literals, points, first, self._replay, self._sandbox, self._cancellation)

        families = [family(self._replay.text.source, self._literals, self._variants, 0)]
        if self._live == len(self._variants) and self._request.live:
            families.append(family(self._request.live.source, (), [()], self._live))
        return families

    def steps(self, past: Past) -> Iterator[tuple[int, float]]:
        """Count the attempts of the time range, in steps."""
        most = _FIRST_STEP
        for attempts in self._in_range():
            start = 0
            while start < len(attempts):
                if self._cancellation.cancelled:
                    raise Cancelled
                began = time.monotonic()
                part = attempts[start : start + most]
                self._count(part, past)
                start += len(part)
                taken = time.monotonic() - began
                if taken < _STEP_SECONDS / 2 and len(part) == most:
                    most = min(most * 2, _LONGEST_STEP)
                elif taken > _STEP_SECONDS * 2:
                    most = max(most // 2, _FIRST_STEP)
                self.share = (part[-1].at - self._since) / max(1, self._until - self._since)
                yield self.done, self.share
        self._check_length()

    def _in_range(self) -> Iterator[list[Attempt]]:
        """Yield the wanted attempts of the time range, a page at a time. Those of the hour before are only seen."""
        for page in self._history.pages(moment(self._since - AVOIDABLE_WITHIN), self._replay.until):
            wanted = [attempt for attempt in page.attempts if attempt.server and self._wants(attempt.server)]
            begins = next((place for place, attempt in enumerate(wanted) if attempt.at >= self._since), len(wanted))
            for attempt in wanted[:begins]:
                self._server(attempt.server).remember(attempt)
            yield wanted[begins:]

    def _count(self, attempts: Sequence[Attempt], past: Past) -> None:
        self._classes.count(attempts, [self._code(attempt) for attempt in attempts], past)
        self.done += len(attempts)
        self._in_train += sum(attempt.at < self._split for attempt in attempts)

    def _code(self, attempt: Attempt) -> int:
        stretch = CHOSEN if attempt.at < self._split else CHOSEN + 1 + (attempt.at - self._split) // STRETCH
        if attempt.outcome != TRANSIENT:
            return code(stretch, attempt.outcome, avoidable=False)
        server = self._server(attempt.server)
        avoidable = server.had_failure(attempt.at, self._lag)
        server.remember(attempt)
        return code(stretch, attempt.outcome, avoidable=avoidable)

    def _server(self, name: str) -> ServerMemory:
        found = self._servers.get(name)
        if found is None:
            found = self._servers[name] = ServerMemory.new(0)
        return found

    def _wants(self, server: str) -> bool:
        wanted = self._wanted.get(server)
        if wanted is None:
            wanted = self._wanted[server] = self._replay.wants(server)
        return wanted

    def _check_length(self) -> None:
        """Raise TooShort where a part has too few attempts."""
        least = min(self._in_train, self.done - self._in_train)
        if least < LEAST_ATTEMPTS:
            raise TooShort(
                f"The history is too short to be split: {self._in_train:,} attempts in its first two thirds and "
                f"{self.done - self._in_train:,} in its last third. At least {LEAST_ATTEMPTS} are needed in each."
            )

    def result(self, partial: str) -> TuningResult:
        """Return the result. One that is partial has no points: the part on which values are scored is missing."""
        replay = self._replay
        points, present, live, advice = ((), None, None, None) if partial else self._scored()
        recorded = self._history.recorded()
        return TuningResult(
            text=replay.text.sha256,
            text_name=replay.text.name,
            literals=self._literals,
            suggested=[variation.values is None for variation in self._request.variations],
            since=moment(self._since),
            until=moment(self._until),
            split=moment(self._split),
            attempts=self.done,
            train_attempts=self._in_train,
            test_attempts=self.done - self._in_train,
            points=points,
            present=present,
            live=live,
            advice=advice,
            suggestions=self._suggestions,
            assumed=assumed(replay, recorded),
            reading_advice=recorded.advice,
            partial=partial,
            lag=replay.lag,
            elapsed_s=time.monotonic() - self._started,
        )

    def _scored(self) -> tuple[Sequence[Point], Point, Point | None, Advice]:
        counted = list(self._classes.counted())
        last = max(self._present, self._live or 0, len(self._variants) - 1)
        every = scores(counted, last + 1)
        front = efficient([each.train for each in every[: len(self._points)]])

        def point(variant: int, values: Values | None) -> Point:
            message, line = self._classes.problems.get(variant, ("", None))
            shown = f"line {line}: {message}" if line else message
            is_efficient = variant < len(self._points) and front[variant]
            return Point(values=values, scores=every[variant], efficient=is_efficient, error=shown)

        points = [point(variant, values) for variant, values in enumerate(self._points)]
        present = point(self._present, self._variants[self._present])
        live = None if self._live is None else point(self._live, self._live_values)
        return points, present, live, self._advice(every, counted)

    def _advice(self, every: Sequence[Scores], counted: Counted) -> Advice:
        """Recommend among the points that hold as long as the present text does: history as recorded has no attempts
        that a shorter hold would have let through."""
        held = [place for place, literal in enumerate(self._literals) if literal.is_hold]
        present = self._variants[self._present]
        allowed = [
            number
            for number, values in enumerate(self._points)
            if all(values[place] == present[place] for place in held)
        ]
        if len(held) == len(self._literals):
            return Advice(sentence=HOLDS_ONLY)
        return advise(every, self._present, allowed, counted)


def _place(variants: list[Values], values: Values) -> int:
    """Return the number of the variant with these values, which is added if there is none."""
    if values not in variants:
        variants.append(values)
    return variants.index(values)
