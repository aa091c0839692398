"""The checks before a text goes live, each with the real sandbox, and the queue as the demo fills it."""

import socket
import time

import pytest

from mxadmin.demo.routes import ZONE
from rules.models import Script
from rules.models.verdict import Verdict
from rules.services.checks import CHECKS, Subject, destinations, run
from rules.services.checks.destinations import check_destinations
from rules.services.checks.findings import check_findings
from rules.services.checks.loads import check_loads
from tests.scripts import ALLOW, BROKEN, script_with

HOLD_ALL = b"""function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    return false, 10
end
"""
BOUNCE_BIGMAIL = b"""function GetOverrides(domain, numRetries, messageSize)
    if domain == "bigmail.example" then return nil, false end
end
"""
RAISES = b"""function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    error("not today")
end
"""
WARNED = b"""function GetCheckCache(domain, numRetries, messageSize)
    total = 1
    return total == 1
end
"""
SLOW = b"""function GetOverrides(domain, numRetries, messageSize)
    if domain ~= "bigmail.example" then while true do end end
end
"""


def subject(source, live=b""):
    return Subject(script=Script(name="mxserverrules.lua"), source=source, live=live)


@pytest.fixture
def queue(demo_queue, settings):
    settings.VPOP3_DATABASE_URL = demo_queue
    settings.ZONE_FILES = (ZONE,)


def test_a_text_that_does_not_load_fails_with_its_line():
    check = check_loads(subject(BROKEN))
    assert (check.verdict, check.details.line) == (Verdict.FAILED, 2)
    assert "does not load, so it never goes live: line 2: " in check.sentence
    assert check_loads(subject(ALLOW)).passed


def test_only_an_error_of_the_linter_fails():
    warned = check_findings(subject(WARNED))
    assert warned.passed
    assert warned.sentence == "1 warning."
    wrong = check_findings(subject(b"function Checkserver(a, b, c, d, e)\n    return checkserver\nend\n"))
    assert wrong.verdict is Verdict.FAILED
    assert wrong.details[0].severity == "error"


def test_a_text_that_does_not_load_is_compared_with_nothing(queue):
    check = check_destinations(subject(BROKEN))
    assert (check.verdict, check.sentence) == (Verdict.UNKNOWN, "Not compared: the text did not load.")


def test_without_a_database_there_is_nothing_to_compare(settings):
    settings.VPOP3_DATABASE_URL = ""
    check = check_destinations(subject(HOLD_ALL))
    assert check.passed
    assert check.sentence == "Nothing to compare: no VPOP3 database is connected."


def test_a_database_that_does_not_answer_leaves_it_unknown(settings):
    settings.VPOP3_DATABASE_URL = "postgresql://nobody@127.0.0.1:1/vpop3"
    check = check_destinations(subject(HOLD_ALL))
    assert check.verdict is Verdict.UNKNOWN
    assert "could not be read" in check.sentence


def test_equal_texts_change_no_decision(queue):
    check = check_destinations(subject(ALLOW, ALLOW))
    assert check.passed
    assert check.sentence.startswith("None of ")
    assert "without a script" not in check.sentence
    rows = check.details.rows
    assert 1 < len(rows) <= 20
    assert [row.destination.attempts for row in rows] == sorted((r.destination.attempts for r in rows), reverse=True)
    assert not any(row.changed or row.destination.guessed for row in rows)


def test_changes_come_first_and_pass_as_long_as_nothing_bounces(queue):
    check = check_destinations(subject(HOLD_ALL))
    assert check.passed
    assert check.sentence.endswith(" decisions would change. Compared with what VPOP3 does without a script.")
    changed = [row.changed for row in check.details.rows]
    assert (len(check.details.needing_attention), len(check.details.as_before)) == (
        sum(changed),
        len(changed) - sum(changed),
    )
    assert changed[0]
    assert changed == sorted(changed, reverse=True)
    assert check.details.rows[0].comparison.difference.sentence.startswith("Held for 10 minutes instead of sent to ")


def test_a_new_bounce_and_a_new_error_fail_it(queue):
    bounce = check_destinations(subject(BOUNCE_BIGMAIL))
    assert bounce.verdict is Verdict.FAILED
    assert (bounce.details.rows[0].destination.domain, bounce.details.rows[0].problem) == (
        "bigmail.example",
        "Its mail would bounce.",
    )
    raised = check_destinations(subject(RAISES))
    assert raised.verdict is Verdict.FAILED
    assert "not today" in raised.details.rows[0].problem
    assert check_destinations(subject(RAISES, RAISES)).passed


def test_the_time_is_bounded_and_the_unfinished_are_named(queue, monkeypatch):
    monkeypatch.setattr(destinations, "SECONDS", 1.0)
    started = time.monotonic()
    check = check_destinations(subject(SLOW))
    assert time.monotonic() - started < 15
    assert check.verdict is Verdict.UNKNOWN
    assert "not finished in 1 seconds" in check.sentence
    assert any(row.comparison is None for row in check.details.rows)


@pytest.mark.django_db
def test_each_check_is_run_in_its_order(settings):
    settings.VPOP3_DATABASE_URL = ""
    found = run(Subject(script=script_with(ALLOW), source=ALLOW, live=b""))
    assert [check.name for check in found] == [check.__name__.removeprefix("check_") for check in CHECKS]


def test_dns_that_never_answers_keeps_nobody_waiting(queue, settings, monkeypatch):
    monkeypatch.setattr(destinations, "SECONDS", 0.5)
    settings.ZONE_FILES = ()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        settings.DNS_SERVER = f"127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        check = check_destinations(subject(ALLOW))
        assert time.monotonic() - started < 15
    assert check.verdict is Verdict.UNKNOWN
    assert all(row.comparison is None for row in check.details.rows)
