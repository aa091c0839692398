"""Servers and providers at which every attempt fails."""

import json

import pytest

from rules.replay.attempt import HOUR, MINUTE, Attempt
from rules.replay.outages import Outages
from rules.replay.outcome import outcome_place

LASTING = 30 * MINUTE


def attempt(minute, server="mx1.example.com", result="421 later"):
    return Attempt(minute * MINUTE, server, result, outcome_place(result))


def outages(*attempts):
    seen = Outages()
    for each in attempts:
        seen.add(each)
    return Outages(json.loads(json.dumps(seen.to_dict())))


@pytest.mark.parametrize(
    ("minutes", "fails"), [((0, 15, 30), True), ((0, 30), False), ((0, 15, 29), False), ((30, 0, 15), True)]
)
def test_three_failures_over_the_time_make_an_outage(minutes, fails):
    found = outages(*map(attempt, minutes)).failing(LASTING)
    assert set(found) == ({"server:mx1.example.com"} if fails else set())


@pytest.mark.parametrize("result", ["421 later", "550 blocked", "", "timeout"])
def test_whatever_is_no_delivery_is_a_failure(result):
    assert outages(*(attempt(minute, result=result) for minute in (0, 20, 40))).failing(LASTING)


def test_a_delivery_ends_it():
    seen = outages(attempt(0), attempt(20), attempt(40))
    seen.add(attempt(41, result="250 ok"))
    assert not seen.failing(LASTING)
    assert not seen.fails("server:mx1.example.com")
    assert "server:mx1.example.com" in seen.recovered


def test_two_servers_of_a_provider_are_one_outage():
    rows = [attempt(minute, f"mx{number}.example.com") for minute in (0, 20, 40) for number in (1, 2)]
    ((key, run),) = outages(*rows).failing(LASTING).items()
    assert (key, run.failures) == ("provider:example.com", 6)
    assert set(outages(*rows, attempt(41, "mx1.example.com", "250 ok")).failing(LASTING)) == {"server:mx2.example.com"}


def test_a_server_that_is_not_tried_for_a_day_is_forgotten():
    seen = outages(attempt(0), attempt(20), attempt(40))
    seen.forget(40 * MINUTE + 24 * HOUR)
    assert seen.fails("server:mx1.example.com")
    seen.forget(41 * MINUTE + 24 * HOUR)
    assert not seen.fails("server:mx1.example.com")
    assert not seen.recovered
