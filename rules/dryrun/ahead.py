"""When mail that the script holds would pass, if nothing else is tried: the script is asked at moments ahead, with the
rows as they are.

All moments of a query are asked together. The script runs once for each different answer, unless it may ask the clock.
Runs are counted, not seconds, so that a busy machine finds the same as an idle one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import monotonic

from rules.dryrun.threshold import dns_answers, too_much
from rules.dryrun.trace import Ahead, DecisionEvent, Event, ScriptEvent
from rules.lua.protocol.query import QueryAnswer, QueryFunction
from rules.resolver.answer import Resolver
from rules.resolver.pinned import PinnedResolver
from rules.vpop3.decision import Decision, Kind

AskAhead = Callable[[Sequence[tuple[str, datetime]]], Sequence[QueryAnswer]]
"""Answers queries at moments ahead, in order. What cannot be asked then is an answer with `unanswered`."""
Rerun = Callable[[Resolver, QueryFunction, datetime], Sequence[Event]]

DAY, WEEK = timedelta(days=1), timedelta(days=7)
STEPS = {DAY: timedelta(minutes=1), WEEK: timedelta(minutes=10)}
"""How far ahead, and in which steps."""
CLOCK_STEPS = {DAY: timedelta(minutes=30), WEEK: timedelta(hours=1)}
"""The same for a script that may ask the clock, which runs at each moment."""
MOST_RUNS, MOST_ROUNDS, AT_ONCE = 250, 8, 60
GIVE_UP = 10.0
"""Seconds after which nothing more is tried. The runs of a rule take a fraction of it."""
_MAY_ASK_THE_CLOCK = re.compile(rb"\b(?:os|_G|_ENV|load)\b")
_CHANCE = re.compile(rb"\brandom\b")
ALLOWED, TURNED_AWAY, UNKNOWN = "allowed", "turned_away", "unknown"
SECOND = timedelta(seconds=1)


class _Unclear(Exception):
    """Something cannot be asked ahead, the script failed, or there were too many runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """`passes_at`: the first second at which the mail would pass; None: not within the time of `stretches`, or not
    known. `stretches`: the verdicts ahead, the present one first; none where it is not known."""

    passes_at: datetime | None = None
    stretches: tuple[Ahead, ...] = ()

    @property
    def never(self) -> bool:
        return bool(self.stretches) and self.passes_at is None


NOT_KNOWN = Forecast()


@dataclass(frozen=True, slots=True)
class _Verdict:
    verdict: str
    minutes: float | None = None


def is_held(decision: Decision) -> bool:
    """Return whether the script keeps the mail from being sent."""
    refused = any(verdict.explicit and not verdict.usable for verdict in decision.verdicts)
    return decision.kind in {Kind.HOLD, Kind.FAIL} and (refused or decision.origin.hook is not None)


def forecast(
    source: bytes, told: Sequence[Event], decision: Decision, now: datetime, rerun: Rerun, ask: AskAhead
) -> Forecast:
    """Look ahead from `now`, for a decision that `is_held`."""
    if too_much(told) or _CHANCE.search(source):
        return NOT_KNOWN
    begin = now.replace(microsecond=0)
    search = _Search(told=told, rerun=rerun, ask=ask, alone=bool(_MAY_ASK_THE_CLOCK.search(source)))
    try:
        return search.look(begin, _verdict(decision))
    except _Unclear:
        return NOT_KNOWN


def _verdict(decision: Decision) -> _Verdict:
    if decision.kind is Kind.SEND:
        return _Verdict(ALLOWED)
    return _Verdict(TURNED_AWAY, decision.hold_minutes)


@dataclass(slots=True, kw_only=True)
class _Search:
    """`alone`: the script runs for each moment. `known`: verdicts by the answers that led to them."""

    told: Sequence[Event]
    rerun: Rerun
    ask: AskAhead
    alone: bool
    known: dict[object, _Verdict | str] = field(default_factory=dict)
    left: int = MOST_RUNS
    ends: float = field(default_factory=lambda: monotonic() + GIVE_UP)

    def look(self, begin: datetime, now: _Verdict) -> Forecast:
        found = [(begin, now)]
        for length, step in (CLOCK_STEPS if self.alone else STEPS).items():
            moments = [*_moments(begin, found[-1][0], begin + length, step, aligned=self.alone)]
            found += zip(moments, self.verdicts(moments), strict=True)
            passing = next((place for place, (_, each) in enumerate(found) if each.verdict == ALLOWED), None)
            if passing is not None:
                at = self.narrow(found[passing - 1][0], found[passing][0])
                found.insert(passing, (at, found[passing][1]))
                return Forecast(passes_at=at, stretches=tuple(_stretches(found)))
        return Forecast(stretches=tuple(_stretches(found)))

    def narrow(self, before: datetime, passing: datetime) -> datetime:
        """Return the first second that passes, after one that does not."""
        while passing - before > SECOND:
            seconds = int((passing - before) / SECOND)
            count = 1 if self.alone else min(AT_ONCE, seconds - 1)
            moments = [before + SECOND * (seconds * (place + 1) // (count + 1)) for place in range(count)]
            verdicts = self.verdicts(moments)
            steps = [(before, None), *zip(moments, verdicts, strict=True), (passing, _Verdict(ALLOWED))]
            before, passing = next(
                (first, second)
                for (first, _), (second, verdict) in pairwise(steps)
                if verdict is not None and verdict.verdict == ALLOWED
            )
        return passing

    def verdicts(self, moments: Sequence[datetime]) -> list[_Verdict]:
        answers: list[dict[str, QueryAnswer]] = [{} for _ in moments]
        self._fill([(sql, place) for sql in _asked(self.told) for place in range(len(moments))], moments, answers)
        for _ in range(MOST_ROUNDS):
            found = [self._verdict(moment, given) for moment, given in zip(moments, answers, strict=True)]
            missing = [(each, place) for place, each in enumerate(found) if isinstance(each, str)]
            if not missing:
                return [each for each in found if isinstance(each, _Verdict)]
            self._fill(missing, moments, answers)
        raise _Unclear

    def _fill(
        self, questions: list[tuple[str, int]], moments: Sequence[datetime], answers: list[dict[str, QueryAnswer]]
    ) -> None:
        found = self.ask([(sql, moments[place]) for sql, place in questions])
        for (sql, place), answer in zip(questions, found, strict=True):
            if answer.unanswered:
                raise _Unclear
            answers[place][sql] = replace(answer, elapsed_ms=0.0) if answer.elapsed_ms else answer

    def _verdict(self, moment: datetime, given: dict[str, QueryAnswer]) -> _Verdict | str:
        """Return the verdict, or a query that has no answer yet."""
        key = (moment if self.alone else None, *given.items())
        if key not in self.known:
            self.left -= 1
            if self.left < 0 or monotonic() > self.ends:
                raise _Unclear
            self.known[key] = self._run(moment, given)
        return self.known[key]

    def _run(self, moment: datetime, given: dict[str, QueryAnswer]) -> _Verdict | str:
        missing: list[str] = []

        def query(sql: str) -> QueryAnswer:
            if sql not in given:
                missing.append(sql)
                return QueryAnswer(error="Not asked yet.")
            return given[sql]

        resolver = PinnedResolver(dns_answers(self.told))
        *events, last = self.rerun(resolver, query, moment)
        if missing:
            return missing[0]
        if resolver.missing or any(isinstance(event, ScriptEvent) and event.error for event in events):
            raise _Unclear
        assert isinstance(last, DecisionEvent)
        return _verdict(last.decision)


def _asked(told: Sequence[Event]) -> list[str]:
    """Return the queries of the run, each text once: most of them are asked again."""
    queries = (query.sql for event in told if isinstance(event, ScriptEvent) for query in event.queries)
    return list(dict.fromkeys(queries))


def _moments(begin: datetime, last: datetime, end: datetime, step: timedelta, *, aligned: bool) -> Iterator[datetime]:
    """Yield moments after `last`; `aligned` to whole steps of the clock, at which rules by the hour change."""
    moment = begin
    if aligned:
        day = begin.replace(hour=0, minute=0, second=0)
        moment = day + step * ((begin - day) // step)
    while (moment := moment + step) <= end:
        if moment > last:
            yield moment


def _stretches(found: Sequence[tuple[datetime, _Verdict]]) -> Iterator[Ahead]:
    before: _Verdict | None = None
    for moment, each in found:
        if each != before:
            yield Ahead(start=moment.astimezone(UTC).isoformat(), verdict=each.verdict, minutes=each.minutes)
        before = each
