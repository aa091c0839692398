"""A dry run as of a past moment, on the page: clock and rows as they were then."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.urls import reverse
from django.utils import timezone

from rules.models import DryRun, Scenario
from rules.presentation.command import command
from rules.scenarios.case_reader import read_case
from tests.scripts import ALLOW, REFUSE, make_live, script_with
from tests.views.dry_runs.test_dry_run import URL

pytestmark = pytest.mark.django_db

CLOCKS = """function CheckServer()
  local rows = VPOP3.PostgresQuery("SELECT count(*) AS n, now() AS at FROM outqueue.sendattempts")
  print(os.date("!%Y-%m-%d %H:%M:%S", os.time()), rows[1].n, rows[1].at)
end"""
WORK_DAY = """function CheckServer()
  if os.date("%H") ~= "08" then return false, 10 end
end"""


def run(client, source="function CheckServer() end", **inputs):
    return client.post(URL, {"source": source, "domain": "plain.example"} | inputs)


def test_clock_and_rows_are_as_they_were_then(editor, queue):
    at = timezone.now().replace(microsecond=0) - timedelta(days=3)
    result = run(editor, CLOCKS, at=at.isoformat()).context["result"]
    with psycopg.connect(queue, options="-c TimeZone=UTC") as reader:
        (count,) = reader.execute(
            "SELECT count(*) FROM outqueue.sendattempts WHERE starttime < %s::timestamptz", (at,)
        ).fetchone()
        (offset,) = reader.execute("SELECT 'x' || %s::timestamptz::text", (at,)).fetchone()
    assert count > 0
    assert result.prints[0].split("\t")[:2] == [f"{at:%Y-%m-%d %H:%M:%S}", str(count)]
    assert result.prints[0].split("\t")[2][:19] == offset[1:20]
    assert result.ledger.clock == f"as of then ({at:%Y-%m-%d %H:%M:%S} UTC)"
    assert result.ledger.sql.startswith("as of then (")
    assert result.ledger.dns.startswith("pinned")
    assert f"as of {timezone.localtime(at):%Y-%m-%d %H:%M}" in result.inputs_summary


def test_a_time_ago_is_read_and_the_run_keeps_the_moment(editor, queue):
    script_with(ALLOW)
    before = timezone.now() - timedelta(hours=12)
    result = run(editor, at="12h").context["result"]
    kept = DryRun.objects.get()
    read = datetime.fromisoformat(kept.run_inputs.at)
    assert before <= read <= before + timedelta(minutes=5)
    assert f"--at={kept.run_inputs.at}" in command(kept)
    assert kept.run_inputs.at in editor.get(URL, {"run": kept.key}).text.replace("&#x2B;", "+")
    assert result.ledger.clock.startswith("as of then")
    assert 'name="at" value' not in editor.get(URL).text


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("soon", "Write date and time like 2026-11-23 14:30."),
        ("2190-01-01", "That is still to come"),
        ("1789-07-14", "The year 1789 is not one of mail"),
        ("2026-13-01 00:00", "Write date and time"),
    ],
)
def test_another_text_is_answered_beside_the_field(editor, at, sentence):
    page = run(editor, at=at)
    assert page.status_code == 422
    assert sentence in page.text
    assert f'value="{at}"' in page.text


def test_a_query_that_cannot_be_asked_marks_the_run(editor, queue):
    source = 'function CheckServer() VPOP3.PostgresQuery("SELECT random()") end'
    result = run(editor, source, at="1d").context["result"]
    assert result.doubtful
    assert "cannot be asked as of another moment" in result.sentence
    (event,) = [event for event in result.events if event.step == "CheckServer"][:1]
    assert "It calls random()" in event.queries[0].answer.error


def test_live_dns_is_that_of_today(editor, settings):
    assert run(editor, at="1d", dns="live").context["result"].ledger.dns.startswith("as of today, live")


def test_an_attempt_leads_to_the_dry_run_as_it_was_then(viewer, queue):
    make_live(script_with(ALLOW))
    rows = viewer.get(reverse("attempts"), {"range": "24h"}).context["rows"]
    row = next(row for row in rows if row.destination)
    assert "As it was then" in viewer.get(reverse("attempts"), {"range": "24h"}).text
    page = viewer.get(reverse("attempt", args=[row.attempt.handle]))
    assert "Dry run as it was then" in page.text
    form = viewer.get(f"{URL}?{row.then_query}").context["form"]
    assert datetime.fromisoformat(form["at"].value()) == row.attempt.started
    assert form["domain"].value() == row.destination


def test_a_scenario_keeps_its_clock(editor, monkeypatch):
    script = script_with(WORK_DAY.encode())
    make_live(script)
    form = {"name": "In the morning", "domain": "plain.example", "kind": "now", "at": "2026-03-02T08:30:00+00:00"}
    page = editor.post(reverse("scenario_new", args=[script.name]), form, follow=True)
    case = read_case(Scenario.objects.get().definition)
    assert case.inputs.clock == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert case.expected.kind == "send"
    assert "2 Mar" in page.text
    assert all(each.pinned["passed"] for each in Scenario.objects.get().results.all())


def test_a_scenario_made_of_a_run_has_the_clock_of_that_run(editor):
    script = script_with(REFUSE)
    make_live(script)
    run(editor, REFUSE.decode())
    kept = DryRun.objects.get()
    editor.post(reverse("scenario_keep", args=[kept.key]), {"name": "Refused", "kind": "now"})
    clock = read_case(Scenario.objects.get().definition).inputs.clock
    assert kept.created_at - timedelta(seconds=5) < clock <= kept.created_at


def test_held_mail_says_when_it_passes_and_a_black_hole_is_a_warning(editor, queue):
    page = run(editor, REFUSE.decode())
    assert "once held, never let through" in page.text
    hour = (timezone.localtime() + timedelta(hours=2)).hour
    source = f'function CheckServer() if tonumber(os.date("%H")) ~= {hour} then return false, 10 end end'
    page = run(editor, source)
    assert "Passes from" in page.text
    passing = page.context["result"].last.passing
    assert timezone.localtime(passing).hour == hour
    assert passing.minute == passing.second == 0
