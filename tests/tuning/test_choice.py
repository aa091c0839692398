"""Which choices are efficient, and what is recommended: the best one where the history shows it, nothing by chance."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from rules.lua.cancellation import Cancellation
from rules.lua.sandbox import Isolation, Sandbox
from rules.replay.attempt import Attempt, microseconds
from rules.replay.outcome import outcome_place
from rules.replay.request import ReplayRequest, Text
from rules.tuning.choice import efficient
from rules.tuning.literals import literals_of
from rules.tuning.request import TuneRequest
from rules.tuning.scores import Score
from rules.tuning.tune import HOLDS_ONLY, TooShort, tune
from rules.tuning.variation import read_variations
from tests.replay.memory_past import MemoryPast
from tests.replay.rule_texts import VENDOR, check
from tests.replay.test_engine import CountingSandbox
from tests.tuning.spans import SpannedHistory

START = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(isolation=Isolation.POOL) as sandbox:
        yield sandbox


def outages(best: int, days: int = 24) -> list[Attempt]:
    """A server fails `best` times now and then, and is well at once; or more often, and then goes on failing: so the
    limit `best` avoids all that can be avoided without harm."""
    drawn, rows = random.Random(best), []
    for hour in range(days * 4):
        at, server = START + timedelta(hours=6 * hour), f"mx{hour % 5}.slow.example"
        failures = best if drawn.random() < 0.5 else best + 10
        for number in range(failures + 3):
            result = "450 later" if number < failures else "250 ok"
            moment = at + timedelta(seconds=30 * number) if failures == best or number < failures else at + timedelta(
                minutes=40 + number
            )  # fmt: skip
            rows.append(Attempt(microseconds(moment), server, result, outcome_place(result)))
    return sorted(rows)


def tuned(source: bytes, rows, sandbox, *vary: str):
    request = ReplayRequest(text=Text(source=source), since=START, until=START + timedelta(days=40))
    wanted = TuneRequest(replay=request, variations=read_variations(vary, literals_of(source)))
    *_, last = tune(wanted, SpannedHistory(rows), MemoryPast(rows), sandbox, Cancellation())
    return last.result


@pytest.mark.parametrize("best", [3, 6])
def test_the_best_limit_of_a_generated_history_is_efficient_and_the_first_without_harm(best, sandbox):
    source = VENDOR.replace(b"> 2", b"> 1" if best > 3 else b"> 0")
    result = tuned(source, outages(best), sandbox, "7=0..9")
    [most] = [point for point in result.points if point.values == (float(best),)]
    assert most.scores.test.harmful == 0
    assert most.scores.test.avoided > 0
    assert [point.scores.test.harm_minutes > 0 for point in result.points[:best]] == [True] * best
    assert most.efficient


def test_a_value_that_is_better_in_everything_is_recommended_beyond_chance(sandbox):
    """Without harm, a lower limit avoids more: every failure goes on for an hour."""
    rows = [row for row in outages(0, days=30) if row.outcome == outcome_place("450 x") or row.at % 2 == 0]
    source = VENDOR.replace(b"> 2", b"> 8")
    result = tuned(source, rows, sandbox, "7=0..9")
    assert result.recommended.values == (0.0,)
    assert result.advice.avoided.low > 0
    assert result.advice.harm.low <= 0 <= result.advice.harm.high


def test_chance_is_not_recommended(sandbox):
    drawn = random.Random(3)
    rows = []
    for number in range(600):
        result = drawn.choice(["450 later", "250 ok"])
        at = START + timedelta(minutes=7 * number)
        rows.append(Attempt(microseconds(at), f"mx{number % 3}.slow.example", result, outcome_place(result)))
    result = tuned(VENDOR, rows, sandbox, "7=1..3")
    assert result.recommended is None
    assert result.advice.sentence.startswith("Nothing is recommended: ")


def test_minutes_of_a_hold_alone_are_never_recommended(sandbox):
    result = tuned(VENDOR, outages(3, days=8), sandbox, "8=1,5,10")
    assert result.advice.sentence == HOLDS_ONLY
    assert [point.scores.train.avoided for point in result.points] == [result.present.scores.train.avoided] * 3


def test_a_short_or_an_empty_history_has_no_curve(sandbox):
    with pytest.raises(TooShort, match="too short to be split"):
        tuned(VENDOR, outages(3, days=1)[:40], sandbox, "7=1..3")
    with pytest.raises(TooShort, match="no attempt in this time"):
        tuned(VENDOR, [], sandbox, "7=1..3")


def test_few_runs_and_one_question_for_an_attempt_are_enough_for_225_points(sandbox):
    rows, counting = outages(3, days=12), CountingSandbox(sandbox)
    result = tuned(VENDOR, rows, counting, "7=0..14", "8=1..15")
    assert len(result.points) == 225
    servers, counts = 5, 14
    assert counting.runs_made <= 8 * servers * (counts + 1)


def test_a_number_that_is_not_reached_costs_no_run(sandbox):
    text = check("local a, b = 3, 7 if at(server, 15) > 90 then return false, a * a + b * b end")
    rows, counting = outages(3, days=12), CountingSandbox(sandbox)
    one = tuned(text, rows, counting, "10:14=5,6")
    few = counting.runs_made
    counting.runs_made = 0
    grid = tuned(text, rows, counting, "10:14=1..15", "10:17=1..15")
    assert (len(one.points), len(grid.points)) == (2, 225)
    assert counting.runs_made <= few


def test_efficient_is_what_no_other_beats():
    scores = [Score(avoided=a, harm_minutes=h, errors=e) for a, h, e in
              [(5, 10, 0), (5, 12, 0), (3, 10, 0), (9, 30, 0), (5, 10, 0), (20, 0, 1), (0, 0, 0)]]  # fmt: skip
    assert efficient(scores) == [True, False, False, True, True, False, True]
