"""A fuse as pages show it: how far it is, its figures, and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.fuse.answer import OF_LAST, Answer, AtEnd
from rules.fuse.counts import Prediction
from rules.fuse.figures import Figure
from rules.fuse.words import ANSWERS, ENDS, TITLES, amount, behind, sentence
from rules.models import Delivery, Fuse, FuseMinute
from rules.presentation.badges import Badge
from rules.presentation.delivery import status_of

State, Why = Fuse.State, Fuse.Why
BADGES = {
    Answer.GOOD: Badge(tone="send", icon="send", word=ANSWERS[Answer.GOOD]),
    Answer.BAD: Badge(tone="fail", icon="fail", word=ANSWERS[Answer.BAD]),
    Answer.UNKNOWN: Badge(tone="hold", icon="clock", word=ANSWERS[Answer.UNKNOWN]),
}
WAITS = "VPOP3 has not loaded this text yet. The fuse begins when it has."
LOST = "Its delivery is lost, so VPOP3 may never load it: deliver it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A figure in words: its value, its limit, what it is compared with, and the number behind it."""

    title: str
    value: str
    limit: str
    before: str
    predicted: str
    n: str
    badge: Badge
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FuseCard:
    """`short` is for a badge, `headline` for the top of a card. `last` are the newest answers, oldest first; `counted`
    says how often each answer was given. `note` is something to know of the text, `problem` what could not be found
    out in the last minute."""

    fuse: Fuse
    short: str
    headline: str
    sentence: str
    badge: Badge
    last: Sequence[Badge]
    figures: Sequence[FigureRow]
    counted: str = ""
    note: str = ""
    problem: str = ""

    @property
    def waits(self) -> bool:
        return self.fuse.state == State.WAITING

    @property
    def share(self) -> int:
        """How much of the time is over, in percent."""
        return min(100, 100 * self.fuse.judged // self.fuse.minutes)


def card(
    fuse: Fuse, minutes: Sequence[FuseMinute], answers: Mapping[str, int], delivery: Delivery | None = None
) -> FuseCard:
    """`minutes` are the newest judgements, newest first; `answers` counts all of them. `delivery` is the latest of the
    script, for which a fuse may wait."""
    newest = minutes[0] if minutes else None
    shown = next((each for each in minutes if each.figures), None)
    badge = _badge(fuse, newest)
    return FuseCard(
        fuse=fuse,
        short=_short(fuse, badge),
        headline=_headline(fuse),
        sentence=f"{_sentence(fuse)} {_why_blown(fuse, minutes)}".strip(),
        badge=badge,
        last=[BADGES[Answer(each.answer)] for each in minutes[:OF_LAST]][::-1],
        figures=[row(Figure.from_dict(each)) for each in shown.figures] if shown else [],
        counted=", ".join(f"{ANSWERS[answer]} {answers[answer]}" for answer in Answer if answers.get(answer)),
        note=_note(fuse),
        problem=_why_waiting(fuse, delivery) or fuse.problem,
    )


def row(figure: Figure) -> FigureRow:
    name = figure.name
    return FigureRow(
        title=TITLES[name],
        value=amount(name, figure.value),
        limit=amount(name, figure.limit),
        before="not recorded" if name in {"errors", "refusals"} else amount(name, figure.before),
        predicted=amount(name, figure.predicted),
        n=behind(figure),
        badge=BADGES[figure.answer],
        detail=figure.detail,
    )


def _badge(fuse: Fuse, newest: FuseMinute | None) -> Badge:
    match fuse.state:
        case State.KEPT:
            return Badge(tone="send", icon="send", word="kept")
        case State.TAKEN_BACK:
            return Badge(tone="fail", icon="history", word="taken back")
        case State.REPLACED:
            return Badge(tone="plain", icon="history", word="replaced")
        case State.WAITING:
            return Badge(tone="hold", icon="clock", word="waits for VPOP3")
    return BADGES[Answer(newest.answer)] if newest else Badge(tone="info", icon="clock", word="begun")


def _short(fuse: Fuse, badge: Badge) -> str:
    if fuse.state == State.RUNNING:
        return f"fuse: {badge.word}, {fuse.judged} of {fuse.minutes} min"
    return f"fuse: {badge.word}"


def _headline(fuse: Fuse) -> str:
    if fuse.state == State.RUNNING:
        return f"{fuse.judged} of {fuse.minutes} minutes judged"
    if fuse.state == State.WAITING:
        return f"A fuse of {fuse.minutes} minutes"
    return f"Ended after {fuse.judged} of {fuse.minutes} minutes"


def _sentence(fuse: Fuse) -> str:
    number, former = fuse.revision.number, fuse.former.number
    match fuse.state:
        case State.WAITING | State.RUNNING:
            said = (
                f"Revision {number} is live on trial. Three bad minutes of five make revision {former} live again. "
                f"If the time ends without a decision, it is {ENDS[AtEnd(fuse.at_end)]}."
            )
            return f"{WAITS} {said}" if fuse.state == State.WAITING else said
        case State.REPLACED:
            return f"{fuse.ended_by_name} made another text live."
    if fuse.ended_why == Why.PERSON:
        done = "kept it" if fuse.state == State.KEPT else f"took it back to revision {former}"
        return f"{fuse.ended_by_name} {done}."
    return {
        Why.BLOWN: f"Three of five minutes were bad: revision {former} went live again.",
        Why.GOOD: "Its last minutes were good, so it was kept.",
    }.get(Why(fuse.ended_why), f"The time was over without a decision: {ENDS[AtEnd(fuse.at_end)]}, as was chosen.")


def _why_waiting(fuse: Fuse, delivery: Delivery | None) -> str:
    if fuse.state != State.WAITING or delivery is None:
        return ""
    return LOST if delivery.state == Delivery.State.LOST else status_of(delivery).sentence


def _note(fuse: Fuse) -> str:
    if not fuse.predicted:
        return "No check replayed this text before it was published, so nothing was predicted."
    predicted = Prediction.from_dict(fuse.predicted)
    if predicted.changes_nothing:
        return (
            f"At all {predicted.attempts:,} attempts of the last 7 days this text decided as the one before it: "
            "what changes now has most likely another cause."
        )
    return ""


def _why_blown(fuse: Fuse, minutes: Sequence[FuseMinute]) -> str:
    """Say which figure was bad last."""
    if fuse.ended_why != Why.BLOWN or not minutes:
        return ""
    figures = map(Figure.from_dict, minutes[0].figures)
    return next((sentence(each) for each in figures if each.answer is Answer.BAD), "")
