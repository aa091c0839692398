"""The audit page: who did what, filtered and exported."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rules.models import AuditEntry, Script
from rules.models.roles import Role
from rules.presentation.audit import NAMES, opening_words
from rules.services import audit, publishing
from tests.pages import asks_to_sign_in
from tests.people import person
from tests.scripts import ALLOW, revision, script_with

pytestmark = pytest.mark.django_db

PAGE = reverse("audit")


@pytest.fixture
def history():
    script = script_with(ALLOW)
    anna = person(Role.PUBLISHER, "anna")
    it = revision(script, 1)
    publishing.publish(
        script=script, revision=it, sha256=it.sha256, actor=anna, reason="It burns.", address="192.0.2.1"
    )
    audit.record(action="token_create", actor=person(None, "=cmd()"), token="-1+1", address="2001:db8::1")
    anna.delete()


def shown(browser, **query):
    return [entry.action for entry, *_ in browser.get(PAGE, query).context["rows"]]


def test_a_sentence_tells_what_was_done_to_a_script_from_what_was_made_for_it():
    script = Script(name="a.lua")
    sentences = [
        opening_words(AuditEntry(action=action, script=script)) for action in ("token_create", "script_archive")
    ]
    assert sentences == ["made a token of", "archived"]
    assert opening_words(AuditEntry(action="user_create")) == "added a user"


def test_it_needs_a_sign_in():
    asks_to_sign_in(PAGE)
    asks_to_sign_in(reverse("audit_export", args=["csv"]))


def test_each_entry_says_who_did_what_from_where_also_after_the_account_is_gone(viewer, history, reading):
    with reading():
        page = viewer.get(PAGE)
    assert shown(viewer) == ["token_create", "revision_publish", "revision_save", "script_create"]
    entry, name, details, origin = page.context["rows"][1]
    assert (entry.actor, entry.actor_name, name, entry.address) == (None, "anna", "published", "192.0.2.1")
    assert origin == "192.0.2.1"
    assert details == [("reason", "It burns."), ("checks", "not run")]
    assert "It burns." in page.text
    assert "this server" in page.text


@pytest.mark.parametrize(
    ("query", "actions"),
    [
        ({"person": "ANN"}, ["revision_publish"]),
        ({"person": "nobody"}, []),
        ({"action": "revision_save"}, ["revision_save"]),
        ({"script": "mxserverrules.lua"}, ["revision_publish", "revision_save", "script_create"]),
        ({"address": "192.0."}, ["revision_publish"]),
        ({"address": "2001:DB8:"}, ["token_create"]),
        ({"address": "92.0."}, []),
        ({"since": "2199-01-01 00:00"}, []),
        ({"until": "1999-01-01 00:00"}, []),
        ({"since": "2001-01-01T00:00", "until": "2199-01-01T00:00", "action": "token_create"}, ["token_create"]),
    ],
)
def test_it_can_be_narrowed(viewer, history, query, actions):
    assert shown(viewer, **query) == actions


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ({"since": "yesterday"}, "since", "Write date and time like"),
        ({"action": "nonsense"}, "action", "“nonsense” is not in the list"),
        ({"script": "nothing.lua"}, "script", "not in the list"),
        ({"person": "x" * 151}, "person", "At most 150 characters"),
        ({"address": "1" * 46}, "address", "At most 45 characters"),
        ({"since": "2026-01-02 00:00", "until": "2026-01-01 00:00"}, "until", "ends before it begins"),
    ],
)
def test_a_filter_that_cannot_be_read_is_kept_and_says_why(viewer, history, query, field, sentence):
    for url in (PAGE, reverse("audit_export", args=["csv"])):
        page = viewer.get(url, query)
        assert page.status_code == 422
        assert sentence in page.context["form"].errors[field][0]


def test_pages_stay_where_they_are_while_entries_come(viewer, django_assert_max_num_queries):
    for number in range(120):
        audit.record(action="user_role", actor=None, user=f"user {number}")
    first = viewer.get(PAGE)
    audit.record(action="user_role", actor=None, user="new")
    with django_assert_max_num_queries(8):
        second = viewer.get(PAGE, {"before": first.context["next"]})
    third = viewer.get(PAGE, {"before": second.context["next"]})
    numbers = [entry.detail["user"] for page in (first, second, third) for entry, *_ in page.context["rows"]]
    assert numbers == [f"user {number}" for number in reversed(range(120))]
    assert third.context["next"] is None
    assert viewer.get(PAGE, {"before": "9" * 40}).status_code == 200


def test_an_export_holds_every_entry_of_the_filter_and_no_formula(viewer, history):
    answer = viewer.get(reverse("audit_export", args=["csv"]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row["action"] for row in rows] == ["token_create", "revision_publish", "revision_save", "script_create"]
    assert rows[0]["person"] == "'=cmd()"
    assert json.loads(rows[1]["detail"])["reason"] == "It burns."
    told = json.loads(viewer.get(reverse("audit_export", args=["json"]), {"person": "anna"}).getvalue())
    assert [(row["person"], row["script"], row["revision"]) for row in told] == [("anna", "mxserverrules.lua", 1)]
    assert abs(datetime.fromisoformat(told[0]["at"]) - datetime.now(UTC)) < timedelta(minutes=5)
    assert json.loads(viewer.get(reverse("audit_export", args=["json"]), {"person": "nobody"}).getvalue()) == []
    assert viewer.get("/audit/export.xml").status_code == 404


def test_htmx_gets_the_rows_alone(viewer, history):
    part = viewer.get(PAGE, {"person": "anna"}, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "It burns." in part.text


def test_every_action_that_a_service_records_has_a_name_for_people():
    services = Path(audit.__file__).parent.rglob("*.py")
    recorded = {word for path in services for word in _recorded(path.read_text())}
    assert recorded - set(NAMES) == set()
    assert len(recorded) > 10


def _recorded(source):
    import re

    return re.findall(r'action="([a-z_]+)"', source)


def test_an_entry_cannot_be_changed_or_deleted(history):
    with pytest.raises(TypeError):
        AuditEntry.objects.all().delete()


def test_each_way_of_saving_says_from_where(editor):
    script_with(ALLOW)
    editor.post(_to("revision_save"), {"source": "-- two\n", "message": "Why", "parent": "1"}, REMOTE_ADDR="192.0.2.2")
    file = SimpleUploadedFile("a.lua", b"-- three\n")
    sent = {"file": file, "message": "Why", "parent": "2"}
    editor.post(_to("revision_upload"), sent, REMOTE_ADDR="192.0.2.3")
    editor.post(_to("revision_revert", 1), {"message": "Why", "parent": "3"}, REMOTE_ADDR="192.0.2.4")
    saved = AuditEntry.objects.filter(action="revision_save").order_by("pk")
    assert list(saved.values_list("address", flat=True)) == [None, "192.0.2.2", "192.0.2.3", "192.0.2.4"]


def _to(name, *more):
    return reverse(name, args=["mxserverrules.lua", *more])
