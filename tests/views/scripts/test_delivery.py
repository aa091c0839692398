"""The delivery page: the folder's state, and the tokens."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mxadmin.demo.importer import import_scripts
from rules.models import AuditEntry, Delivery, PullToken
from rules.services import delivery, publishing
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, revision, script_with

pytestmark = pytest.mark.django_db

NAME = "mxserverrules.lua"
PAGE = reverse("delivery", args=[NAME])
AGAIN = reverse("delivery_again", args=[NAME])
TOKENS = reverse("delivery_token", args=[NAME])


@pytest.fixture
def folder(tmp_path, settings):
    settings.VPOP3_DIR = tmp_path / "VPOP3"
    settings.VPOP3_DIR.mkdir()
    return settings.VPOP3_DIR


def live_script():
    script = script_with(ALLOW)
    it = revision(script, 1)
    return publishing.publish(script=script, revision=it, sha256=it.sha256, actor=None)


def deliver():
    Delivery.objects.filter(state__in=Delivery.OPEN).update(next_look=timezone.now() - timedelta(hours=1))
    delivery.deliver_due()


def test_each_role_sees_and_does_what_it_may(viewer, editor):
    asks_to_sign_in(PAGE)
    live_script()
    page = viewer.get(PAGE)
    assert page.status_code == 200
    assert "Create a token" not in page.text
    for url in (AGAIN, TOKENS, reverse("delivery_token_revoke", args=[NAME, 1])):
        names_the_role(editor, url, "publisher", "post")


def test_without_a_folder_it_says_how_to_name_one(viewer, reading):
    live_script()
    with reading():
        assert "MXADMIN_VPOP3_DIR" in viewer.get(PAGE).text
        assert "VPOP3's folder" not in viewer.get(reverse("home")).text


def test_the_state_goes_from_written_to_taken_over_and_home_says_so_too(viewer, folder):
    live_script()
    for step, word in (
        (lambda: None, "waiting to be copied"),
        (deliver, "waiting for VPOP3, written"),
        (lambda: (import_scripts(folder), deliver()), "loaded by VPOP3"),
    ):
        step()
        for url in (PAGE, reverse("home")):
            assert f"<strong>{word}</strong>" in viewer.get(url).text
        assert viewer.get(reverse("script_edit", args=[NAME])).context["state"].short == word.partition(",")[0]


def test_a_page_that_may_still_change_asks_again_and_one_that_is_settled_does_not(viewer, folder):
    live_script()
    part = viewer.get(PAGE, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert 'hx-trigger="every 2s"' in part.text
    deliver()
    import_scripts(folder)
    deliver()
    assert "every 2s" not in viewer.get(PAGE).text


def test_a_folder_that_is_away_is_told_with_what_to_do(viewer, folder):
    folder.rmdir()
    live_script()
    deliver()
    page = viewer.get(PAGE).text
    assert "not written, first tried" in page
    assert "is the share mounted?" in page
    assert "It is tried again by itself (1 failed)." in page


def test_a_long_wait_says_what_to_check(viewer, folder):
    live_script()
    deliver()
    page = viewer.get(PAGE)
    assert page.context["state"].sentence.endswith("VPOP3 has not loaded it yet.")
    Delivery.objects.update(written_at=timezone.now() - timedelta(minutes=6))
    page = viewer.get(PAGE)
    assert "Does VPOP3 run, and from this folder?" in page.context["state"].sentence
    assert (page.context["state"].tone, page.context["state"].moving) == ("hold", True)


@pytest.mark.parametrize(
    ("target", "address"), [("delivery-line", "/"), ("delivery-badge", reverse("script_edit", args=[NAME]))]
)
def test_home_and_the_desk_follow_a_delivery_until_vpop3_has_it(viewer, folder, target, address):
    def asked():
        return viewer.get(PAGE, headers={"HX-Request": "true", "HX-Target": target}).text

    live_script()
    following = f'hx-get="{PAGE}"'
    assert following in viewer.get(address).text
    assert asked().startswith("<a")
    assert following in asked()
    deliver()
    assert "waiting for VPOP3" in asked()
    assert following in asked()
    import_scripts(folder)
    deliver()
    assert f'id="{target}"' in asked()
    assert following not in asked()
    assert following not in viewer.get(address).text


def test_without_a_worker_it_says_what_to_start(viewer, folder):
    live_script()
    assert "No background worker is running" not in viewer.get(PAGE).text
    Delivery.objects.update(next_look=timezone.now() - timedelta(minutes=1))
    assert "No background worker is running: start mxadmin work" in viewer.get(PAGE).text


def test_a_text_published_before_there_was_a_folder_can_be_delivered(publisher, settings, tmp_path):
    live_script()
    settings.VPOP3_DIR = tmp_path
    assert "not delivered" in publisher.get(PAGE).text
    assert publisher.post(AGAIN)["Location"] == PAGE
    deliver()
    assert (tmp_path / NAME).read_bytes() == ALLOW
    assert AuditEntry.objects.filter(action="delivery_again").count() == 1


def test_delivering_nothing_is_refused_with_a_sentence(publisher, folder):
    script_with(ALLOW)
    assert "Nothing of mxserverrules.lua is live yet" in publisher.post(AGAIN, follow=True).text


def test_a_token_is_shown_once_and_can_be_revoked(publisher):
    live_script()
    made = publisher.post(TOKENS, {"name": "task on MAIL01", "last_day": "2099-12-31"})
    secret = made.context["secret"]
    assert secret in made.text
    assert "no-store" in made["Cache-Control"]
    page = publisher.get(PAGE)
    assert secret not in page.text
    assert secret[:8] in page.text
    token = PullToken.objects.get()
    assert (token.name, token.created_by_name, token.last_used_at) == ("task on MAIL01", "publisher", None)
    assert token.expires_at.year == 2100
    revoke = reverse("delivery_token_revoke", args=[NAME, token.pk])
    assert "it opens nothing any more" in publisher.post(revoke, follow=True).text
    assert "is revoked already" in publisher.post(revoke, follow=True).text
    actions = AuditEntry.objects.filter(action__startswith="token").values_list("action", "detail", "address")
    assert list(actions) == [
        ("token_revoke", {"token": "task on MAIL01"}, "127.0.0.1"),
        ("token_create", {"token": "task on MAIL01"}, "127.0.0.1"),
    ]


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"name": ""}, "name", "Name what will use it."),
        ({"name": "x" * 101}, "name", "At most 100 characters"),
        ({"name": "x\0y"}, "name", "It holds a NUL character"),
        ({"name": "x", "last_day": "soon"}, "last_day", "Write the day like"),
        ({"name": "x", "last_day": "2001-01-01"}, "last_day", "This day is over"),
        ({"name": "x", "last_day": "9999-12-31"}, "last_day", "too far away"),
    ],
)
def test_a_token_that_cannot_be_made_says_why_next_to_the_field(publisher, sent, field, sentence):
    live_script()
    page = publisher.post(TOKENS, sent)
    assert page.status_code == 422
    assert sentence in page.context["form"].errors[field][0]
    assert not PullToken.objects.exists()


def test_a_token_that_is_not_there_or_of_another_script_is_not_found(publisher):
    live_script()
    other = script_with(ALLOW, name="other.lua")
    token = PullToken.objects.create(script=other, name="x", digest="x", begins="x", created_by_name="x")
    assert publisher.post(reverse("delivery_token_revoke", args=[NAME, token.pk])).status_code == 404
