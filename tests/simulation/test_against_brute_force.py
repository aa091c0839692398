"""The simulator, which guesses ahead and asks many runs together, comes to what a plain queue comes to."""

from hypothesis import given
from hypothesis import strategies as st

from rules.lua.cancellation import Cancellation
from rules.replay.attempt import MINUTE, Attempt
from rules.replay.outcome import outcome_place
from rules.simulation.message import Reading, messages_of
from rules.simulation.play import play
from rules.simulation.run import Case, Run
from rules.simulation.setting import Schedule, Setting
from rules.simulation.time_limit import TimeLimit
from rules.simulation.world import Server, World
from tests.simulation.brute_force import FunctionAsker, by_the_hour, count_failures, latest_reply, queue

BEGIN = 1_772_625_600_000_000
HERE, ELSEWHERE = "mx.slow.example", "mx.fast.example"
RESULTS = ("250 ok", "450 4.2.1 later", '421 busy "now"', "550 no such user")
holds = st.sampled_from([None, 0.0, 1.0, 7.5, 10.0, 60.0, 1500.0])
rules = st.one_of(
    st.builds(count_failures, st.sampled_from([5, 15, 60, 1440]), st.integers(0, 4), holds),
    st.builds(latest_reply, holds),
    st.builds(by_the_hour, holds),
)
schedules = st.builds(
    Schedule, first=st.sampled_from([15.0, 30.0]), factor=st.sampled_from([1.0, 2.0]), most=st.just(240.0)
)


@st.composite
def histories(draw) -> list[Attempt]:
    """Attempts at two servers, oldest first, no two at the same moment."""
    minutes = draw(st.lists(st.integers(0, 600), min_size=2, max_size=24, unique=True))
    found = []
    for minute in sorted(minutes):
        result = draw(st.sampled_from(RESULTS))
        server = draw(st.sampled_from([HERE, HERE, HERE, ELSEWHERE]))
        found.append(Attempt(BEGIN + minute * MINUTE + draw(st.integers(0, 999_999)), server, result,
                             outcome_place(result)))  # fmt: skip
    return found


def cases(history, schedule, lag, reading, give_up_hours):
    here = [attempt for attempt in history if attempt.server == HERE]
    messages = messages_of(here, reading, 30)
    cut = len(messages) // 3  # the mail before is as it was
    own = {attempt.at for message in messages[cut:] for attempt in message.attempts}
    if not messages[cut:]:
        return
    since, until = messages[cut].arrived, history[-1].at + 1
    for world in World:
        recorded = world is World.RECORDED
        yield Case(
            name=HERE,
            server=Server(here, since),
            world=world,
            setting=Setting(name="", sentence="", schedule=schedule, lag=lag, reading=reading),
            messages=messages[cut:],
            fixed=[each for each in here if each.at >= since and each.at not in own] if recorded else (),
            since=since,
            until=until,
            end=until if recorded else None,
            give_up=give_up_hours * 60 * MINUTE,
        )


@given(
    history=histories(), rule=rules, schedule=schedules, lag=st.sampled_from([0.0, 30.0]),
    reading=st.sampled_from([Reading.CHAINED, Reading.EACH]), give_up=st.sampled_from([3, 24, 72]),
)  # fmt: skip
def test_every_world_comes_out_as_in_a_plain_queue(history, rule, schedule, lag, reading, give_up):
    every = list(cases(history, schedule, lag, reading, give_up))
    runs = [Run(case) for case in every]
    assert play(FunctionAsker(rule, history), runs, TimeLimit(600, Cancellation()))
    for case, run in zip(every, runs, strict=True):
        expected = queue(case, rule, history)
        found = run.tally.to_dict()
        assert {name: found[name] for name in expected} == expected, case.world
        assert run.tally.messages == sum(
            found[name] for name in ("delivered", "lost", "permanent", "waiting", "rerouted", "unknown")
        )


def test_a_steady_run_is_asked_in_few_rounds():
    """Each round guesses twice as far ahead as the one before, as long as the text says the same."""
    attempts = [Attempt(BEGIN + number * MINUTE, HERE, "250 ok", 0) for number in range(200)]
    [*_, accepts, _, _] = cases(attempts, Schedule(first=30, most=30), 0.0, Reading.EACH, 72)
    rounds = []

    class Counting(FunctionAsker):
        def rulings(self, asked):
            rounds.append(len(asked))
            return super().rulings(asked)

    assert play(Counting(lambda *_: (True, None)), [Run(accepts)], TimeLimit(600, Cancellation()))
    assert sum(rounds) == len(accepts.messages)
    assert len(rounds) <= 8


def test_a_play_whose_time_is_up_says_so():
    attempts = [Attempt(BEGIN, HERE, "450 later", 1)]
    runs = [Run(case) for case in cases(attempts, Schedule(first=30, most=30), 0.0, Reading.EACH, 72)]
    assert not play(FunctionAsker(lambda *_: (False, 1.0)), runs, TimeLimit(-1, Cancellation()))
