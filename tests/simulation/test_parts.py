"""Messages, worlds, stretches and ranges."""

import pytest

from rules.replay.attempt import HOUR, MINUTE, Attempt
from rules.replay.outcome import outcome_place
from rules.simulation.message import Reading, messages_of
from rules.simulation.result import Fidelity, Played, Range
from rules.simulation.setting import Schedule, settings
from rules.simulation.stretch import worst_stretch
from rules.simulation.tally import Tally
from rules.simulation.world import Server, World

BEGIN = 1_772_625_600_000_000


def attempt(minute: float, result: str = "250 ok", message: str | None = None) -> Attempt:
    at = BEGIN + round(minute * MINUTE)
    return Attempt(at, "mx.example", result, outcome_place(result), message=message)


def minutes(messages) -> list[list[int]]:
    return [[(each.at - BEGIN) // MINUTE for each in message.attempts] for message in messages]


def test_attempts_with_one_id_are_one_message_until_it_is_done_with():
    rows = [attempt(0, "450", "a"), attempt(5, "250", "b"), attempt(30, "250", "a"), attempt(60, "250", "a"),
            attempt(61)]  # fmt: skip
    assert minutes(messages_of(rows, Reading.ID, 30)) == [[0, 30], [5], [60], [61]]


def test_without_ids_a_later_attempt_is_the_next_try_of_the_longest_waiting_message():
    rows = [attempt(0, "450"), attempt(5, "450"), attempt(10), attempt(16), attempt(31, "550 no"), attempt(40)]
    assert minutes(messages_of(rows, Reading.CHAINED, 30)) == [[0, 16], [5, 31], [10], [40]]
    assert minutes(messages_of(rows, Reading.EACH, 30)) == [[0], [5], [10], [16], [31], [40]]


def test_a_server_says_what_it_said_to_the_nearest_attempt():
    rows = [attempt(0), attempt(100, "421 busy"), attempt(200), attempt(300, "550 no")]
    server = Server(rows, rows[0].at)
    mail, bad = messages_of(rows, Reading.EACH, 30)[0], messages_of(rows, Reading.EACH, 30)[3]
    for minute, result in ((40, "250 ok"), (60, "421 busy"), (140, "421 busy"), (160, "250 ok"), (400, "250 ok")):
        assert server.answer(World.RECORDED, BEGIN + minute * MINUTE, mail).result == result
    assert server.answer(World.RECORDED, BEGIN + 160 * MINUTE, bad).result == "550 no"


def test_the_other_worlds_go_by_the_clock_and_by_the_usual_replies():
    rows = [attempt(0, "452 full"), attempt(1, "452 full"), attempt(2, "421 busy"), attempt(3, "250 taken")]
    server, mail = Server(rows, BEGIN), messages_of(rows, Reading.EACH, 30)[0]

    def said(world, hours):
        return server.answer(world, BEGIN + round(hours * HOUR), mail).result

    assert {said(World.ACCEPTS, hours) for hours in range(99)} == {"250 taken"}
    assert [said(World.FLAPPING, hours) for hours in (0.5, 1.5, 2.5)] == ["452 full", "250 taken", "452 full"]
    assert [said(World.REFUSES, hours) for hours in (0, 23.9, 24)] == ["452 full", "452 full", "250 taken"]
    assert Server([], BEGIN).answer(World.REFUSES, BEGIN, mail).result.startswith("451 ")


def test_the_worst_stretch_is_the_one_with_most_failures_and_keeps_what_is_around_it():
    rows = [attempt(minute, "450" if 50 <= minute < 55 else "250") for minute in range(100)]
    found = worst_stretch(rows, Reading.EACH, 30, most=10)
    assert len(found.messages) == 10
    assert sum(message.failed for message in found.messages) == 5
    assert (found.begin - BEGIN) // MINUTE == 50  # the newest of those with all five
    assert len(found.fixed) == 40
    first = found.first(3)
    assert len(first.messages) == 3
    assert len(first.fixed) == 47
    assert found.as_recorded() == Tally(messages=10, delivered=5, waiting=5, attempts=10, failed_attempts=5)


def test_each_attempt_of_a_stretch_can_be_a_message():
    rows = [attempt(0, "450", "a"), attempt(30, "250", "a"), attempt(31, "250", "b")]
    found = worst_stretch(rows, Reading.ID, 30, most=1)
    assert len(found.messages) == 1
    assert minutes(found.each().messages) == [[0], [30]]


def test_a_schedule_grows_to_its_most():
    growing = Schedule(first=30, factor=2, most=240)
    assert [growing.wait(tries) // MINUTE for tries in (1, 2, 3, 4, 5, 500)] == [30, 60, 120, 240, 240, 240]


@pytest.mark.parametrize(("has_ids", "names"), [(True, 4), (False, 5)])
def test_what_belongs_together_is_a_setting_only_where_it_is_not_recorded(has_ids, names):
    found = list(settings(30, has_ids=has_ids))
    assert len({setting.name for setting in found}) == len(found) == names
    assert all(setting.sentence.endswith(".") for setting in found)


def test_a_text_loses_mail_only_where_it_loses_more_than_live_whatever_the_setting():
    live = [Tally(lost=1), Tally(lost=3)]
    assert Played(world=World.FLAPPING, draft=[Tally(lost=2), Tally(lost=4)], live=live).loses
    assert not Played(world=World.FLAPPING, draft=[Tally(lost=2), Tally(lost=3)], live=live).loses


def test_ranges_and_errors():
    fidelity = Fidelity(servers=1, recorded=Tally(attempts=100), simulated=[Tally(attempts=90), Tally(attempts=104)])
    assert fidelity.of("attempts") == (100, Range(90, 104))
    assert str(fidelity.of("attempts")[1]) == "90 to 104"
    assert fidelity.error("attempts") == 0.1
    assert fidelity.error("delivered") is None
