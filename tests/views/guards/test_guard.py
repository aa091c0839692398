"""A guard, as a person starts, reads and cancels it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from rules.models import Guard
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, make_live, script_with

pytestmark = pytest.mark.django_db

NAME = "mxserverrules.lua"
LIST = reverse("guard_list", args=[NAME])
FORM = {"tried": "2", "range": "7d", "give_up": "3", "retry": "30"}
MOMENT = "2026-11-30T12:00:00+00:00"
PAIR = {
    "lost": [0, 2],
    "late": [1, 3],
    "attempts": [10, 20],
    "failed_attempts": [0, 0],
    "rerouted": [0, 4],
    "waiting": [0, 0],
    "unknown": [0, 0],
}
RESULT = {
    "sentence": "1 server would stay shut.",
    "passed": False,
    "black_holes": [
        {"server": "mx1.slow.example", "line": 2, "since": MOMENT, "minutes": 10, "query": "", "now": True,
         "live": False,
         "rows": [{"server": "mx1.slow.example", "starttime": "2026-11-30 11:59", "result": "450 <later>"}]},
    ],
    "loops": [
        {"server": "mx2.slow.example", "times": 71, "passes_after_minutes": None, "since": MOMENT, "minutes": 60,
         "live": True, "dies": True},
    ],
    "worlds": {"flapping": {"draft": PAIR | {"lost": [5, 9]}, "live": PAIR, "loses": True, "by_setting": {}}},
    "simulation": {
        "servers": 1, "chosen": 1, "messages": 20, "settings": [{"name": "usual", "sentence": "Every 30 minutes."}],
        "error": {
            "servers": 1,
            **{name: {"recorded": 100, "simulated": [90, 104], "error": 0.1}
               for name in ("attempts", "failed_attempts", "delivered")},
        },
    },
    "settings": {"give_up_days": 3, "retry_minutes": 30},
    "partial": ["The time was up."], "unknown": {}, "errors": {}, "attempts": 1234, "servers": 5, "refusals": 6,
    "elapsed_s": 2.5, "reached": MOMENT,
}  # fmt: skip


@pytest.fixture
def script(db):
    script = script_with(ALLOW, REFUSE)
    make_live(script, 1)
    return script


@pytest.fixture
def guard(script, editor):
    editor.post(LIST, FORM)
    return Guard.objects.get()


def page_of(guard: Guard) -> str:
    return reverse("guard_view", args=[guard.pk])


def test_strangers_sign_in_and_viewers_start_none(script, viewer):
    asks_to_sign_in(LIST)
    names_the_role(viewer, LIST, "editor")
    names_the_role(viewer, LIST, "editor", "post")


def test_it_is_bound_to_its_text_the_live_one_and_its_time(guard, script):
    assert (bytes(guard.source), bytes(guard.against)) == (REFUSE, ALLOW)
    assert (guard.until - guard.since).days == 7
    assert guard.live_since is not None
    assert (guard.wanted["give_up_days"], guard.wanted["retry_minutes"]) == (3, 30)


def test_the_life_of_mail_is_offered_as_it_is_set(script, editor, settings):
    settings.GIVE_UP_DAYS = 5.0
    assert 'name="give_up" value="5"' in editor.get(LIST).text


def test_the_desk_sends_a_text_that_is_not_saved_and_nothing_starts_yet(script, editor):
    page = editor.post(LIST, {"try": "guard", "source": "-- typed\r\n", "parent": "2"})
    assert page.status_code == 200
    assert "-- typed" in page.text
    assert not Guard.objects.exists()
    editor.post(LIST, FORM | {"tried": "typed", "source": "-- typed\r\n", "parent": "2"})
    assert bytes(Guard.objects.get().source) == b"-- typed\n"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"give_up": "0"}, "Write a number of days from 0.01 to 60."),
        ({"give_up": "soon"}, "Write a number of days from 0.01 to 60."),
        ({"retry": "nan"}, "Write a number of minutes from 1 to 1,440."),
        ({"retry": ""}, "Write a number of minutes from 1 to 1,440."),
        ({"range": "century"}, "century"),
        ({"tried": "77"}, "77"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_kept(fields, sentence, script, editor):
    page = editor.post(LIST, FORM | fields)
    assert page.status_code == 422
    assert sentence in page.text
    assert not Guard.objects.exists()


def test_without_a_text_it_says_what_to_do_first(editor, db):
    assert "No text to guard yet" in editor.get(LIST).text


def test_a_guard_that_runs_asks_for_itself_and_can_be_cancelled(guard, editor, viewer):
    page = editor.get(page_of(guard)).text
    assert "hx-get" in page
    assert "Cancel" in page
    assert "Cancel</button>" not in viewer.get(page_of(guard)).text
    editor.post(reverse("guard_cancel", args=[guard.pk]))
    assert "Cancelled: there is no result." in editor.get(page_of(guard)).text


def test_the_result_names_line_attempts_loops_and_worlds(guard, viewer, reading):
    Guard.objects.update(result=RESULT, finished_at=timezone.now())
    with reading():
        page = viewer.get(page_of(guard)).text
    assert "hx-get" not in page
    for words in (
        "1 server would stay shut.", "line 2</a>", "450 &lt;later&gt;", "held again 71 times, then given up",
        "the live text, too", "Every server refuses and accepts, an hour each", "more mail lost than with live",
        "<strong>5 to 9</strong>", "messages sent to other servers",
        "90 to 104", "10 %", "Every 30 minutes.", "The time was up.", "1,234 attempts",
    ):  # fmt: skip
        assert words in page, words
    assert "1 server would stay shut." in viewer.get(page_of(guard), headers={"HX-Request": "true"}).text


def test_why_there_is_no_result_is_said(guard, viewer):
    Guard.objects.update(failure="The text does not load: line 1: no.", finished_at=timezone.now())
    assert "The text does not load: line 1: no." in viewer.get(page_of(guard)).text


def test_one_of_an_unsaved_text_is_for_its_maker_and_editors(script, editor, viewer, publisher):
    editor.post(LIST, FORM | {"tried": "typed", "source": "-- typed\n", "parent": "2"})
    address = page_of(Guard.objects.get())
    assert [each.get(address).status_code for each in (viewer, editor, publisher)] == [404, 200, 200]
