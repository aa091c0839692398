"""Simulated fuses of two hours: mail comes by chance and failures in bursts, in the weeks before as well."""

import random
from dataclasses import dataclass
from itertools import accumulate

import pytest

from rules.fuse.answer import AtEnd, Step, next_step
from rules.fuse.counts import Prediction, Tally, Week
from rules.fuse.judge import Evidence, judge

MINUTES = 120
BURST = 15


@dataclass(frozen=True)
class Sender:
    """Attempts a minute, the share of transient failures, and what the text does: to failures, to the number of
    attempts, and how often it fails."""

    rate: float = 5.0
    transient: float = 0.12
    failures: float = 1.0
    let_through: float = 1.0
    errors: float = 0.0


def time_of(rng: random.Random, sender: Sender) -> list[Week]:
    """Return each minute of two hours. One day has up to twice as much mail as another."""
    rate, found = sender.rate * sender.let_through * rng.uniform(0.6, 1.4), []
    for minute in range(MINUTES):
        if minute % BURST == 0:
            share = min(0.95, sender.transient * sender.failures * rng.choice([0.3, 0.6, 1, 1, 1.5, 2]))
        attempts = poisson(rng, rate)
        transient = sum(rng.random() < share for _ in range(attempts))
        found.append(Week(attempts=attempts, transient=transient, delivered=attempts - transient))
    return found


def poisson(rng: random.Random, rate: float) -> int:
    count, passed = 0, rng.expovariate(1)
    while passed < rate:
        count, passed = count + 1, passed + rng.expovariate(1)
    return count


def so_far(minutes: list[Week]) -> list[Week]:
    """Return for each minute what was counted until then."""
    names = ("attempts", "transient", "delivered")
    columns = [list(accumulate(getattr(each, name) for each in minutes)) for name in names]
    return [Week(attempts=all_, transient=failed, delivered=sent) for all_, failed, sent in zip(*columns, strict=True)]


def fuse(rng: random.Random, sender: Sender) -> tuple[Step, int]:
    """Return how a fuse ends, and after how many minutes."""
    before = [so_far(time_of(rng, Sender(rate=sender.rate))) for _ in range(4)]
    replayed = so_far([each for _ in range(5) for each in time_of(rng, Sender(rate=sender.rate))])[-1]
    predicted = Prediction(
        attempts=replayed.attempts,
        delivered=replayed.delivered,
        allowed=replayed.attempts,
        allowed_transient=replayed.transient,
        allowed_delivered=replayed.delivered,
    )
    tally, answers = Tally(), []
    for minute, now in enumerate(time_of(rng, sender), 1):
        errors = sum(rng.random() < sender.errors for _ in range(now.attempts))
        tally = tally.plus(Tally(**now.to_dict(), ruled=now.attempts, errors=errors).timed(60))
        evidence = Evidence(
            tally=tally,
            weeks=[each[minute - 1] for each in before],
            minutes=minute,
            predicted=predicted,
            asked=1,
        )
        answers.append(judge(evidence).answer)
        step = next_step(answers, judged=minute, minutes=MINUTES, at_end=AtEnd.TAKE_BACK)
        if step is not Step.GO_ON:
            return step, minute
    raise AssertionError("it ends")


def ends(sender: Sender, count: int) -> list[tuple[Step, int]]:
    rng = random.Random(7)
    return [fuse(rng, sender) for _ in range(count)]


def test_a_text_that_changes_nothing_is_kept():
    assert {step for step, _ in ends(Sender(), 12)} == {Step.KEEP}


def test_a_sender_of_little_mail_is_undecided_and_not_bad():
    assert {step for step, _ in ends(Sender(rate=0.2), 12)} == {Step.TAKE_BACK}


@pytest.mark.parametrize(
    ("sender", "minutes"), [(Sender(let_through=0.0), 20), (Sender(errors=0.1), 40), (Sender(failures=6), 40)]
)
def test_a_text_that_does_harm_is_taken_back_early(sender, minutes):
    for step, minute in ends(sender, 12):
        assert step is Step.BLOWN
        assert minute <= minutes
