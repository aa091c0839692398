"""The reading of unusual answers of hooks."""

import math

import pytest

from rules.lua.protocol.values import Opaque
from rules.vpop3.answers import HookReply, format_minutes, read_check_cache, read_check_server, read_overrides
from rules.vpop3.assumptions import ASSUMPTIONS, Assumptions
from rules.vpop3.versions import Version

ASSUMED = Assumptions()


def check(*returned, default=True, version="8.8"):
    return read_check_server(HookReply(returned=returned, line=3), default, Version.parse(version), ASSUMED)


@pytest.mark.parametrize("minutes", ["10", "ten", True, {}, Opaque("function"), math.nan, math.inf, -1, -math.inf])
def test_minutes_that_are_no_time_do_not_count_and_are_noted(minutes):
    reading = check(False, minutes)
    assert (reading.usable, reading.hold_minutes) == (False, None)
    assert reading.notes


@pytest.mark.parametrize(("minutes", "noted"), [(0, False), (2.5, True), (10_080, False), (10_081, True)])
def test_minutes_that_are_a_time_count(minutes, noted):
    reading = check(False, minutes)
    assert reading.hold_minutes == minutes
    assert bool(reading.notes) is noted


def test_minutes_are_ignored_before_8_8():
    reading = check(False, 10, version="8.7")
    assert reading.hold_minutes is None
    assert "since 8.8" in reading.notes[0]


@pytest.mark.parametrize("answer", [0, "", "false", {}, Opaque("function"), math.nan])
def test_other_values_count_as_true_as_in_lua_and_are_noted(answer):
    reading = check(answer, default=False)
    assert reading.usable
    assert reading.explicit
    assert reading.notes


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize("returned", [(), (None,)])
def test_the_default_applies_if_nothing_is_returned(returned, default):
    reading = check(*returned, default=default)
    assert reading.usable is default
    assert not reading.explicit
    assert str(default).lower() in reading.meaning


def test_minutes_beside_true_are_pointed_out():
    reading = check(True, 10)
    assert reading.usable
    assert "Minutes belong to false" in reading.notes[0]


@pytest.mark.parametrize(("returned", "use_cache"), [((True,), True), ((False,), False), ((), True), (("x",), True)])
def test_get_check_cache(returned, use_cache):
    assert read_check_cache(HookReply(returned=returned), ASSUMED).use_cache is use_cache


def test_overrides_of_the_wrong_type_are_noted_and_ignored():
    reading = read_overrides(HookReply(returned=("relay.example",)), ASSUMED)
    assert reading.servers == ()
    assert reading.proceed
    assert "string" in reading.notes[0]


ODD = "The answer is neither true nor false; Lua takes every such value as true."
RELAY = {"relay.example": 10}


@pytest.mark.parametrize(
    ("returned", "servers", "proceed", "explicit", "notes"),
    [
        ((), 0, True, False, ()),
        ((None, True), 0, True, False, ()),
        ((None, False), 0, False, True, ()),
        ((RELAY,), 1, True, True, ()),
        ((RELAY, False), 0, False, True, ()),
        ((RELAY, "no"), 1, True, True, (ODD,)),
        ((RELAY, 0), 1, True, True, (ODD,)),
        ((RELAY, None, "ignored"), 1, True, True, ()),
    ],
)
def test_overrides_and_whether_to_continue(returned, servers, proceed, explicit, notes):
    reading = read_overrides(HookReply(returned=returned, line=4), ASSUMED)
    assert (len(reading.servers), reading.proceed, reading.explicit) == (servers, proceed, explicit)
    assert (reading.notes, reading.line) == (notes, 4)
    assert reading.assumed == (("server_map",) if RELAY in returned else ()), "a name with a number is read in one way"


@pytest.mark.parametrize(
    ("returned", "meaning"),
    [
        ((RELAY,), "1 server named, read as name_to_preference."),
        (({1: "a.example", 2: "b.example"},), "2 servers named, read as list."),
        (({"a.example": 10, 5: "b.example"},), "2 servers named, read as name_to_preference and preference_to_name."),
        ((RELAY, False), "Do not continue: as if the destination had no MX and no A records."),
        ((), "It returned nothing: no overrides."),
        (({1: True},), "No server could be read in the answer: no overrides."),
    ],
)
def test_the_meaning_of_overrides_is_a_sentence(returned, meaning):
    assert read_overrides(HookReply(returned=returned), ASSUMED).meaning == meaning


@pytest.mark.parametrize(
    ("reply", "assumed"),
    [
        (HookReply(), ()),
        (HookReply(called=False), ("missing_hook",)),
        (HookReply(failed=True), ("hook_error",)),
        (HookReply(returned=(None, False), failed=True), ()),
    ],
)
def test_the_assumption_about_empty_overrides_is_named(reply, assumed):
    assert read_overrides(reply, ASSUMED).assumed == assumed


def test_every_assumption_has_alternatives_and_a_default():
    for assumption in ASSUMPTIONS.values():
        assert len(assumption.options) >= 2
        assert ASSUMED[assumption.name] == assumption.default


@pytest.mark.parametrize("chosen", [{"nonsense": "x"}, {"overrides": "nonsense"}])
def test_an_unknown_assumption_or_option_is_refused_by_name(chosen):
    with pytest.raises(ValueError, match="nonsense"):
        Assumptions(chosen)


@pytest.mark.parametrize(("minutes", "text"), [(1, "1 minute"), (10, "10 minutes"), (2.5, "2.5 minutes")])
def test_minutes_in_words(minutes, text):
    assert format_minutes(minutes) == text
