"""The check that a text lets go again: what the live one does as well fails nothing, and its time is bounded."""

from datetime import timedelta

import pytest

from mxadmin.demo import seed
from rules.models import Script
from rules.models.verdict import Verdict
from rules.services.checks import Subject, guard
from rules.services.checks.guard import check_guard

HOLDS_ONE = (
    b"function CheckServer(domain, server)\n    if server == 'mx1.bank.example' then return false, 10 end\nend\n"
)


@pytest.fixture
def check(demo_queue, settings, monkeypatch):
    """Over a part of the time, with as much time for it as a busy machine needs."""
    settings.VPOP3_DATABASE_URL = demo_queue
    monkeypatch.setattr(guard, "LAST", timedelta(hours=20))
    monkeypatch.setattr(guard, "SECONDS", 100.0)
    return lambda source, live=b"": check_guard(Subject(script=Script(name="a.lua"), source=source, live=live))


def test_a_server_that_is_never_let_through_again_needs_a_reason(check):
    found = check(HOLDS_ONE)
    assert (found.verdict, found.passed) == (Verdict.FAILED, False)
    assert found.sentence == "1 server would stay shut."
    [hole] = found.details.black_holes
    assert (hole.server, hole.line, hole.live) == ("mx1.bank.example", 2, False)


def test_what_the_live_text_never_lets_through_either_is_not_new(check):
    found = check(HOLDS_ONE + b"-- the same\n", HOLDS_ONE)
    assert (found.verdict, found.passed) == (Verdict.WARNED, True)
    assert found.sentence == "1 server would stay shut. The live text does the same."


def test_a_rule_that_forgets_passes(check):
    """A storm goes on at this moment, so it holds the provider now."""
    found = check(seed.source(1))
    assert found.verdict is Verdict.PASSED
    assert found.details.refusals > 0


def test_it_ends_in_time(check, monkeypatch):
    monkeypatch.setattr(guard, "SECONDS", 1.0)
    monkeypatch.setattr(guard, "GRACE", 0.5)
    found = check(b"function CheckServer()\n    while true do end\nend\n")
    assert found.verdict in {Verdict.UNKNOWN, Verdict.WARNED}
    assert not found.details or found.details.partial or found.details.unknown


def test_without_a_database_there_is_nothing_to_look_at(check, settings):
    settings.VPOP3_DATABASE_URL = ""
    found = check(HOLDS_ONE)
    assert (found.verdict, found.sentence) == (
        Verdict.PASSED,
        "Nothing to look at: no VPOP3 database is connected.",
    )


def test_a_text_that_does_not_load_is_not_looked_at(check):
    assert check(b"function (").verdict is Verdict.UNKNOWN
