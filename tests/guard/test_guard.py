"""Rules that never let go of a server or of a message are found, and others are not."""

import re

import pytest

from rules.guard.guard import BadScript
from rules.guard.plain_text import lines
from tests.guard.rule_texts import FINE, REFUSES_ALL, STUCK, counting
from tests.replay.rule_texts import check


def shut(result):
    return {hole.server for hole in result.black_holes}


def line_of(source: bytes, words: str) -> int:
    return next(number for number, line in enumerate(source.decode().splitlines(), 1) if words in line)


@pytest.mark.parametrize("name", FINE)
def test_rules_that_let_go_pass(name, guarded):
    result = guarded(FINE[name])
    assert result.passed, list(lines(result))
    assert not result.loops
    assert not result.partial
    assert not result.errors


@pytest.mark.parametrize("name", STUCK)
def test_rules_that_never_let_go_are_found(name, guarded):
    result = guarded(STUCK[name])
    assert result.black_holes or result.loops, list(lines(result))
    assert result.passed == (name == "holds for a minute")


def test_a_black_hole_names_the_line_and_the_attempts_that_keep_the_server_shut(guarded):
    source = STUCK["counts without an end"]
    [hole] = guarded(source).black_holes
    assert (hole.server, hole.minutes, hole.now) == ("mx.slow.example", 10, True)
    assert hole.line == line_of(source, "return false, 10")
    assert len(hole.rows) == 20
    assert {row.result for row in hole.rows} == {"450 4.2.1 later"}
    assert hole.rows[0].starttime > hole.rows[-1].starttime
    assert "count(*)" in hole.query


def test_a_server_that_was_let_through_only_because_it_was_tried_all_the_same_is_a_black_hole(guarded):
    """The live text of that time let the second attempt through; this one never would have."""
    result = guarded(STUCK["goes by the latest reply"])
    odd = next(hole for hole in result.black_holes if hole.server == "mx.odd.example")
    assert not odd.now
    assert [row.result for row in odd.rows] == ["421 busy"]
    assert shut(result) == {"mx.odd.example", "mx.slow.example"}


def test_a_filter_of_a_count_counts(guarded):
    [hole] = guarded(STUCK["counts failures of all servers"]).black_holes
    assert hole.server == "mx.fast.example"
    assert {row.server for row in hole.rows} == {"mx.slow.example"}


def test_a_server_that_is_named_has_a_line_and_no_rows(guarded):
    source = STUCK["names a server"]
    [hole] = guarded(source).black_holes
    assert (hole.server, hole.line, hole.rows, hole.query) == (
        "mx.fast.example", line_of(source, "return false"), (), "",
    )  # fmt: skip


def test_mail_that_dies_in_the_queue_fails_however_soon_the_rule_lets_go(guarded):
    source = STUCK["counts five days"]
    [loop] = guarded(source).loops
    assert (loop.server, loop.dies, loop.times) == ("mx.slow.example", True, 3 * 24 - 1)
    patient = guarded(source, give_up_days=6)
    assert patient.passed
    [loop] = patient.loops
    assert loop.passes_after_minutes == pytest.approx(5 * 1440, abs=121)


def test_a_hold_loop_is_followed_to_its_end(guarded):
    [loop] = guarded(STUCK["holds for a minute"]).loops
    assert not loop.dies
    assert loop.times == loop.passes_after_minutes - 1
    assert 1400 < loop.times < 1440


def held(ages: list[int]) -> tuple[int, int]:
    """Return how often a message is held again, for as many minutes as there are failures in the last hour, and the
    minutes until it passes; `ages` are those of the failures."""
    times, waited = -1, 0
    while count := sum(age + waited < 60 for age in ages):
        times, waited = times + 1, waited + count
    return times, waited


def test_a_hold_that_changes_from_try_to_try_is_followed_as_well(guarded):
    """The worst message is the one that came when there was one failure, and the holds are short."""
    source = check("local n = at(server, 60) if n > 0 then return false, n end")
    [loop] = guarded(source).loops
    ages = [5 * number for number in range(1, 25)]
    moments = [[age - now for age in ages if age > now] for now in (0, *ages)]
    assert (loop.times, loop.passes_after_minutes) == max(held(each) for each in moments if each)


def test_a_text_that_refuses_everybody_is_said_to(guarded):
    result = guarded(REFUSES_ALL)
    assert result.refuses_everybody
    assert not result.passed
    assert next(lines(result)).startswith("The text refuses every server, now and for the next 7 days: 3 servers.")


def test_a_text_without_the_hook_has_nothing_to_guard(guarded):
    for source in (b"", b"print('nothing here')", b"function GetOverrides() end"):
        result = guarded(source)
        assert result.passed
        assert "no CheckServer" in result.said


@pytest.mark.parametrize("source", [b"function CheckServer( return end", b"error('not today')"])
def test_a_text_that_does_not_load_is_refused(source, guarded):
    with pytest.raises(BadScript, match=r"The text does not load: line 1: .+"):
        guarded(source)


def test_what_cannot_be_asked_ahead_does_not_pass(guarded):
    result = guarded(check("local x = VPOP3.PostgresQuery('SELECT random() AS r')[1].r return tonumber(x) < 2, 10"))
    assert not result.passed
    assert not result.failed
    assert re.search("random", " ".join(result.unknown))
    assert next(lines(result)).startswith("What the text does cannot be found out")


def test_a_script_that_fails_refuses_nothing_and_the_error_is_told(guarded):
    source = check("error('no')")
    result = guarded(source)
    assert result.passed
    assert list(result.errors) == [f"line {line_of(source, 'error')}: no"]


def test_a_guard_whose_time_is_up_says_how_far_it_came(guarded, monkeypatch):
    monkeypatch.setattr("rules.simulation.time_limit.monotonic", iter(range(10_000)).__next__)
    result = guarded(counting("", 5, "return false, 10"), seconds=1)
    assert result.partial
    assert next(lines(result)).startswith("Not everything: ")
