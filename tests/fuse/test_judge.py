"""A minute's judgement: good, bad, or not enough known."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.fuse.answer import Answer, AtEnd, Step, next_step, together
from rules.fuse.clocks import TOLERANCE, doubt
from rules.fuse.counts import Prediction, Tally, Week
from rules.fuse.figures import Figure
from rules.fuse.judge import Evidence, judge, unknown
from rules.fuse.refused import MOST_SERVERS, followed, to_ask

WEEK = Week(attempts=600, transient=60, delivered=500)
PREDICTED = Prediction(
    attempts=40_000, delivered=30_000, allowed=39_000, allowed_transient=3_000, allowed_delivered=29_700, complete=True
)
USUAL = Tally(attempts=590, transient=55, delivered=495, ruled=590, timed_seconds=3600, timed_delivered=495)
EVIDENCE = Evidence(tally=USUAL, weeks=[WEEK, WEEK], minutes=60, predicted=PREDICTED, asked=12, hold=10)


def figure(name, **changed) -> Figure:
    return next(each for each in judge(replace(EVIDENCE, **changed)).figures if each.name == name)


def test_an_hour_as_the_weeks_before_is_good():
    judgement = judge(EVIDENCE)
    assert {each.name: each.answer for each in judgement.figures} == dict.fromkeys(
        ("errors", "transient", "deliveries", "refusals"), Answer.GOOD
    )
    assert (judgement.answer, judgement.worst) == (Answer.GOOD, None)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("errors", {"tally": replace(USUAL, errors=3, error="attempt to index nil")}),
        ("errors", {"tally": replace(USUAL, errors=30), "predicted": None}),
        ("transient", {"tally": replace(USUAL, transient=140)}),
        ("deliveries", {"tally": replace(USUAL, timed_delivered=150)}),
        ("refusals", {"refused": {"mx.example": 61}}),
    ],
)
def test_each_figure_alone_can_be_bad(name, changed):
    worst = judge(replace(EVIDENCE, **changed)).worst
    assert worst is not None
    assert worst.name == name
    assert judge(replace(EVIDENCE, **changed)).answer is Answer.BAD


def test_a_text_that_refuses_everything_is_bad_without_a_single_attempt():
    """No attempt is no good news: the weeks before had 500 deliveries in this hour."""
    judgement = judge(replace(EVIDENCE, tally=Tally(timed_seconds=3600)))
    assert judgement.worst is not None
    assert judgement.worst.name == "deliveries"


@given(st.integers(0, 3600), st.integers(0, 120), st.booleans(), st.integers(0, 30))
def test_no_attempts_are_never_good(seconds, minutes, replayed, asked):
    evidence = Evidence(
        tally=Tally(timed_seconds=seconds),
        weeks=[WEEK],
        minutes=minutes,
        predicted=PREDICTED if replayed else None,
        asked=asked,
    )
    assert judge(evidence).answer is not Answer.GOOD


def test_without_a_past_there_is_nothing_to_compare_with():
    evidence = replace(EVIDENCE, weeks=[], predicted=None)
    answers = {each.name: each.answer for each in judge(evidence).figures}
    assert (answers["transient"], answers["deliveries"]) == (Answer.UNKNOWN, Answer.UNKNOWN)
    assert judge(evidence).answer is Answer.UNKNOWN


def test_few_attempts_are_not_enough_to_be_good_but_may_be_enough_to_be_bad():
    few = Tally(attempts=9, transient=1, delivered=8, ruled=9)
    assert figure("transient", tally=few).answer is Answer.UNKNOWN
    assert figure("transient", tally=replace(few, transient=9)).answer is Answer.BAD


def test_the_limit_of_transient_failures_is_that_of_the_worst_week():
    calm, storm = WEEK, Week(attempts=600, transient=240, delivered=300)
    found = figure("transient", weeks=[calm, storm], tally=replace(USUAL, transient=200))
    assert found.answer is Answer.GOOD
    assert found.before == pytest.approx(0.4)
    assert found.limit is not None
    assert found.limit > 0.4


def test_small_weeks_count_together():
    small = Week(attempts=10, transient=1, delivered=9)
    assert figure("transient", weeks=[small] * 2, predicted=None).limit is None
    assert figure("transient", weeks=[small] * 4, predicted=None).before == pytest.approx(0.1)


def test_what_the_replay_says_will_be_held_is_not_missed():
    """The replay lets half of all deliveries through: a quarter of the week before is the limit."""
    strict = replace(PREDICTED, allowed_delivered=15_000)
    tally = replace(USUAL, timed_delivered=180)
    assert figure("deliveries", tally=tally).answer is Answer.BAD
    assert figure("deliveries", tally=tally, predicted=strict).answer is Answer.GOOD


def test_a_text_that_was_known_to_hold_nearly_everything_is_bad_all_the_same():
    nothing = replace(PREDICTED, allowed_delivered=0)
    assert figure("deliveries", tally=replace(USUAL, timed_delivered=20), predicted=nothing).answer is Answer.BAD


def test_errors_are_allowed_that_the_text_before_it_had_as_well():
    tally = replace(USUAL, errors=30)
    known = replace(PREDICTED, errors=2_100, former_errors=2_000)
    assert figure("errors", tally=tally, predicted=known).answer is Answer.GOOD
    new = replace(known, former_errors=0)
    assert figure("errors", tally=tally, predicted=new).answer is Answer.BAD
    assert figure("errors", tally=tally, predicted=new).predicted == pytest.approx(0.0525)


def test_minutes_of_unknown_length_tell_no_rate():
    tally = replace(USUAL.timed(None), timed_seconds=0, timed_delivered=0)
    assert figure("deliveries", tally=tally).answer is Answer.UNKNOWN


def test_three_holds_or_the_longest_refusal_of_the_replay_may_pass():
    assert figure("refusals", refused={"mx.example": 90}, hold=30).answer is Answer.GOOD
    assert figure("refusals", refused={"mx.example": 91}, hold=30).answer is Answer.BAD
    predicted = replace(PREDICTED, longest_refusal=240)
    assert figure("refusals", refused={"mx.example": 240}, predicted=predicted).answer is Answer.GOOD
    assert figure("refusals", asked=0).answer is Answer.UNKNOWN


@given(st.builds(Tally, attempts=st.integers(0, 9), errors=st.integers(0, 9), error=st.sampled_from(["", "a"])))
def test_tallies_add_up_and_are_kept(tally):
    assert Tally.from_dict(tally.to_dict() | {"of a later version": 1}) == tally
    both = tally.plus(Tally(attempts=1, error="later"))
    assert (both.attempts, both.error) == (tally.attempts + 1, tally.error or "later")


def test_figures_are_kept():
    for each in judge(EVIDENCE).figures:
        assert Figure.from_dict(each.to_dict()) == each


G, B, U = Answer.GOOD, Answer.BAD, Answer.UNKNOWN


@pytest.mark.parametrize(
    ("answers", "judged", "step"),
    [
        ([B, B], 2, Step.GO_ON),
        ([B, G, B, U, B], 5, Step.BLOWN),
        ([B, G, G, B, G, B], 6, Step.GO_ON),
        ([U, U, B, B, B], 10, Step.BLOWN),
        ([G, U, G, U, G], 10, Step.KEEP),
        ([B, B, G, G, G], 10, Step.KEEP),
        ([G, G, G, U, U, U], 10, Step.TAKE_BACK),
        ([], 10, Step.TAKE_BACK),
    ],
)
def test_three_of_five_decide(answers, judged, step):
    assert next_step(answers, judged=judged, minutes=10, at_end=AtEnd.TAKE_BACK) is step
    chosen = Step.KEEP if step is Step.TAKE_BACK else step
    assert next_step(answers, judged=judged, minutes=10, at_end=AtEnd.KEEP) is chosen


@given(st.lists(st.sampled_from(Answer)))
def test_one_bad_figure_is_enough_and_all_have_to_be_good(answers):
    assert (together(answers) is B) == (B in answers)
    assert (together(answers) is G) == (bool(answers) and set(answers) == {G})


def test_an_unknown_minute_keeps_its_sentence():
    assert unknown("The database is away.").answer is Answer.UNKNOWN


@pytest.mark.parametrize(
    ("database", "mxadmin", "word"),
    [
        (0, 0, ""),
        (TOLERANCE, 0, ""),
        (TOLERANCE + 1, 0, "mxadmin's clock is behind"),
        (-1, 0, "The clock of VPOP3's database is behind"),
        (10**12, 2 * 10**12, ""),
    ],
)
def test_a_clock_behind_the_other_hides_new_rows(database, mxadmin, word):
    assert doubt(database=database, mxadmin=mxadmin, position=0).startswith(word)
    assert bool(doubt(database=database, mxadmin=mxadmin, position=0)) == bool(word)


def test_a_server_is_followed_until_it_is_let_through():
    since = followed({}, ["a", "b"], ["a", "b", "c"], 1)
    since = followed(since, ["a"], ["a", "b", "c"], 2)
    assert since == {"a": 1}
    assert followed(since, [], ["b"], 3) == {"a": 1}, "nobody asked about it"
    assert followed(since, ["b"], ["a", "b"], 3) == {"b": 3}


def test_those_refused_for_longest_are_asked_about_first():
    since = {f"late{number}": 9 for number in range(MOST_SERVERS)} | {"early": 1}
    asked = to_ask(since, ["usual"], ["new"])
    assert asked[0] == "early"
    assert len(asked) == MOST_SERVERS
    assert to_ask({}, ["usual"], ["new", "usual"]) == ["usual", "new"]
