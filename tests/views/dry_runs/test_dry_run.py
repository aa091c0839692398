"""The dry run from a form."""

import json
import re
import threading

import pytest
from django.test import Client
from django.urls import reverse

from rules.models import Script
from rules.services import publishing
from rules.vpop3.assumptions import ASSUMPTIONS
from rules.vpop3.hooks import HookName
from rules.web import run_line
from rules.wiring.run_queue import Turns
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, BROKEN, REFUSE, revision, script_with
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db

URL = reverse("dry_run", args=["mxserverrules.lua"])
STREAM = {"Accept": "text/event-stream"}
HEARTBEAT = b":\n\n"


def frames(answer):
    """The stream's events: (kind, data)."""
    for block in b"".join(answer.streaming_content).decode().split("\n\n"):
        if block not in {"", ":"}:
            kind, data = re.fullmatch(r"event: (.*)\ndata: (.*)", block).groups()
            yield kind, json.loads(data)


def make_live(number):
    script = Script.objects.get()
    it = revision(script, number)
    publishing.publish(script=script, revision=it, sha256=it.sha256, actor=None)


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_needs_a_sign_in(method):
    asks_to_sign_in(URL, method)


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), URL, "viewer")


def test_it_runs_the_unsaved_text_without_making_a_revision(editor):
    script_with(ALLOW)
    page = editor.post(URL, {"source": REFUSE.decode(), "domain": "plain.example"})
    assert page.status_code == 200
    result = page.context["result"]
    assert (result.decision.kind, result.decision.hold_minutes) == ("hold", 10)
    assert result.sentence in page.text
    assert Script.objects.get().revisions.count() == 1


def test_a_page_that_can_show_it_is_told_each_step_and_then_the_result(editor):
    answer = editor.post(URL, {"source": ALLOW.decode(), "domain": "plain.example"}, headers=STREAM)
    assert answer["Content-Type"] == "text/event-stream"
    told = list(frames(answer))
    steps = [re.search(r'step-name">(\w+)', html)[1] for kind, html in told if kind == "step"]
    assert steps == ["load", "MX", "address", "CheckServer", "CheckServer"]
    assert next(what for kind, what in told if kind == "begun") == "Looking up the MX records of plain.example"
    kind, html = told[-1]
    assert kind == "result"
    assert html.count("<html") == 0
    assert "Sent to mx1.plain.example, then mx2.plain.example." in html


def test_a_whole_page_keeps_what_was_typed_around_the_result(editor):
    script_with(ALLOW)
    sent = {"source": "-- unsaved\n", "message": "My reason", "parent": "1", "domain": "plain.example"}
    page = editor.post(URL, sent)
    assert page.context["source"] == "-- unsaved\n"
    assert page.context["parent"] == 1
    assert "My reason" in page.text


def test_a_viewer_runs_what_is_live_whatever_they_send(viewer):
    script_with(ALLOW, REFUSE)
    make_live(1)
    page = viewer.post(URL, {"source": REFUSE.decode(), "domain": "plain.example"})
    assert page.context["result"].decision.kind == "send"
    assert page.context["result"].ran == "revision 1, which is live"
    assert page.context["source"] == ALLOW.decode()


def test_a_viewer_is_shown_what_is_live_and_runs_what_is_shown(viewer):
    script_with(ALLOW, REFUSE)
    make_live(1)
    desk = viewer.get(reverse("script_edit", args=["mxserverrules.lua"]))
    assert (desk.context["source"], desk.context["revision"].number) == (ALLOW.decode(), 1)
    assert '<input type="hidden" name="shown" value="1">' in desk.text
    page = viewer.post(URL, {"shown": "2", "domain": "plain.example"})
    assert page.context["result"].ran == "revision 2, which is the latest"
    assert page.context["source"] == REFUSE.decode()
    assert viewer.post(URL, {"shown": "9", "domain": "plain.example"}).status_code == 404


def test_a_viewer_is_told_when_nothing_is_live(viewer):
    script_with(ALLOW)
    page = viewer.post(URL, {"domain": "plain.example"})
    assert page.status_code == 422
    assert "No revision is live yet" in page.text


def test_an_editor_without_a_text_runs_what_is_live_or_else_the_latest(editor):
    script_with(ALLOW, REFUSE)
    assert editor.post(URL, {"domain": "plain.example"}).context["result"].ran == "revision 2, which is the latest"
    make_live(1)
    page = editor.post(URL, {"domain": "plain.example"})
    assert (page.context["result"].ran, page.context["source"]) == ("revision 1, which is live", ALLOW.decode())


def test_a_link_fills_in_the_form(viewer, reading):
    script_with(ALLOW)
    with reading():
        page = viewer.get(URL, {"domain": "plain.example", "retries": "3", "size": "1.5 MB"})
    form = page.context["form"]
    assert [form[name].value() for name in ("domain", "retries", "size")] == ["plain.example", "3", "1.5 MB"]
    assert page.context["result"] is None


@pytest.mark.parametrize("person", ["viewer", "editor"])
def test_a_link_names_revision_and_inputs_and_a_get_runs_nothing(person, request, reading):
    script_with(ALLOW, REFUSE, ALLOW + b"-- 3")
    make_live(2)
    browser = request.getfixturevalue(person)
    asked = {"domain": "plain.example", "start": "1"}
    with reading():
        page = browser.get(URL, asked | {"revision": "1"})
    assert (page.context["source"], page.context["form"]["domain"].value()) == (ALLOW.decode(), "plain.example")
    assert page.context["result"] is None
    assert re.search(r"data-workbench\s+data-start\s*>", page.text)
    assert browser.get(URL, asked | {"revision": "live"}).context["source"] == REFUSE.decode()
    elsewhere = browser.get(URL, asked, headers={"Sec-Fetch-Site": "cross-site"})
    assert "data-start" not in elsewhere.text
    assert elsewhere.context["form"]["domain"].value() == "plain.example"


def test_a_link_that_runs_at_once_takes_no_input_from_the_last_run(editor):
    editor.post(URL, {"domain": "plain.example", "source": "", "retries": "7"})
    assert editor.get(URL).context["form"]["retries"].value() == "7"
    assert editor.get(URL, {"domain": "plain.example", "start": "1"}).context["form"]["retries"].value() == 0


def test_a_kept_run_is_run_again_with_its_text_and_with_an_assumption_of_the_link(editor):
    script_with(ALLOW, REFUSE)
    sent = {"domain": "plain.example", "source": ALLOW.decode(), "retries": "3"}
    key = editor.post(URL, sent).context["result"].kept.key
    page = editor.get(URL, {"run": key, "assume-hook_error": "as_false", "start": "1"})
    form = page.context["form"]
    assert (page.context["source"], page.context["typed"]) == (ALLOW.decode(), False)
    assert [form[name].value() for name in ("retries", "assume-hook_error")] == ["3", "as_false"]


def test_every_input_reaches_the_script(editor):
    source = """
        function CheckServer(domain, mxserver, numRetries, messageSize)
            print(domain, numRetries, messageSize, ConnectionId, ConnectionName)
        end
    """
    sent = {"domain": "postmaster@Plain.Example", "retries": "3", "size": "2KB", "connection_id": "7"}
    page = editor.post(URL, {"source": source, "connection_name": "Night", **sent})
    assert page.context["result"].prints[0] == "plain.example\t3\t2048\t7\tNight"


def test_the_version_decides_what_is_called(editor):
    page = editor.post(URL, {"source": REFUSE.decode(), "domain": "plain.example", "version": "7.9"})
    assert page.context["result"].decision.kind == "send"
    page = editor.post(URL, {"source": REFUSE.decode(), "domain": "plain.example", "version": "8.7"})
    assert page.context["result"].decision.kind == "fail"


def test_an_assumption_can_be_switched_and_is_shown_as_such(editor):
    source = "function CheckServer() error('no') end"
    sent = {"source": source, "domain": "plain.example", "assume-hook_error": "as_false"}
    result = editor.post(URL, sent).context["result"]
    assert result.decision.kind == "hold"
    assert [(assumed.answer, assumed.switched) for assumed in result.assumptions if assumed.name == "hook_error"] == [
        ("It logs the error and takes the answer as false.", True)
    ]


def test_assumptions_are_grouped_by_hook_with_a_count_of_changes(editor):
    form = editor.get(URL, {"assume-hook_error": "as_false", "assume-hold_minutes": "last"}).context["form"]
    groups = {group.about: (len(group.fields), group.changed) for group in form.assumption_groups}
    assert groups["All hooks"][1] == groups["CheckServer"][1] == 1
    assert (sum(count for count, _ in groups.values()), form.assumptions_changed) == (len(ASSUMPTIONS), 2)
    assert set(groups) <= {"All hooks", "PostgresQuery", *HookName}
    sent = {"domain": "plain.example", "source": "", "assume-hook_error": "as_false"}
    assert editor.post(URL, sent).context["form"].assumptions_changed == 1


def test_errors_are_listed_with_hook_and_line(editor):
    source = "function CheckServer()\n  error('no luck')\nend"
    page = editor.post(URL, {"source": source, "domain": "plain.example"})
    first = page.context["result"].errors[0]
    assert (first.hook, first.line) == ("CheckServer", 2)
    assert "no luck" in page.text


def test_a_text_that_does_not_load_gives_a_decision_and_the_line(editor):
    page = editor.post(URL, {"source": BROKEN.decode(), "domain": "plain.example"})
    assert page.status_code == 200
    error = page.context["result"].errors[0]
    assert (error.hook, error.kind, error.line) == (None, "syntax", 2)


def test_live_dns_that_does_not_answer_defers(editor):
    page = editor.post(URL, {"source": ALLOW.decode(), "domain": "plain.example", "dns": "live"})
    assert (page.context["result"].decision.kind, page.context["result"].decision.reason) == ("defer", "dns_failure")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("domain", "", "Name the domain that the mail goes to"),
        ("domain", "[192.0.2.1]", "is an address"),
        ("domain", "two words.example", "contains a space"),
        ("domain", "x" * 300 + ".example", "too long"),
        ("domain", "a..example", "a..example"),
        ("domain", "nul\0.example", "It holds a NUL character"),
        ("retries", "-1", "whole number from 0 to 100000"),
        ("retries", "some", "whole number"),
        ("retries", "9" * 30, "whole number from 0 to 100000"),
        ("size", "12 parsecs", "is not a size"),
        ("size", "-5", "is not a size"),
        ("version", "9.9", "is not in the list"),
        ("connection_id", "one", "whole number"),
        ("connection_name", "n" * 101, "At most 100 characters"),
        ("dns", "carrier pigeon", "is not in the list"),
        ("assume-hook_error", "panic", "is not in the list"),
    ],
)
@pytest.mark.parametrize("headers", [{}, STREAM])
def test_bad_input_is_explained_beside_its_field(editor, field, value, sentence, headers):
    sent = {"domain": "plain.example", "source": "-- typed\n"} | {field: value}
    page = editor.post(URL, sent, headers=headers)
    assert page.status_code == 422
    assert any(sentence in error for error in page.context["form"].errors[field])
    assert page.context["form"][field].value() == value
    assert ("-- typed" in page.text) == (not headers)
    assert page.text.lstrip().startswith('<div id="dry-run-fields"' if headers else "<!DOCTYPE")


def test_a_text_that_cannot_be_run_is_explained(editor):
    page = editor.post(URL, {"domain": "plain.example", "source": "return\nx = '\0'"}, headers=STREAM)
    assert page.status_code == 422
    assert "Line 2 contains a NUL character" in page.text


def test_a_script_that_takes_all_memory_is_ended(editor):
    source = "local all = {} while true do all[#all + 1] = ('x'):rep(1000) .. #all end"
    page = editor.post(URL, {"domain": "plain.example", "source": source})
    assert page.status_code == 200
    assert page.context["result"].errors[0].kind == "limit"


def test_no_other_page_can_start_a_run():
    assert Client(enforce_csrf_checks=True).post(URL, {"domain": "plain.example"}).status_code == 403


def test_a_script_that_is_not_there_is_named(viewer):
    assert "There is no script other.lua." in viewer.get(reverse("dry_run", args=["other.lua"])).text


def test_a_browser_that_goes_away_ends_the_run_and_gives_its_turn_back(editor):
    source = "function GetCheckCache() while true do end end"
    answer = editor.post(URL, {"source": source, "domain": "plain.example"}, headers=STREAM)
    stream = iter(answer.streaming_content)
    assert b"step" in next(part for part in stream if part != HEARTBEAT)
    assert len(run_line.LINE) == 1
    answer.close()
    assert len(run_line.LINE) == 0
    assert wait_until(lambda: not [each for each in threading.enumerate() if each.name == "dry-run"])


def test_a_full_line_is_told_and_nothing_runs(editor, monkeypatch):
    monkeypatch.setattr(run_line, "LINE", Turns(at_once=1, waiting=0, each=9))
    with run_line.LINE.take("another"):
        page = editor.post(URL, {"domain": "plain.example", "source": "-- typed\n"})
        told = list(frames(editor.post(URL, {"domain": "plain.example", "source": ""}, headers=STREAM)))
    sentence = "1 dry runs are under way or waiting. Try again in a few seconds."
    assert (page.status_code, page.context["source"]) == (503, "-- typed\n")
    assert sentence in page.text
    assert told == [("trouble", sentence)]


def test_a_waiting_run_is_told_its_place(editor, monkeypatch):
    monkeypatch.setattr(run_line, "LINE", Turns(at_once=1, waiting=2, each=9))
    with run_line.LINE.take("another") as first:
        answer = editor.post(URL, {"domain": "plain.example", "source": ""}, headers=STREAM)
        stream = iter(answer.streaming_content)
        assert next(stream) == b"event: place\ndata: 1\n\n"
        first.leave()
        assert b"event: result" in b"".join(stream)
