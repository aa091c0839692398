"""A fuse on pages: asked for while publishing, followed by everybody, ended by publishers."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rules.fuse.answer import AtEnd
from rules.fuse.counts import Prediction, Tally, Week
from rules.fuse.judge import Evidence, judge
from rules.models import AuditEntry, Delivery, Fuse, Script
from rules.services import fuses
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, make_live, script_with

pytestmark = pytest.mark.django_db

NAME = "mxserverrules.lua"
WEEK = Week(attempts=600, transient=60, delivered=500)
PREDICTED = Prediction(attempts=41_203, delivered=800, allowed=900, allowed_delivered=800, complete=True)
BAD = judge(
    Evidence(
        tally=Tally(attempts=60, transient=40, delivered=20, ruled=60, timed_seconds=60, timed_delivered=20),
        weeks=[WEEK],
        minutes=60,
        asked=1,
        predicted=PREDICTED,
    )
)


@pytest.fixture
def script(settings, tmp_path):
    settings.VPOP3_DIR = tmp_path
    settings.VPOP3_DATABASE_URL = "postgresql://reader:secret@127.0.0.1:1/vpop3"
    script = script_with(ALLOW, REFUSE)
    make_live(script, 1)
    script.refresh_from_db()
    return script


def publish_url(number=2):
    return reverse("revision_publish", args=[NAME, number])


def press(browser, **fields):
    sent = {"sha256": Script.objects.get().revisions.get(number=2).sha256, "replaces": "1", "reason": "A test."}
    sent |= {"fuse": "on", "fuse_minutes": "120", "fuse_at_end": "take_back"}
    return browser.post(publish_url(), sent | fields)


@pytest.fixture
def fuse(script, publisher):
    press(publisher)
    return Fuse.objects.get()


def run(fuse, *judgements, predicted=None):
    """Let it begin, and judge minutes."""
    fuse.delivery.settled_at = timezone.now()
    fuses.start(fuse, fuse.delivery)
    Fuse.objects.filter(pk=fuse.pk).update(predicted=predicted and predicted.to_dict())
    fuse.refresh_from_db()
    for each in judgements:
        fuses.judged(fuse, each)
    fuse.refresh_from_db()


def part(browser, fuse, target="fuse-figures"):
    headers = {"HX-Request": "true", "HX-Target": target}
    return browser.get(reverse("fuse", args=[NAME, fuse.pk]), headers=headers).text


def publication(fuse):
    return reverse("publication_view", args=[NAME, fuse.publication_id])


def words(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_strangers_and_editors(editor, script):
    asks_to_sign_in(reverse("fuse", args=[NAME, 1]))
    asks_to_sign_in(reverse("fuse_keep", args=[NAME, 1]), "post")
    names_the_role(editor, reverse("fuse_keep", args=[NAME, 1]), "publisher", "post")
    assert editor.get(reverse("fuse", args=[NAME, 999])).status_code == 404


def test_publishing_may_carry_one(publisher, script):
    page = publisher.get(publish_url())
    assert page.context["form"]["fuse_minutes"].value() == 120
    assert not page.context["form"]["fuse"].value()
    assert press(publisher, fuse_at_end="keep", fuse_minutes="45").status_code == 302
    fuse = Fuse.objects.get()
    assert (fuse.minutes, fuse.at_end, fuse.hold, fuse.state) == (45, AtEnd.KEEP, 10, "waiting")
    assert "on trial: its fuse waits for VPOP3" in publisher.get(reverse("home")).text
    detail = AuditEntry.objects.get(pk=fuse.publication_id).detail
    assert detail["fuse"] == "45 minutes, then kept without a decision"


def test_without_the_tick_its_fields_do_not_matter(publisher, script):
    assert press(publisher, fuse="", fuse_minutes="many", fuse_at_end="never").status_code == 302
    assert not Fuse.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"fuse_minutes": "many"}, "Write a whole number from 10 to 10080."),
        ({"fuse_minutes": ""}, "Write a whole number from 10 to 10080."),
        ({"fuse_minutes": "9"}, "Write a whole number from 10 to 10080."),
        ({"fuse_minutes": "10081"}, "Write a whole number from 10 to 10080."),
        ({"fuse_minutes": "29"}, "The text holds for up to 10 minutes: a fuse has to last three times as long, 30"),
        ({"fuse_at_end": "never"}, "“never” is not in the list."),
    ],
)
def test_bad_input_is_explained_beside_its_field_and_kept(publisher, script, fields, sentence):
    page = press(publisher, **fields)
    assert page.status_code == 422
    ((name, typed),) = fields.items()
    assert sentence in str(page.context["form"].errors[name])
    assert sentence in page.text
    assert page.context["form"][name].value() == typed
    assert page.context["form"]["fuse"].value() is True
    assert Script.objects.get().live.number == 1


def test_a_text_that_holds_for_long_is_offered_a_longer_one(publisher, script, settings):
    settings.FUSE_MINUTES = 20
    assert publisher.get(publish_url()).context["form"]["fuse_minutes"].value() == 30


def test_the_page_says_why_there_can_be_none(publisher, script, settings):
    settings.VPOP3_DIR = None
    text = publisher.get(publish_url()).text
    assert "MXADMIN_VPOP3_DIR" in text
    assert 'name="fuse"' not in text


def test_everybody_sees_that_it_waits_on_home_desk_and_publication(viewer, fuse):
    for url in (reverse("home"), publication(fuse)):
        text = viewer.get(url).text
        assert "VPOP3 has not loaded this text yet." in text
        assert "Keep now" not in text
        assert "Take back now" not in text
    assert "fuse: waits for VPOP3" in words(viewer.get(reverse("script_edit", args=[NAME])).text)


def test_a_lost_delivery_is_named_where_the_fuse_waits_for_it(viewer, fuse):
    Delivery.objects.filter(pk=fuse.delivery_id).update(state=Delivery.State.LOST, settled_at=timezone.now())
    text = words(part(viewer, fuse))
    assert "Its delivery is lost, so VPOP3 may never load it: deliver it again. Delivery" in text


def test_what_was_typed_before_a_sign_out_is_there_again(publisher, script):
    typed = {"fuse": "on", "fuse_minutes": "45", "fuse_at_end": "keep", "reason": "It is meant."}
    referer = {"Referer": f"http://testserver{publish_url()}"}
    back = Client().post(publish_url(), typed, headers=referer).context["way_back"]
    form = publisher.get(back).context["form"]
    assert {name: form[name].value() for name in typed} == typed
    referer = {"Referer": f"http://testserver{reverse('home')}"}
    make_live(script, 2)
    rolled = reverse("revision_roll_back", args=[NAME, 1])
    back = Client().post(rolled, {"replaces": "2", "reason": "Mail waits."}, headers=referer).context["way_back"]
    assert re.search(r'<details class="sub roll-back" open>.*value="Mail waits\."', publisher.get(back).text, re.S)


def test_its_figures_have_limits_and_the_number_behind_them(viewer, fuse, reading):
    run(fuse, BAD)
    with reading():
        text = words(part(viewer, fuse))
    assert "bad 1 of 120 minutes judged" in text
    assert "Transient failures 66.7 % n = 60 attempts 14.3 % 10.0 % 0.0 % bad" in text
    assert "All judged minutes: bad 1." in text
    assert "fuse: bad, 1 of 120 min" in words(part(viewer, fuse, "fuse-badge"))


def test_a_visit_of_its_part_leads_to_the_publication(viewer, fuse):
    assert viewer.get(reverse("fuse", args=[NAME, fuse.pk]))["Location"] == publication(fuse)


def test_a_text_that_changes_no_decision_says_so(viewer, fuse):
    run(fuse, predicted=PREDICTED)
    assert "At all 41,203 attempts of the last 7 days this text decided as the one before it" in part(viewer, fuse)


def test_a_publisher_keeps_it(publisher, fuse):
    assert "Keep now" in publisher.get(reverse("home")).text
    answer = publisher.post(reverse("fuse_keep", args=[NAME, fuse.pk]), follow=True)
    assert "Revision 2 is kept: its fuse has ended." in answer.text
    assert "publisher kept it." in answer.text
    again = publisher.post(reverse("fuse_keep", args=[NAME, fuse.pk]), follow=True)
    assert "This fuse has ended already" in again.text


def test_a_publisher_takes_it_back_with_a_reason(publisher, fuse):
    run(fuse, BAD)
    page = publisher.get(publication(fuse))
    assert page.text.count("Take back now") == 2
    assert "Roll back now" not in page.text, "one way back is enough"
    back = reverse("revision_roll_back", args=[NAME, 1])
    assert publisher.post(back, {"replaces": "2", "reason": ""}).status_code == 422
    publisher.post(back, {"replaces": "2", "reason": "Mail waits."})
    assert Script.objects.get().live.number == 1
    assert "publisher took it back to revision 1." in publisher.get(publication(fuse)).text


def test_one_that_has_blown_says_why_on_home_and_on_its_publication(viewer, fuse):
    run(fuse, BAD, BAD, BAD)
    why = "Transient failures: 66.7 %, above the limit of 14.3 %, n = 60 attempts."
    for url in (reverse("home"), publication(fuse)):
        text = words(viewer.get(url).text)
        assert "Three of five minutes were bad: revision 1 went live again." in text
        assert why in text
    (entry,) = AuditEntry.objects.filter(action="fuse_take_back")
    assert why in viewer.get(reverse("audit"), {"action": "fuse_take_back"}).text
    assert viewer.get(reverse("publication_view", args=[NAME, entry.pk])).status_code == 200


def test_what_a_fuse_took_back_is_not_offered_as_a_way_back(publisher, fuse):
    run(fuse, BAD, BAD, BAD)
    assert "Roll back to" not in publisher.get(reverse("home")).text
    entry = AuditEntry.objects.get(action="fuse_take_back")
    assert "Roll back to" not in publisher.get(reverse("publication_view", args=[NAME, entry.pk])).text


def test_the_publish_page_says_that_it_ends_the_fuse_that_runs(publisher, fuse):
    run(fuse)
    assert "The fuse of revision 2 is not over" in words(publisher.get(publish_url(1)).text)
