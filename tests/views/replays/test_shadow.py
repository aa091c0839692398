"""A text in the shadow, as a person starts, reads and ends it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rules.models import Replay, ReplayPart
from rules.replay.attempt import Attempt, microseconds
from rules.replay.outcome import outcome_place
from rules.replay.shadow import Shadow
from rules.replay.verdict import ALLOW, TURNED_AWAY, Ruling
from rules.services import replay_parts, replay_runs
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW as ALLOWING
from tests.scripts import REFUSE, make_live, script_with

pytestmark = pytest.mark.django_db

NAME = "mxserverrules.lua"
LIST = reverse("shadow_list", args=[NAME])
FORM = {"tried": "2", "days": "7", "lag": "0", "version": "8.8"}


@pytest.fixture
def script(db):
    script = script_with(ALLOWING, REFUSE)
    make_live(script, 1)
    return script


@pytest.fixture
def shadow(script, editor):
    editor.post(LIST, FORM)
    return Replay.objects.get()


def judged(shadow: Replay) -> Replay:
    """Give it three attempts, as the background work stores them; on two of them it differs from live."""
    counts = Shadow(replay_runs.request_of(shadow))
    results = ("451 later", "250 ok", "451 later")
    attempts = [
        Attempt(microseconds(timezone.now()) + place, "mx.example", result, outcome_place(result))
        for place, result in enumerate(results)
    ]
    refused = Ruling(TURNED_AWAY, 10.0)
    rows = counts.add(attempts, [refused, refused, ALLOW], [(None, ALLOW)] * 3)
    ReplayPart.objects.create(replay=shadow, number=0, **replay_parts.columns(rows))
    Replay.objects.update(
        done=3, differing=2, parts_stored=1, result=counts.result().to_dict(), checkpoint=counts.checkpoint()
    )
    shadow.refresh_from_db()
    return shadow


def test_strangers_sign_in_and_viewers_start_none(script, viewer):
    asks_to_sign_in(LIST)
    names_the_role(viewer, LIST, "editor")
    names_the_role(viewer, LIST, "editor", "post")


def test_it_starts_now_and_for_so_many_days(shadow):
    assert shadow.shadow
    assert shadow.until - shadow.since == timedelta(days=7)
    assert bytes(shadow.source) == REFUSE


def test_the_desk_sends_a_text_that_is_not_saved_and_nothing_starts_yet(script, editor):
    page = editor.post(LIST, {"try": "shadow", "source": "-- typed\r\n", "parent": "2"})
    assert page.status_code == 200
    assert "-- typed" in page.text
    assert not Replay.objects.exists()
    editor.post(LIST, FORM | {"tried": "typed", "source": "-- typed\r\n", "parent": "2"})
    assert bytes(Replay.objects.get().source) == b"-- typed\n"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"days": "0"}, "Write a whole number from 1 to 90."),
        ({"days": "many"}, "Write a whole number from 1 to 90."),
        ({"lag": "-1"}, "Write a number of seconds from 0 to 86400."),
        ({"tried": "77"}, "is not in the list"),
    ],
)
def test_bad_input_is_a_sentence(script, editor, fields, sentence):
    answer = editor.post(LIST, FORM | fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Replay.objects.exists()


def test_a_fourth_one_is_refused(script, editor):
    for number in range(3):
        editor.post(LIST, FORM | {"tried": "typed", "source": f"-- {number}\n", "parent": "2"})
    answer = editor.post(LIST, FORM)
    assert (answer.status_code, Replay.objects.count()) == (422, 3)
    assert "3 texts run in the shadow already" in answer.text


def test_its_scoreboard_is_on_its_page_on_home_and_in_the_desk(shadow, viewer, editor):
    judged(shadow)
    sentence = "would have refused 2: 1 useful, 1 harmful; differs from live in 2"
    for browser in (viewer, editor):
        for address in (reverse("replay_view", args=[shadow.pk]), reverse("home")):
            assert sentence in browser.get(address).text
        assert "1 useful, 1 harmful" in browser.get(reverse("script_edit", args=[NAME])).text
    assert sentence in editor.get(LIST).text


def test_each_difference_leads_to_its_attempt(shadow, editor):
    judged(shadow)
    page = editor.get(reverse("replay_rows", args=[shadow.pk]) + "?kind=differs")
    assert len(page.context["lines"]) == 2
    assert all(line.row.verdict == "turned_away" for line in page.context["lines"])
    assert f"{reverse('attempts')}?server=mx.example&amp;since=" in page.text


def test_it_is_ended_by_hand_by_an_editor(shadow, editor, viewer):
    names_the_role(viewer, reverse("shadow_end", args=[shadow.pk]), "editor", "post")
    assert "End now" in editor.get(reverse("replay_view", args=[shadow.pk])).text
    assert editor.post(reverse("shadow_end", args=[shadow.pk])).status_code == 302
    shadow.refresh_from_db()
    assert shadow.over
    page = editor.get(reverse("replay_view", args=[shadow.pk])).text
    assert "End now" not in page
    assert "hx-trigger" not in page
    assert "In the shadow" not in editor.get(reverse("home")).text


def test_a_shadow_of_an_unsaved_text_is_not_shown_to_viewers(script, editor, viewer):
    editor.post(LIST, FORM | {"tried": "typed", "source": "-- typed\n", "parent": "2"})
    pk = Replay.objects.get().pk
    assert viewer.get(reverse("replay_view", args=[pk])).status_code == 404
    assert "In the shadow" not in viewer.get(reverse("home")).text
    assert "In the shadow" in editor.get(reverse("home")).text


def test_it_is_no_earlier_trial(shadow, editor):
    assert not editor.get(reverse("replay_list", args=[NAME])).context["replays"]
