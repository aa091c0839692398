"""The check that replays the last days: only new script errors fail it, and its time is bounded."""

from datetime import UTC, datetime, timedelta

import pytest

from mxadmin.demo import seed
from rules.models import Script
from rules.models.verdict import Verdict
from rules.services.checks import Subject, history
from rules.services.checks.history import check_history

SOME = b"if (n or 0) > 0 then end\n"
RAISES = b"function CheckServer(domain, server)\n    if server == 'mx1.bank.example' then error('not today') end\nend\n"
ENDLESS = b"function CheckServer()\n    while true do end\nend\n"


@pytest.fixture
def check(demo_queue, settings, monkeypatch):
    """Over a part of the time, with as much time for it as a busy machine needs."""
    settings.VPOP3_DATABASE_URL = demo_queue
    monkeypatch.setattr(history, "LAST", timedelta(hours=20))
    monkeypatch.setattr(history, "SECONDS", 100.0)
    return lambda source, live=b"": check_history(Subject(script=Script(name="a.lua"), source=source, live=live))


def test_the_same_text_changes_nothing(check):
    found = check(seed.source(2), seed.source(2))
    assert found.verdict is Verdict.PASSED
    assert "avoids 0 more transient failures than the live text, delays 0 more deliveries." in found.sentence


def test_what_is_newly_delayed_is_something_to_look_at_and_needs_no_reason(check):
    found = check(seed.source(3), seed.source(2))
    newly = found.details.newly
    assert (found.verdict, found.passed) == (Verdict.WARNED, True)
    assert newly.avoided > 0
    assert newly.delayed > 0
    assert f"avoids {newly.avoided:,} more" in found.sentence


def test_a_new_script_error_needs_a_reason(check):
    found = check(RAISES, b"")
    assert (found.verdict, found.passed) == (Verdict.FAILED, False)
    assert "not today" in found.sentence


def test_an_error_that_the_live_text_has_as_well_is_not_new(check):
    assert check(RAISES + b"-- the same\n", RAISES).verdict is Verdict.PASSED


def test_it_ends_in_time_and_says_how_far_it_came(check, monkeypatch):
    monkeypatch.setattr(history, "SECONDS", 0.5)
    monkeypatch.setattr(history, "GRACE", 0.5)
    found = check(ENDLESS, b"")
    assert not found.details.complete
    assert "Not even the newest 21 minutes of 20 hours were replayed in" in found.sentence


def test_the_newest_attempts_are_replayed_first(check, monkeypatch):
    monkeypatch.setattr(history, "PORTIONS", (1 / 100, 1.0))
    monkeypatch.setattr(history, "SECONDS", 2.0)
    monkeypatch.setattr(history, "GRACE", 0.5)
    begun = datetime.now(UTC) - timedelta(minutes=15)
    found = check(b"function CheckServer()\n    while os.time() < %d do end\nend\n" % begun.timestamp())
    details = found.details
    assert details.now - details.since == timedelta(minutes=12)
    assert details.attempts > 0
    assert "Only the newest 12 minutes" in found.sentence
    assert found.verdict is Verdict.WARNED


def test_portions_replay_each_attempt_once(check, monkeypatch):
    subject, now = Subject(script=Script(name="a.lua"), source=seed.source(3), live=seed.source(2)), datetime.now(UTC)
    in_portions = history.replayed(subject, now)
    monkeypatch.setattr(history, "PORTIONS", (1.0,))
    assert history.replayed(subject, now) == in_portions
    assert in_portions.complete


def test_without_a_database_there_is_nothing_to_replay(check, settings):
    settings.VPOP3_DATABASE_URL = ""
    found = check(SOME)
    assert (found.verdict, found.sentence) == (
        Verdict.PASSED,
        "Nothing to replay: no VPOP3 database is connected.",
    )


def test_a_database_that_does_not_answer_is_something_to_look_at(check, settings):
    settings.VPOP3_DATABASE_URL = "postgresql://nobody@127.0.0.1:1/vpop3"
    assert check(SOME).verdict is Verdict.WARNED


def test_a_text_that_does_not_load_is_not_replayed(check):
    assert check(b"function (").verdict is Verdict.UNKNOWN
