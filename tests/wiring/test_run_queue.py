"""The bounded queue, in which people take turns."""

import threading

import pytest

from rules.wiring.run_queue import Full, FullOfYours, Turns


def test_each_knows_their_place_and_moves_up():
    turns = Turns(at_once=1, waiting=3, each=9)
    first, second, third = (turns.take(owner) for owner in "abc")
    assert [turn.place for turn in (first, second, third)] == [0, 1, 2]
    second.leave()
    assert third.place == 1
    first.leave()
    assert third.wait(0) == 0


def test_a_waiting_turn_is_woken_as_soon_as_it_may_run():
    turns = Turns(at_once=1, waiting=1, each=2)
    first, second = turns.take("a"), turns.take("a")
    threading.Timer(0.05, first.leave).start()
    assert second.wait(60) == 0


def test_a_full_line_says_so_and_takes_again_when_somebody_left():
    turns = Turns(at_once=2, waiting=1, each=3)
    with turns.take("a"), turns.take("b"):
        with turns.take("c"), pytest.raises(Full, match="3 dry runs are under way or waiting") as full:
            turns.take("d")
        assert full.value.status == 503
        assert len(turns) == 2
        assert turns.take("d").place == 1


def test_one_person_has_few_turns_and_leaves_the_rest_to_others():
    turns = Turns(at_once=2, waiting=8, each=3)
    mine = [turns.take("me") for _ in range(3)]
    with pytest.raises(FullOfYours, match="3 of your dry runs are under way or waiting, and one person cannot") as full:
        turns.take("me")
    assert full.value.status == 429
    assert turns.take("another").place == 1, "before my third"
    assert mine[2].place == 2
    mine[0].leave()
    assert turns.take("me").place == 2


def test_the_first_turn_of_everybody_comes_before_the_second_of_anybody():
    turns = Turns(at_once=1, waiting=9, each=9)
    running = turns.take("a")
    waiting = [turns.take(owner) for owner in "aabbc"]
    places = dict(zip(("a2", "a3", "b1", "b2", "c1"), (turn.place for turn in waiting), strict=True))
    assert places == {"b1": 1, "c1": 2, "a2": 3, "b2": 4, "a3": 5}
    running.leave()
    assert [turn.place for turn in waiting] == [2, 4, 0, 3, 1]


def test_leaving_twice_is_harmless():
    turns = Turns(at_once=1, waiting=1, each=2)
    turn, other = turns.take("a"), turns.take("b")
    turn.leave()
    turn.leave()
    assert other.place == 0
    assert len(turns) == 1
