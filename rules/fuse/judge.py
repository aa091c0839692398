"""The judgement of one minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rules.fuse import figures
from rules.fuse.answer import Answer, together
from rules.fuse.counts import Prediction, Tally, Week
from rules.fuse.figures import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known after a minute. `weeks` cover the first `minutes` of the fuse; `refused`: for how many judged
    minutes each of the `asked` servers has been refused without a pause; `hold`: the text's longest, in minutes."""

    tally: Tally = field(default_factory=Tally)
    weeks: Sequence[Week] = ()
    minutes: int = 0
    predicted: Prediction | None = None
    refused: Mapping[str, int] = field(default_factory=dict)
    asked: int = 0
    hold: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`problem`: a sentence where nothing could be found out."""

    answer: Answer
    figures: Sequence[Figure] = ()
    problem: str = ""

    @property
    def worst(self) -> Figure | None:
        """The figure that is bad."""
        return next((each for each in self.figures if each.answer is Answer.BAD), None)


def judge(evidence: Evidence) -> Judgement:
    """Judge by all figures. Without a single attempt, it is never good."""
    tally, predicted = evidence.tally, evidence.predicted
    found = (
        figures.errors(tally, predicted),
        figures.transient(tally, evidence.weeks, predicted),
        figures.deliveries(tally, evidence.weeks, evidence.minutes, predicted),
        figures.refusals(evidence.refused, evidence.asked, evidence.hold, predicted),
    )
    return Judgement(answer=together(each.answer for each in found), figures=found)


def unknown(problem: str) -> Judgement:
    """Return the judgement of a minute in which nothing could be found out, which is never good."""
    return Judgement(answer=Answer.UNKNOWN, problem=problem)
