"""The check that compares the last hour's busiest destinations with the live text."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime

from rules.dryrun.comparison import Comparison, compare
from rules.dryrun.scenario import Scenario, draw_seed
from rules.lua.cancellation import Cancellation
from rules.models.verdict import Verdict
from rules.outqueue.attempts.filters import LAST_HOUR
from rules.outqueue.connection.unavailable import Trouble, Unavailable
from rules.outqueue.statistics.busiest_destinations import Destination, busiest
from rules.services.checks.check import Check, Subject
from rules.vpop3.decision import Kind
from rules.wiring import chosen_world, connections
from rules.wiring.linting import load_error

TITLE = "The last hour's busiest destinations"
MOST = 20
NOTHING_KNOWN = (
    "Nothing to compare: in the last hour nothing was sent, or only to servers of providers, "
    "whose names do not tell the domain."
)
SECONDS = 15.0
AT_ONCE = 3
"""The runs at one time: fewer than the connections that dry runs have to VPOP3's database, so that a page's dry run
still gets one."""

Pair = tuple[Destination, Scenario]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """`comparison` is None where the time ran out."""

    destination: Destination
    comparison: Comparison | None

    @property
    def changed(self) -> bool:
        return bool(self.comparison and self.comparison.difference)

    @property
    def problem(self) -> str:
        """The reason why this one must not go live unseen; empty where it may."""
        if self.comparison is None:
            return ""
        before, after = self.comparison.before, self.comparison.after
        if after.decision.kind is Kind.FAIL and before.decision.kind is not Kind.FAIL:
            return "Its mail would bounce."
        if after.error and not before.error:
            return f"The new text fails: {after.error.message}"
        return ""

    @property
    def as_before(self) -> bool:
        return self.comparison is not None and not (self.changed or self.problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destinations:
    """`rows`: problems first, then changes, then unfinished ones, each by attempts. `unusable` are no domains."""

    rows: tuple[Compared, ...]
    unusable: tuple[str, ...]

    @property
    def needing_attention(self) -> tuple[Compared, ...]:
        return tuple(row for row in self.rows if not row.as_before)

    @property
    def as_before(self) -> tuple[Compared, ...]:
        return tuple(row for row in self.rows if row.as_before)

    @property
    def guessed(self) -> bool:
        return any(row.destination.guessed for row in self.rows)


def check_destinations(subject: Subject) -> Check:
    """`details` is `Destinations`. Changes are what an edit is for, so they do not fail it: new bounces and new errors
    do. Takes `SECONDS` at most, and then says which were not finished. A text that does not load decides nothing."""
    if load_error(subject.source, subject.cancellation):
        return _check(Verdict.UNKNOWN, "Not compared: the text did not load.")
    try:
        found = busiest(connections.attempts(), last=LAST_HOUR, now=datetime.now(UTC))
    except Unavailable as error:
        if error.trouble is Trouble.NOT_CONFIGURED:
            return _check(Verdict.PASSED, "Nothing to compare: no VPOP3 database is connected.")
        return _check(Verdict.UNKNOWN, f"The last hour's send attempts could not be read: {error}")
    pairs, unusable = _runnable(found)
    if not pairs:
        return _check(Verdict.PASSED, NOTHING_KNOWN)
    rows = sorted(_compared(subject, pairs), key=_rank)
    return _judged(Destinations(rows=tuple(rows), unusable=unusable), against_none=not subject.live)


def _runnable(found: tuple[Destination, ...]) -> tuple[list[Pair], tuple[str, ...]]:
    pairs: list[Pair] = []
    unusable: list[str] = []
    seed = draw_seed()
    for destination in found:
        try:
            pairs.append((destination, Scenario.of(destination.domain, seed=seed)))
        except ValueError:
            unusable.append(destination.domain)
        if len(pairs) == MOST:
            break
    return pairs, tuple(unusable)


def _compared(subject: Subject, pairs: list[Pair]) -> Iterator[Compared]:
    """Compare all destinations, a few at a time. Those still running when time is up are ended."""
    cancellation = Cancellation()
    detach = subject.cancellation.attach(cancellation.cancel)
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="checks")
    running = [pool.submit(_compare, subject, scenario, cancellation) for _, scenario in pairs]
    wait(running, timeout=SECONDS)
    detach()
    finished = [future.done() for future in running]
    cancellation.cancel()
    pool.shutdown(wait=False, cancel_futures=True)
    for (destination, _), future, done in zip(pairs, running, finished, strict=True):
        yield Compared(destination=destination, comparison=future.result() if done else None)


def _compare(subject: Subject, scenario: Scenario, cancellation: Cancellation) -> Comparison:
    with chosen_world.usual(cancellation) as world:
        return compare(subject.live, subject.source, scenario, world)


def _rank(row: Compared) -> tuple[bool, bool, bool, int]:
    return not row.problem, not row.changed, row.comparison is not None, -row.destination.attempts


def _judged(found: Destinations, *, against_none: bool) -> Check:
    rows = found.rows
    problems, changed = sum(bool(row.problem) for row in rows), sum(row.changed for row in rows)
    unfinished = sum(row.comparison is None for row in rows)
    compared = len(rows) - unfinished
    sentence = f"{changed or 'None'} of {compared} decisions would change." if compared else ""
    if problems:
        sentence += f" {problems} with a new bounce or a new error."
    if unfinished:
        sentence += f" {unfinished} not finished in {SECONDS:.0f} seconds."
    if against_none:
        sentence += " Compared with what VPOP3 does without a script."
    verdict = Verdict.FAILED if problems else Verdict.UNKNOWN if unfinished else Verdict.PASSED
    return _check(verdict, sentence.strip(), found)


def _check(verdict: Verdict, sentence: str, details: Destinations | None = None) -> Check:
    return Check(name="destinations", title=TITLE, verdict=verdict, sentence=sentence, details=details)
