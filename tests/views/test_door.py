"""Small ways in that were open: each is refused, ignored or answered in a sentence."""

import logging
import time
from datetime import timedelta

import pytest
import yaml
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from mxadmin.logs import RefusalsInOneLine
from rules.management.commands import work
from rules.models import Batch, Draft, DryRun, Revision, ScenarioResult
from rules.models.roles import Role
from rules.models.verdict import Verdict
from rules.scenarios import yaml_file
from rules.services import scripts
from rules.services.checks import Subject
from rules.services.checks import scenarios as checked_scenarios
from rules.services.checks.scenarios import check_scenarios
from rules.web import run_line
from rules.wiring.run_queue import Turns
from tests.scripts import ALLOW, REFUSE, make_live, script_with

pytestmark = pytest.mark.django_db
NAME = "mxserverrules.lua"
BATCH = {
    "retries": "0",
    "size": "20KB",
    "version": "8.8",
    "connection_id": "1",
    "connection_name": "Main",
    "dns": "demo",
    "domains": "plain.example",
    "tried": "1",
    "against": "none",
}
FORM = BATCH | {"domain": "plain.example"}
LIST = reverse("batch_list", args=[NAME])


@pytest.mark.parametrize("against", ["none", "1"])
@pytest.mark.parametrize("unsaved_is", ["tried", "against"])
def test_a_batch_of_an_unsaved_text_is_for_its_maker_and_editors(browser_of, unsaved_is, against):
    editor, viewer, publisher = (browser_of(role) for role in (Role.EDITOR, Role.VIEWER, Role.PUBLISHER))
    script_with(ALLOW)
    editor.post(reverse("draft_keep", args=[NAME]), {"source": "error('secret')", "parent": "1"})
    assert Draft.objects.count() == 1
    texts = {"tried": "draft", "against": against} if unsaved_is == "tried" else {"tried": "1", "against": "draft"}
    assert editor.post(LIST, BATCH | texts).status_code == 302
    batch = Batch.objects.get()
    for page in ("batch_view", "batch_csv"):
        address = reverse(page, args=[batch.pk])
        assert [each.get(address).status_code for each in (viewer, editor, publisher)] == [404, 200, 200]
    assert editor.post(LIST, BATCH).status_code == 302
    assert viewer.get(reverse("batch_view", args=[Batch.objects.first().pk])).status_code == 200


def test_nothing_is_started_on_an_archived_script(editor):
    script = script_with(ALLOW, name="old.lua")
    form = {"name": "Kept", "kind": "any", "domain": "plain.example", "dns": "demo"} | BATCH
    scripts.archive(script=script, actor=None)
    page = editor.post(reverse("batch_list", args=["old.lua"]), BATCH)
    assert (page.status_code, Batch.objects.count()) == (422, 0)
    assert "is archived" in page.text
    page = editor.post(reverse("scenario_try", args=["old.lua"]), follow=True)
    assert "is archived" in page.text
    assert "is archived" in editor.post(reverse("scenario_new", args=["old.lua"]), form).text
    assert ScenarioResult.objects.count() == 0


@pytest.mark.parametrize(
    "name", ["a/../../b", "..", ".", "...", "a%2fb", "a?b", "a#b", "a b", "x/live", "ö\n", "a;b", "//"]
)
def test_the_page_of_a_server_is_found_whatever_its_name_is(name):
    for page in ("server", "server_live"):
        address = reverse(page, args=[name])
        path = address.removeprefix("/attempts/servers/")
        assert "/../" not in address
        assert not {"", ".", ".."} & set(path.rstrip("/").lower().replace("%2e", ".").split("/"))
        found = resolve(_decoded(address))
        assert (found.url_name, found.kwargs["name"]) == (page, name)


def _decoded(address):
    """Return the path as a server gives it to Django."""
    from urllib.parse import unquote

    return unquote(address)


def test_the_page_of_an_odd_server_opens(viewer, queue):
    page = viewer.get(reverse("server", args=["a/../../b"]))
    assert (page.status_code, page.context["name"]) == (200, "a/../../b")


@pytest.mark.parametrize(
    "elsewhere", ["home", "login", "/a\r\nSet-Cookie: x=y", "/\0", "/" + "x" * 5000, "\\\\evil.example"]
)
def test_the_way_back_from_the_time_zone_is_an_address_of_ours(viewer, elsewhere):
    answer = viewer.post(reverse("zone"), {"zone": "UTC", "next": elsewhere})
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize("bad", ["x = '\0'", "z" * 1_100_000, "\x1bLua"])
@pytest.mark.parametrize("how", ["hand", "choices"])
def test_a_merged_text_that_is_refused_is_kept_on_the_page(editor, bad, how):
    script_with(b"-- one\n", b"-- two\n")
    texts = {"by_hand": bad, "source": "-- three\n"} if how == "hand" else {"source": bad, "place-1": "mine"}
    sent = {"how": how, "parent": "1", "latest": "2", "message": "Why"} | texts
    page = editor.post(reverse("revision_merge", args=[NAME]), sent)
    assert page.status_code == 422
    assert page.context["source"].strip() == bad.strip()
    assert Revision.objects.count() == 2


def test_pages_downloads_and_streams_are_kept_by_nobody(editor):
    script_with(ALLOW)
    run = reverse("dry_run", args=[NAME])
    form = {"source": "", "domain": "plain.example", "dns": "demo"}
    answers = [
        Client().get(reverse("login")),
        Client().get("/"),
        Client().get("/nowhere/"),
        editor.get("/"),
        editor.get("/nowhere/"),
        editor.get(reverse("revision_download", args=[NAME, 1])),
        editor.get(reverse("audit_export", args=["csv"])),
        editor.get(reverse("scenario_export", args=[NAME])),
        editor.get(reverse("revision_list", args=[NAME]), headers={"HX-Request": "true"}),
        editor.post(run, form),
        editor.post(run, form, headers={"Accept": "text/event-stream"}),
    ]
    assert all("no-store" in answer["Cache-Control"] for answer in answers)
    assert DryRun.objects.exists()


@pytest.mark.parametrize(
    "password", ["aaaaaaaaaaaa", "abababababab", "AaAaAaAaAaAaA", "qwertqwertqwert", "\0" * 12, "ääääääääääää"]
)
def test_a_password_of_few_characters_is_refused_with_a_reason(password):
    with pytest.raises(ValidationError, match="easy to guess"):
        validate_password(password)


@pytest.mark.parametrize("password", ["correct horse battery", "Zm4xkQ-91LpT", "ein langer Satz mit Wörtern"])
def test_other_passwords_are_accepted(password):
    validate_password(password)


def test_an_address_with_a_nul_is_none(viewer, editor):
    assert viewer.get("/scripts/a%00b/").status_code == 404
    assert viewer.get("/attempts/servers/a%00b/").status_code == 404
    assert Client().get("/%00").status_code == 404


def test_a_refusal_is_one_line_in_the_log_and_forges_no_other():
    try:
        raise ValueError("refused")
    except ValueError:
        record = logging.LogRecord(
            "django.request", 30, "x", 1, "Not Found: %s", ("/a\n2026 ERROR",), logging.sys.exc_info()
        )
    record.status_code = 404
    assert RefusalsInOneLine().filter(record)
    assert logging.Formatter().format(record) == "Not Found: /a\\n2026 ERROR"


def test_a_mistake_of_ours_keeps_its_traceback():
    try:
        raise ValueError("broken")
    except ValueError:
        record = logging.LogRecord("django.request", 40, "x", 1, "Error: %s", ("/",), logging.sys.exc_info())
    record.status_code = 500
    RefusalsInOneLine().filter(record)
    assert "Traceback" in logging.Formatter().format(record)


def test_another_address_is_named_beside_the_one_that_is_set(settings, viewer):
    page = Client().get("/", headers={"Host": "other.example:8080"})
    assert page.status_code == 400
    assert f"opened at other.example:8080, but MXADMIN_URL is {settings.PUBLIC_URL.geturl()}" in page.text
    browser = Client(enforce_csrf_checks=True)
    page = browser.post(reverse("login"), {"username": "x"}, headers={"Origin": "https://mx.example"})
    assert page.status_code == 403
    assert "opened at https://mx.example, but MXADMIN_URL is" in page.text
    assert "The form is too old" in browser.post(reverse("login"), {}, headers={"Origin": "http://testserver"}).text


def test_expired_sessions_are_purged(viewer):
    old = Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
    work._purge()
    assert not Session.objects.filter(pk=old.pk).exists()
    assert viewer.get("/").status_code == 200


def yaml_with(values):
    return f"format: 1\nscenarios: {values}\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (yaml_with("&a [x, *a]"), "aliases are not read"),
        (yaml_with("[" * 5000), "levels deep|nesting depth"),
        (yaml_with("{a: " * 5000), "levels deep|nesting depth"),
        (yaml_with("[" + "a," * 250_000 + "]"), "too many parts"),
        (yaml_with("\n" + "- " * 40 + "a"), "levels deep"),
        ("# " + "x" * yaml_file.MAX_BYTES, "longer than 1 MB"),
        ("# " + "ö" * (yaml_file.MAX_BYTES // 2 + 1), "longer than 1 MB"),
        (yaml_with("!!python/object/apply:os.system [x]"), "This is not YAML"),
    ],
)
def test_a_file_of_scenarios_that_would_cost_much_is_refused_at_once(text, sentence):
    started = time.process_time()
    with pytest.raises(ValueError, match=sentence):
        yaml_file.read(text)
    assert time.process_time() - started < 3


def test_the_quick_loader_is_used_where_it_exists():
    assert issubclass(yaml_file._Loader, yaml.CSafeLoader)


def test_a_file_that_is_too_long_is_not_read(editor):
    script_with(ALLOW)
    file = SimpleUploadedFile("s.yaml", b"#" * (yaml_file.MAX_BYTES + 1))
    page = editor.post(reverse("scenario_list", args=[NAME]), {"file": file})
    assert (page.status_code, "longer than 1 MB" in page.text) == (422, True)


def test_every_run_of_a_script_waits_in_the_same_line(publisher, monkeypatch):
    script_with(ALLOW, REFUSE)
    monkeypatch.setattr(run_line, "LINE", Turns(at_once=1, waiting=0, each=9))
    with run_line.LINE.take("another"):
        page = publisher.get(reverse("revision_publish", args=[NAME, 2]), {"checks": "run"})
        assert (page.status_code, page["Retry-After"]) == (503, "5")
        assert "1 dry runs are under way or waiting" in page.text
        assert f'href="{reverse("revision_publish", args=[NAME, 2])}?checks=run">Try again</a>' in page.text
        assert publisher.get(reverse("revision_publish", args=[NAME, 2])).status_code == 200
        form = {"name": "Kept", "kind": "any"} | BATCH
        assert publisher.post(reverse("scenario_new", args=[NAME]), form).status_code == 503
        assert publisher.get(reverse("waiting"), {"q": "plain.example"}).status_code in {200, 503}
    assert publisher.get(reverse("revision_publish", args=[NAME, 2]), {"checks": "run"}).status_code == 200


def test_one_person_cannot_keep_others_from_their_runs(publisher, viewer, monkeypatch):
    make_live(script_with(ALLOW))
    monkeypatch.setattr(run_line, "LINE", Turns(at_once=3, waiting=9, each=2))
    owner = User.objects.get(username=Role.PUBLISHER).pk
    with run_line.LINE.take(owner), run_line.LINE.take(owner):
        page = publisher.get(reverse("revision_publish", args=[NAME, 1]), {"checks": "run"})
        assert (page.status_code, page["Retry-After"]) == (429, "5")
        assert "2 of your dry runs are under way or waiting, and one person cannot have more" in page.text
        told = publisher.post(reverse("dry_run", args=[NAME]), {"domain": "plain.example", "source": "-- typed\n"})
        assert (told.status_code, told.context["source"]) == (429, "-- typed\n")
        assert viewer.get(reverse("waiting"), {"q": "plain.example"}).status_code == 200
    assert publisher.get(reverse("revision_publish", args=[NAME, 1]), {"checks": "run"}).status_code == 200


def test_the_check_of_kept_scenarios_ends_in_time_and_says_how_far_it_came(publisher, monkeypatch):
    script = script_with(ALLOW)
    for name in ("One", "Two"):
        assert (
            publisher.post(reverse("scenario_new", args=[NAME]), {"name": name, "kind": "any"} | FORM).status_code
            == 302
        )
    subject = Subject(script=script, source=ALLOW, live=b"")
    assert check_scenarios(subject).verdict is Verdict.PASSED
    monkeypatch.setattr(checked_scenarios, "SECONDS", 0.0)
    check = check_scenarios(subject)
    assert (check.verdict, check.sentence) == (
        Verdict.UNKNOWN,
        "Only 0 of 2 could be tried within 0 seconds; 0 of them failed.",
    )
