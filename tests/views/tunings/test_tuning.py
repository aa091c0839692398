"""Numbers tuned on the history, as a person starts, watches, reads and cancels it, and takes a choice."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from mxadmin.demo import seed
from rules.models import AuditEntry, Draft, Tuning
from rules.services import publishing, tunings
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import script_with

pytestmark = pytest.mark.django_db

NAME = "mxserverrules.lua"
LIST = reverse("tuning_list", args=[NAME])
FORM = {
    "tried": "2", "range": "24h", "lag": "0", "version": "8.8", "servers": "mx1.bigmail.example",
    "first": "3:15", "first_values": "0,2,5", "second": "5:22", "second_values": "5,10",
}  # fmt: skip


@pytest.fixture
def script(db):
    script = script_with(*(seed.source(number) for number in (1, 2, 3)))
    second = script.revisions.get(number=2)
    return publishing.publish(script=script, revision=second, sha256=second.sha256, actor=None)


@pytest.fixture
def start(script, editor):
    def post(**fields):
        return editor.post(LIST, FORM | fields)

    return post


WORKED: list[dict[str, object]] = []
"""The one tuning that most tests read: it is worked on once."""


@pytest.fixture
def done(queue, start, script):
    if not WORKED:
        assert start().status_code == 302
        tunings.work_on.call(Tuning.objects.get().pk)
        WORKED.extend(Tuning.objects.values())
        return Tuning.objects.get()
    owner = User.objects.get(username="editor")
    return Tuning.objects.create(**WORKED[0] | {"script_id": script.pk, "owner_id": owner.pk})


def page_of(client, name: str, *arguments) -> str:
    return client.get(reverse(name, args=arguments)).text


def test_strangers_sign_in_and_viewers_start_none(script, viewer):
    asks_to_sign_in(LIST)
    names_the_role(viewer, LIST, "editor")
    names_the_role(viewer, LIST, "editor", "post")


def test_the_form_offers_the_numbers_of_the_text(script, editor):
    page = editor.get(f"{LIST}?tried=2").text
    numbers = re.findall(r'<option value="([\d:]+)"[^>]*>(Line [^<]*)</option>', page)
    assert numbers[:3] == [
        ("3:15", "Line 3: LIMIT, 5"), ("4:17", "Line 4: WINDOW, 15 minutes"), ("5:22", "Line 5: HOLD_MINUTES, 10"),
    ]  # fmt: skip
    assert '<option value="3:15" selected>' in page


def test_another_text_shows_its_numbers_before_anything_starts(script, editor):
    page = editor.post(LIST, FORM | {"tried": "3", "show": "numbers"}).text
    assert '<option value="4:15" selected>Line 4: LIMIT, 5</option>' in page
    assert not Tuning.objects.exists()


def test_the_desk_sends_a_text_that_is_not_saved_and_nothing_starts_yet(script, editor):
    page = editor.post(LIST, {"try": "tune", "source": "local few = 3\r\n", "parent": "3", "tab": "1"})
    assert page.status_code == 200
    assert "Line 1: few, 3" in page.text
    assert not Tuning.objects.exists()


def test_a_text_without_numbers_says_so(script, editor):
    page = editor.post(LIST, {"try": "tune", "source": "-- nothing", "parent": "3"}).text
    assert "This text has no number that can be varied." in page


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"first_values": "few"}, "Values are written A..B, A..B:STEP or A,B,C, not &#x27;few&#x27;."),
        ({"first_values": "0..99:1"}, "0..99:1 are 100 values. At most 15 are tried."),
        ({"first": "9:9"}, "That is no number of the text above."),
        ({"second": "3:15"}, "That is the first number already"),
        ({"since": "2020-01-02T00:00", "until": "2020-01-01T00:00"}, "The time ends before it begins"),
        ({"lag": "soon"}, "Write a number of seconds from 0 to 86400."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_stays_there(start, fields, complaint):
    page = start(**fields)
    assert page.status_code == 422
    assert complaint in page.text
    assert not Tuning.objects.exists()
    assert 'value="0,2,5"' in page.text or "first_values" in fields


def test_it_is_bound_to_its_text_and_what_is_live_and_is_in_the_audit(queue, start, script):
    start()
    tuning = Tuning.objects.get()
    assert bytes(tuning.source) == bytes(tuning.live) == seed.source(2)
    assert (tuning.parent, tuning.vary) == (2, ["3:15=0,2,5", "5:22=5,10"])
    assert AuditEntry.objects.get(action="tuning_start").detail["tuning"] == tuning.pk


def test_the_result_has_curves_maps_and_a_table(done, viewer, reading):
    with reading():
        page = page_of(viewer, "tuning_view", done.pk)
    assert len(done.result["points"]) == 6
    assert page.count("<polyline") == 2
    assert [page.count(f'id="map-{key}"') for key in ("avoided", "harm_minutes")] == [1, 1]
    marked = re.search(r'points/5/" title="Its edit">5</a>.*?</tr>', page, re.DOTALL)[0]
    assert "present" in marked
    assert "live" in marked
    assert "Nothing is recommended" in page or "Recommended:" in page


def test_a_point_shows_its_edit_and_is_taken_into_the_draft(done, editor, script):
    page = page_of(editor, "tuning_point", done.pk, 1)
    assert "Line 3: LIMIT 5 → 0 (tuning " in page
    assert page.count('class="diff-added"') == 1
    answer = editor.post(reverse("tuning_take", args=[done.pk, 1]))
    draft = Draft.objects.get()
    assert bytes(draft.text) == seed.source(2).replace(b"LIMIT = 5", b"LIMIT = 0")
    assert draft.started_from.number == 2
    asked = parse_qs(urlsplit(answer.url).query)
    assert asked["draft"] == [draft.version]
    assert asked["message"] == [f"Line 3: LIMIT 5 → 0 (tuning {done.pk})"]


def test_viewers_see_a_point_and_take_none(done, viewer):
    assert "Take into my draft" not in page_of(viewer, "tuning_point", done.pk, 1)
    names_the_role(viewer, reverse("tuning_take", args=[done.pk, 1]), "editor", "post")
    assert viewer.get(reverse("tuning_point", args=[done.pk, 6])).status_code == 404


def test_a_tuning_of_an_unsaved_text_is_for_its_maker_and_editors(queue, start, viewer, publisher, editor):
    start(tried="typed", source="local few = 3\n", parent="3", first="1:13", second="")
    address = reverse("tuning_view", args=[Tuning.objects.get().pk])
    assert [each.get(address).status_code for each in (viewer, editor, publisher)] == [404, 200, 200]


def test_it_is_cancelled_and_has_no_curve(queue, start, editor):
    start()
    pk = Tuning.objects.get().pk
    assert 'hx-trigger="every 1s"' in page_of(editor, "tuning_view", pk)
    editor.post(reverse("tuning_cancel", args=[pk]))
    tunings.work_on.call(pk)
    tuning = Tuning.objects.get()
    assert tuning.cancelled_at
    assert tuning.result is None
    page = page_of(editor, "tuning_view", pk)
    assert "Cancelled before the end, so there is no curve." in page
    assert "hx-trigger" not in page
    assert AuditEntry.objects.filter(action="tuning_cancel").count() == 1


def test_a_history_that_is_too_short_says_so_and_shows_no_curve(queue, start, editor):
    start(servers="mx9.nowhere.example")
    tuning = Tuning.objects.get()
    tunings.work_on.call(tuning.pk)
    page = page_of(editor, "tuning_view", tuning.pk)
    assert "The history is too short to be split: 0 attempts" in page
    assert "<polyline" not in page


def test_without_a_database_it_waits_and_goes_on(queue, start, settings):
    start()
    settings.VPOP3_DATABASE_URL = "postgresql://nobody@127.0.0.1:1/none"
    pk = Tuning.objects.get().pk
    tunings.work_on.call(pk)
    waiting = Tuning.objects.get()
    assert waiting.problem
    assert not waiting.over
    settings.VPOP3_DATABASE_URL = queue
    Tuning.objects.update(taken_until=timezone.now())
    assert tunings.resume_abandoned() in (0, 1)  # it may be queued already
    tunings.work_on.call(pk)
    assert Tuning.objects.get().result["points"]


def test_a_worker_that_died_is_replaced_after_a_minute(queue, start):
    start()
    pk = Tuning.objects.get().pk
    Tuning.objects.update(worker="dead", taken_until=timezone.now() + timedelta(seconds=50), share=0.5)
    tunings.work_on.call(pk)
    assert Tuning.objects.get().result is None
    Tuning.objects.update(taken_until=timezone.now())
    tunings.work_on.call(pk)
    assert Tuning.objects.get().result["points"]
