"""The time before and after a publication, compared as pages show it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import sqrt

from rules.outqueue.statistics.counts import Figures
from rules.presentation.chart import range_query
from rules.resolver.registered_domain import registered_domain
from rules.smtp.reply import Outcome, outcome_of

WEEK = timedelta(days=7)
ENOUGH = 50
"""The attempts on each side below which a share tells nothing."""
ERRORS = 3.0
"""The standard errors by which two shares have to differ. Failures come in bursts, so two would be too few."""
SHOWN = 20
NOTHING = "There is nothing to compare: one of the two times has no attempts."
COUNTING = "Still counting: these figures are of a part of the time."


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The time `since` to `until` after the publication, and the same weekdays and hours one week earlier."""

    since: datetime
    until: datetime

    @property
    def before_since(self) -> datetime:
        return self.since - WEEK

    @property
    def before_until(self) -> datetime:
        return self.until - WEEK

    @property
    def length(self) -> timedelta:
        return self.until - self.since

    def from_data(self, oldest: datetime) -> "Windows":
        """Leave out the beginning for which the week before has no attempts yet."""
        return Windows(since=min(self.until, max(self.since, oldest + WEEK)), until=self.until)


def windows(published: datetime, replaced: datetime | None, now: datetime) -> Windows:
    """Return at most one week after the publication, as long as it stayed live."""
    until = min(now, published + WEEK, *([replaced] if replaced else []))
    return Windows(since=published, until=max(published, until))


def oldest_bar(figures: Figures) -> datetime | None:
    """Return the time of the first bar with an attempt."""
    first = min((seconds for seconds, _ in figures.bars), default=None)
    return None if first is None else datetime.fromtimestamp(first, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Attempts of one provider in one of the two times. `query` shows its transient failures in the list."""

    total: int
    transient: int
    query: str = ""

    @property
    def percent(self) -> float | None:
        return 100 * self.transient / self.total if self.total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A provider before and after; `name` is empty for all together."""

    name: str
    before: Side
    after: Side

    @property
    def tells(self) -> bool:
        """Whether both sides have attempts enough to compare their shares."""
        return min(self.before.total, self.after.total) >= ENOUGH

    @property
    def points(self) -> float:
        """The change of the share in percentage points."""
        return (self.after.percent or 0) - (self.before.percent or 0)

    @property
    def change(self) -> str:
        return f"{self.points:+.1f}"

    @property
    def word(self) -> str:
        if not self.tells:
            return "too few to tell"
        if not self._differs:
            return "no clear difference"
        return "fewer" if self.points < 0 else "more"

    @property
    def tone(self) -> str:
        return {"fewer": "send", "more": "fail"}.get(self.word, "plain")

    @property
    def _differs(self) -> bool:
        together = self.before.total + self.after.total
        share = (self.before.transient + self.after.transient) / together
        error = sqrt(share * (1 - share) * (1 / self.before.total + 1 / self.after.total))
        return bool(error) and abs(self.points) / 100 > ERRORS * error


def effects(before: Figures, after: Figures, windows: Windows) -> list[Effect]:
    """Return all attempts together, then the providers, those with most transient failures in either time first."""
    queries = (
        range_query(windows.before_since, windows.before_until),
        range_query(windows.since, windows.until),
    )
    counted = [_by_provider(figures) for figures in (before, after)]
    names = sorted({*counted[0][0], *counted[1][0]}, key=lambda name: -sum(each[1][name] for each in counted))
    whole = Effect(name="", before=_all(before), after=_all(after))
    return [whole] + [
        Effect(name=name, before=_side(name, counted[0], queries[0]), after=_side(name, counted[1], queries[1]))
        for name in names[:SHOWN]
        if counted[0][1][name] or counted[1][1][name]
    ]


Counted = tuple[Counter[str], Counter[str]]


def _by_provider(figures: Figures) -> Counted:
    totals: Counter[str] = Counter()
    transient: Counter[str] = Counter()
    for (server, code), count in figures.servers.items():
        name = registered_domain(server)
        totals[name] += count
        if outcome_of(code or "") is Outcome.TRANSIENT:
            transient[name] += count
    return totals, transient


def _side(name: str, counted: Counted, query: str) -> Side:
    return Side(total=counted[0][name], transient=counted[1][name], query=query)


def _all(figures: Figures) -> Side:
    return Side(total=figures.total, transient=figures.outcomes[Outcome.TRANSIENT])


def summary(effects: Iterable[Effect]) -> str:
    """Say in a sentence what came, with the numbers behind it."""
    whole = next(iter(effects))
    if not whole.before.total or not whole.after.total:
        return NOTHING
    shares = (
        f"{whole.after.transient:,} of {whole.after.total:,} attempts were transient failures "
        f"({whole.after.percent:.1f} %); in the same hours of the week before {whole.before.transient:,} of "
        f"{whole.before.total:,} ({whole.before.percent:.1f} %)"
    )
    verdict = {
        "fewer": "Fewer",
        "more": "More",
        "too few to tell": "Too few to tell",
    }.get(whole.word, "No clear difference")
    return f"{verdict}: {shares}."
