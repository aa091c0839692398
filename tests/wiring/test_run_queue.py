"""The bounded line."""

import threading

import pytest

from rules.wiring.run_queue import Full, Turns


def test_each_knows_their_place_and_moves_up():
    turns = Turns(at_once=1, waiting=3)
    first, second, third = turns.take(), turns.take(), turns.take()
    assert [turn.place for turn in (first, second, third)] == [0, 1, 2]
    second.leave()
    assert third.place == 1
    first.leave()
    assert third.wait(0) == 0


def test_who_waits_is_woken_as_soon_as_it_is_their_turn():
    turns = Turns(at_once=1, waiting=1)
    first, second = turns.take(), turns.take()
    threading.Timer(0.05, first.leave).start()
    assert second.wait(60) == 0


def test_a_full_line_says_so_and_takes_again_when_somebody_left():
    turns = Turns(at_once=2, waiting=1)
    with turns.take(), turns.take():
        with turns.take(), pytest.raises(Full, match="3 dry runs are under way or waiting"):
            turns.take()
        assert turns.take().place == 1


def test_leaving_twice_harms_nobody():
    turns = Turns(at_once=1, waiting=1)
    turn, other = turns.take(), turns.take()
    turn.leave()
    turn.leave()
    assert other.place == 0
