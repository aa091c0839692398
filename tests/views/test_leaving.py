"""A browser that goes away: whatever its request runs ends at once, and nothing of it is kept."""

import threading
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rules.lua.cancellation import Cancellation
from rules.models import DryRun, Scenario, ScenarioResult
from rules.scenarios import yaml_file
from rules.scenarios.case_reader import read_case
from rules.services import scenarios
from rules.web import run_line
from rules.wiring.run_queue import Turns
from tests.dns_server import DnsServer
from tests.scripts import ALLOW, make_live, script_with

pytestmark = pytest.mark.django_db
NAME = "mxserverrules.lua"
AT_ONCE = 3.0
"""Seconds: each run alone would take five. On a quiet machine it is 0.1, on one with other work up to 1.5."""
ENDLESS = b"function GetCheckCache() while true do end end"
ENDLESS_AT_ONCE = b"while true do end"
FORM = {"domain": "plain.example", "dns": "demo", "source": ENDLESS.decode()}
KEPT = FORM | {"name": "Kept", "kind": "any", "version": "8.8", "size": "20KB", "retries": "0"}
CASE = {"inputs": {"domain": "plain.example"}}
ZONE = "slow.example. MX 10 mx.slow.example.\nmx.slow.example. A 192.0.2.1"


class Browser(Cancellation):
    """Goes away as soon as the given number of things run that this may end."""

    def __init__(self, *, at: int = 1) -> None:
        super().__init__()
        self._until = at
        self.left_at = 0.0

    def attach(self, end):
        detach = super().attach(end)
        self._until -= 1
        if self._until == 0:
            threading.Thread(target=self.leave).start()
        return detach

    def leave(self) -> None:
        self.left_at = time.monotonic()
        self.cancel()


def ended_at_once(answer, browser: Browser) -> None:
    seconds = time.monotonic() - browser.left_at
    assert (browser.cancelled, seconds < AT_ONCE) == (True, True), seconds
    assert (answer.status_code, answer.text) == (503, "The browser went away.")
    assert len(run_line.LINE) == 0


def keep_a_case(script):
    return scenarios.keep(script=script, name="Kept", case=read_case(CASE), actor=None)


@pytest.mark.parametrize(
    ("text", "at"), [(ENDLESS_AT_ONCE, 1), (ENDLESS, 2)], ids=["while it loads", "in a kept scenario"]
)
def test_the_checks_before_publishing(publisher, text, at):
    script = script_with(ALLOW, text)
    keep_a_case(script)
    browser = Browser(at=at)
    page = {"checks": "run"}, {"mxadmin.ended": browser}
    ended_at_once(publisher.get(reverse("revision_publish", args=[NAME, 2]), page[0], **page[1]), browser)


def test_the_comparison_of_busy_destinations(publisher, queue):
    script_with(ALLOW, ENDLESS)
    browser = Browser(at=3)  # the text has been loaded, its twenty runs begin
    answer = publisher.get(reverse("revision_publish", args=[NAME, 2]), {"checks": "run"}, **{"mxadmin.ended": browser})
    ended_at_once(answer, browser)


def test_pages_that_run_a_script(editor):
    script = script_with(ENDLESS)
    make_live(script)
    kept = keep_a_case(script)
    one = [NAME, kept.pk]
    requests = [
        (editor.get, reverse("waiting"), {"q": "plain.example"}),
        (editor.post, reverse("dry_run", args=[NAME]), FORM),
        (editor.post, reverse("dry_run_compare", args=[NAME]), FORM),
        (editor.post, reverse("scenario_new", args=[NAME]), KEPT | {"name": "Another"}),
        (editor.post, reverse("scenario_try_one", args=one), {}),
        (editor.get, reverse("scenario_accept", args=one), {}),
    ]
    for ask, address, sent in requests:
        browser = Browser()
        ended_at_once(ask(address, sent, **{"mxadmin.ended": browser}), browser)
    assert Scenario.objects.get() == kept
    assert (ScenarioResult.objects.count(), DryRun.objects.count()) == (0, 0)


def test_the_answer_of_a_server_on_its_page(viewer, queue):
    make_live(script_with(ENDLESS))
    browser = Browser()
    address = reverse("server_live", args=["mx1.plain.example"])
    ended_at_once(viewer.get(address, headers={"HX-Request": "true"}, **{"mxadmin.ended": browser}), browser)


def test_a_lookup_that_nobody_answers(viewer, settings):
    make_live(script_with(b"-- nothing"))
    browser = Browser(at=0)

    def silent(_query, _transport):
        browser.leave()
        return []

    with DnsServer(ZONE) as dns:
        dns.say("slow.example", silent)
        settings.ZONE_FILES, settings.DNS_SERVER = (), str(dns.endpoint)
        answer = viewer.get(reverse("waiting"), {"q": "slow.example"}, **{"mxadmin.ended": browser})
    ended_at_once(answer, browser)


def test_a_browser_that_leaves_the_line_gives_its_place_back(viewer, monkeypatch):
    make_live(script_with(ALLOW))
    monkeypatch.setattr(run_line, "LINE", Turns(at_once=1, waiting=1, each=1))
    browser = Browser()
    with run_line.LINE.take("another"):
        threading.Timer(0.05, browser.leave).start()
        answer = viewer.get(reverse("waiting"), {"q": "plain.example"}, **{"mxadmin.ended": browser})
        assert len(run_line.LINE) == 1
    ended_at_once(answer, browser)


class LeavesWhen(Cancellation):
    """Goes away at the first check at which this is so."""

    def __init__(self, is_so) -> None:
        super().__init__()
        self._is_so = is_so

    def check(self) -> None:
        if self._is_so():
            self.cancel()
        super().check()


@pytest.mark.parametrize(
    "when", [lambda: True, Scenario.objects.exists], ids=["while it is read", "while it is stored"]
)
def test_an_import_of_scenarios_changes_nothing(editor, when):
    script_with(ALLOW)
    text = yaml_file.written({f"Case {number}": read_case(CASE) for number in range(20)})
    file = SimpleUploadedFile("s.yaml", text.encode())
    browser = LeavesWhen(when)
    answer = editor.post(reverse("scenario_list", args=[NAME]), {"file": file}, **{"mxadmin.ended": browser})
    assert (answer.status_code, answer.text, browser.cancelled) == (503, "The browser went away.", True)
    assert Scenario.objects.count() == 0
