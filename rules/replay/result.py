"""The result of a replay, whole or so far, and its JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from rules.replay.assumed import Assumed
from rules.replay.attempt import NotReplayed
from rules.replay.label import Label
from rules.replay.verdict import UnknownReason, Verdict

Json = dict[str, object]
Name = TypeVar("Name", Verdict, Label)
MOST_LISTED = 200
"""Servers, providers and errors that a result lists. Its totals count all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The labels and verdicts of the attempts at one server, or at one provider's servers."""

    name: str
    attempts: int
    verdicts: Mapping[Verdict, int]
    labels: Mapping[Label, int]

    def to_dict(self) -> Json:
        return {
            "name": self.name,
            "attempts": self.attempts,
            "verdicts": _counts(Verdict, self.verdicts),
            "labels": _counts(Label, self.labels),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCount:
    """An error of the script, and the number of attempts that met it."""

    message: str
    line: int | None
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one text came to.

    `enough`, `short` and `unproved` part the useful refusals. `harm_minutes` is the most by which deliveries would have
    been delayed, all together, and `longest_harm` one of them; `without_minutes` counts refusals that name no minutes,
    and add nothing to it. `unknown` counts the reasons, `reasons` the sentences (the most frequent ones). `by_server`
    and `by_provider` begin with the most attempts.
    """

    verdicts: Mapping[Verdict, int]
    labels: Mapping[Label, int]
    enough: int = 0
    short: int = 0
    unproved: int = 0
    harm_minutes: float = 0.0
    longest_harm: float = 0.0
    without_minutes: int = 0
    unknown: Mapping[UnknownReason, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    errors: Sequence[ErrorCount] = ()
    by_server: Sequence[Share] = ()
    by_provider: Sequence[Share] = ()

    @property
    def useful(self) -> int:
        return self.labels.get(Label.USEFUL, 0)

    @property
    def harmful(self) -> int:
        return self.labels.get(Label.HARMFUL, 0)

    @property
    def precision(self) -> float | None:
        """Return the share of useful among useful and harmful refusals; None where there are none."""
        return _ratio(self.useful, self.useful + self.harmful)

    @property
    def recall(self) -> float | None:
        """Return the share of useful refusals among those failures that could have been avoided."""
        return _ratio(self.useful, self.useful + self.labels.get(Label.MISSED_AVOIDABLE, 0))

    @property
    def price(self) -> float | None:
        """Return the minutes of harm for each useful refusal."""
        return _ratio(self.harm_minutes, self.useful)

    def to_dict(self) -> Json:
        return {
            "verdicts": _counts(Verdict, self.verdicts),
            "labels": _counts(Label, self.labels),
            "useful": {"enough": self.enough, "short": self.short, "unproved": self.unproved},
            "harm_minutes": _number(self.harm_minutes),
            "longest_harm": _number(self.longest_harm),
            "refusals_without_minutes": self.without_minutes,
            "precision": self.precision,
            "recall": self.recall,
            "price": self.price,
            "unknown": dict(self.unknown),
            "unknown_details": dict(self.reasons),
            "errors": [{"message": each.message, "line": each.line, "attempts": each.attempts} for each in self.errors],
            "by_server": [share.to_dict() for share in self.by_server],
            "by_provider": [share.to_dict() for share in self.by_provider],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Episodes:
    """Runs of transient failures at one server: how many runs, and how many failures they hold."""

    count: int = 0
    transient: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAgreement:
    """The agreement of one text that was live: `live_s` seconds of the replay's range (None: unknown). `text` is its
    SHA-256, empty where the name stands for several."""

    name: str
    text: str
    live_s: float | None
    checked: int
    allowed: int

    @property
    def share(self) -> float | None:
        return _ratio(self.allowed, self.checked)

    def to_dict(self) -> Json:
        return {
            "name": self.name,
            "text": self.text,
            "live_s": self.live_s,
            "checked": self.checked,
            "allowed": self.allowed,
            "share": self.share,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The replay held against itself: attempts with a row, made while a text was live, which it therefore allowed.

    `texts` part them by the text that was live. `disagreeing` are the first rows that the replay does not allow.
    `lags`: for each lag that was tried (seconds), the share that it allows of the newest `lag_checked` of these
    attempts; `best_lag` agrees best.
    """

    checked: int = 0
    allowed: int = 0
    texts: Sequence[LiveAgreement] = ()
    disagreeing: Sequence["Row"] = ()
    lags: Mapping[float, float] = field(default_factory=dict)
    lag_checked: int = 0

    @property
    def share(self) -> float | None:
        return _ratio(self.allowed, self.checked)

    @property
    def best_lag(self) -> float | None:
        """Return the smallest of the lags that agree best."""
        return max(self.lags, key=lambda lag: (self.lags[lag], -lag), default=None)

    def to_dict(self) -> Json:
        return {
            "checked": self.checked,
            "allowed": self.allowed,
            "share": self.share,
            "texts": [each.to_dict() for each in self.texts],
            "best_lag": self.best_lag,
            "lags": {f"{lag:g}": share for lag, share in self.lags.items()},
            "lag_checked": self.lag_checked,
            "disagreeing": [{**row.to_dict(), "live": row.live} for row in self.disagreeing],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One replayed attempt: a line of the CSV. Names of labels are empty where a verdict is a column of its own; `at`
    is its start in microseconds since 1970. `live`: the name of the text that was live then, only where the replay of
    that does not allow the attempt, and `live_verdict` and `live_minutes` what it says."""

    at: int
    starttime: str
    server: str
    result: str
    outcome: str
    verdict: str
    minutes: float | None
    label: str
    against_verdict: str = ""
    against_minutes: float | None = None
    against_label: str = ""
    detail: str = ""
    domain: str = ""
    retries: int = 0
    size: int = 0
    live: str = ""
    live_verdict: str = ""
    live_minutes: float | None = None

    def to_dict(self) -> Json:
        return {name: getattr(self, name) for name in ROW_COLUMNS}


ROW_COLUMNS = (
    "starttime", "server", "result", "outcome", "verdict", "minutes", "label",
    "against_verdict", "against_minutes", "against_label",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A replay's result. `text` and `against` are SHA-256 sums: a result is bound to them, to the range, and to the
    rows that it saw, whose number is `attempts` and `newest`. `partial`: a sentence where it did not come to the end.
    """

    text: str
    text_name: str
    against: str | None
    against_name: str
    since: datetime
    until: datetime
    attempts: int
    newest: datetime | None
    score: Score
    against_score: Score | None = None
    episodes: Episodes = field(default_factory=Episodes)
    not_replayed: Mapping[NotReplayed, int] = field(default_factory=dict)
    agreement: Agreement = field(default_factory=Agreement)
    assumed: Sequence[Assumed] = ()
    advice: str = ""
    partial: str = ""
    lag: float = 0.0
    elapsed_s: float = 0.0

    @property
    def per_second(self) -> float:
        return self.attempts / self.elapsed_s if self.elapsed_s else 0.0

    @property
    def script_errors(self) -> int:
        """The number of attempts at which the text failed."""
        return self.score.verdicts.get(Verdict.ERROR, 0)

    def to_dict(self) -> Json:
        """Return the JSON that rules/docs/json.md documents."""
        against = None if self.against_score is None else self._of(self.against_score)
        return {
            "text": self.text,
            "text_name": self.text_name,
            "against": self.against,
            "against_name": self.against_name,
            "window": {"since": self.since.isoformat(), "until": self.until.isoformat()},
            "lag": self.lag,
            "newest": None if self.newest is None else self.newest.isoformat(),
            "attempts": self.attempts,
            "not_replayed": dict(self.not_replayed),
            **self._of(self.score),
            "agreement": self.agreement.to_dict(),
            "assumed": [each.to_dict() for each in self.assumed],
            "advice": self.advice,
            "partial": bool(self.partial),
            "partial_reason": self.partial,
            "elapsed_s": round(self.elapsed_s, 3),
            "per_second": round(self.per_second, 1),
            "against_result": against,
        }

    def _of(self, score: Score) -> Json:
        episodes = {
            "count": self.episodes.count,
            "transient": self.episodes.transient,
            "avoided": score.useful,
            "delayed": score.harmful,
        }
        return {**score.to_dict(), "episodes": episodes}


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _counts(names: Iterable[Name], counts: Mapping[Name, int]) -> dict[str, int]:
    """Count every name, also those that did not come up."""
    return {str(name): counts.get(name, 0) for name in names}


def _number(value: float) -> float:
    return int(value) if value == int(value) else value
