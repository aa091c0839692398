"""Pages about people: invitations, accounts, and one's own."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rules.models import AuditEntry, Invitation
from rules.models.roles import Role, role_of
from tests.people import person

pytestmark = pytest.mark.django_db

PEOPLE, INVITE, ACCOUNT = reverse("people"), reverse("people_invite"), reverse("account")
PASSWORD = "four words nobody guesses"
NEW = {"username": "berta", "password": PASSWORD, "again": PASSWORD}
SENT = {"person": "Berta 山田", "role": "editor", "days": "7"}


def link_in(page) -> str:
    """Return the path of the link that the page shows."""
    return re.search(r'id="link"[^>]*>https?://[^/<]+(/invitation/[^<]+)<', page.text)[1]


@pytest.fixture
def link(publisher) -> str:
    return link_in(publisher.post(INVITE, SENT))


def last_actions(number: int) -> list[str]:
    return [*reversed(AuditEntry.objects.order_by("-pk").values_list("action", flat=True)[:number])]


def test_only_publishers_see_and_change_people(viewer, editor):
    pk = person(Role.VIEWER, "berta").pk
    for browser in (viewer, editor):
        assert browser.get(PEOPLE).status_code == 403
        assert browser.post(INVITE, SENT).status_code == 403
        for name in ("person_role", "person_access", "person_password"):
            assert browser.post(reverse(name, args=[pk])).status_code == 403
    assert not Invitation.objects.exists()


def test_an_invitation_becomes_an_account_with_its_role(link):
    guest = Client()
    page = guest.get(link)
    assert "Welcome, Berta 山田" in page.text
    answer = guest.post(link, NEW)
    assert answer["Location"] == reverse("login")
    berta = User.objects.get(username="berta")
    assert role_of(berta) is Role.EDITOR
    assert guest.post(reverse("login"), {"username": "berta", "password": PASSWORD})["Location"] == reverse("home")
    assert last_actions(4) == ["invitation_create", "user_create", "invitation_accept", "sign_in"]


def test_the_secret_is_in_no_table_and_the_page_is_not_kept(publisher):
    page = publisher.post(INVITE, SENT)
    secret = link_in(page).split("/")[2]
    assert "no-store" in page["Cache-Control"]
    assert secret not in str(Invitation.objects.values())
    assert secret not in publisher.get(PEOPLE).text


def test_a_link_works_once(link):
    Client().post(link, NEW)
    again = Client().post(link, NEW | {"username": "carla"})
    assert again.status_code == 410
    assert "It was used already" in again.text
    assert not User.objects.filter(username="carla").exists()


def test_a_link_that_is_late_or_withdrawn_says_so(publisher, link):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    late = Client().get(link)
    assert (late.status_code, "Its time is over" in late.text) == (410, True)
    other = link_in(publisher.post(INVITE, SENT))
    publisher.post(reverse("people_withdraw", args=[Invitation.objects.latest("pk").pk]))
    withdrawn = Client().post(other, NEW)
    assert (withdrawn.status_code, "It was withdrawn" in withdrawn.text) == (410, True)
    assert Client().get(reverse("invitation", args=["x" * 43])).status_code == 404


def test_a_person_who_is_signed_in_is_asked_to_sign_out_first(viewer, link):
    page = viewer.get(link)
    assert "You are signed in as" in page.text
    assert viewer.post(link, NEW).status_code == 409
    assert viewer.post(reverse("logout"), {"next": link})["Location"] == link
    assert viewer.post(link, NEW).status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"again": "something else 1"}, "The two passwords differ"),
        ({"password": "short", "again": "short"}, "too short"),
        ({"username": "VIEWER"}, "There is a user viewer already"),
        ({"username": "two words"}, "username"),
        ({"username": ""}, "Choose a username"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_the_link_stays_open(link, typed, sentence):
    person(Role.VIEWER, "viewer")
    page = Client().post(link, NEW | typed)
    assert page.status_code == 422
    assert sentence in page.text
    assert Client().post(link, NEW).status_code == 302


@pytest.mark.parametrize("name", ["山田太郎", "Åsa.Ölund", "Владимир", "محمد", "आरती"])
def test_names_of_any_script_can_sign_in(link, name):
    guest = Client()
    assert guest.post(link, NEW | {"username": name}).status_code == 302
    assert guest.post(reverse("login"), {"username": name, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    "sent", [{"person": " "}, {"role": "king"}, {"days": "0"}, {"days": "31"}, {"person": "x" * 151}]
)
def test_an_invitation_that_cannot_be_keeps_what_was_typed(publisher, sent):
    page = publisher.post(INVITE, SENT | sent)
    assert page.status_code == 422
    assert "errorlist" in page.text
    assert not Invitation.objects.exists()


def test_a_role_changes_and_the_last_publisher_keeps_theirs(publisher):
    own = User.objects.get(username="publisher")
    berta = person(Role.VIEWER, "berta")
    refused = publisher.post(reverse("person_role", args=[own.pk]), {"role": "editor"})
    assert refused.status_code == 422
    assert "publisher is the only publisher" in refused.text
    publisher.post(reverse("person_role", args=[berta.pk]), {"role": "publisher"})
    assert role_of(berta) is Role.PUBLISHER
    assert publisher.post(reverse("person_role", args=[own.pk]), {"role": "editor"}).status_code == 302
    assert AuditEntry.objects.latest("pk").detail == {"user": "publisher", "role": "editor", "before": "publisher"}


def test_a_disabled_account_is_out_at_once_and_the_last_publisher_stays(publisher, browser_of):
    berta = person(Role.EDITOR, "berta")
    browser = Client()
    browser.force_login(berta)
    publisher.post(reverse("person_access", args=[berta.pk]), {"access": "disable"})
    assert browser.get(reverse("home")).status_code == 302
    publisher.post(reverse("person_access", args=[berta.pk]), {"access": "enable"})
    assert last_actions(2) == ["user_disable", "user_enable"]
    own = User.objects.get(username="publisher")
    refused = publisher.post(reverse("person_access", args=[own.pk]), {"access": "disable"})
    assert refused.status_code == 422
    assert User.objects.get(pk=own.pk).is_active


def test_a_new_password_by_link_ends_the_sessions_of_before(publisher):
    berta = User.objects.create_user("berta", password="the one that was lost")
    browser = Client()
    browser.force_login(berta)
    first = link_in(publisher.post(reverse("person_password", args=[berta.pk])))
    second = link_in(publisher.post(reverse("person_password", args=[berta.pk])))
    assert Client().get(first).status_code == 410, "a newer link takes its place"
    mistyped = Client().post(second, {"new_password1": PASSWORD, "new_password2": "x"})
    assert (mistyped.status_code, "The two passwords differ" in mistyped.text) == (422, True)
    assert Client().post(second, {"new_password1": PASSWORD, "new_password2": PASSWORD}).status_code == 302
    assert User.objects.get(pk=berta.pk).check_password(PASSWORD)
    assert browser.get(reverse("home")).status_code == 302


def test_everybody_changes_their_password_and_stays_signed_in_there_only():
    anna = User.objects.create_user("anna", password="the password of before")
    anna.groups.add(person(Role.VIEWER, "x").groups.get())
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        browser.force_login(anna)
    wrong = here.post(ACCOUNT, {"old_password": "wrong", "new_password1": PASSWORD, "new_password2": PASSWORD})
    assert (wrong.status_code, "That is not your present password" in wrong.text) == (422, True)
    sent = {"old_password": "the password of before", "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert here.post(ACCOUNT, sent).status_code == 302
    assert here.get(ACCOUNT).status_code == 200
    assert elsewhere.get(ACCOUNT).status_code == 302


def test_ten_thousand_people_are_found_by_a_part_of_their_name(publisher, django_assert_max_num_queries):
    User.objects.bulk_create(User(username=f"人{number:05}") for number in range(10_000))
    with django_assert_max_num_queries(12):
        page = publisher.get(PEOPLE)
    assert "Page 1 of 201" in page.text
    found = publisher.get(PEOPLE, {"q": "人0999"})
    assert found.text.count('scope="row"') == 10
    assert "No username contains" in publisher.get(PEOPLE, {"q": "<script>"}).text
    assert publisher.get(PEOPLE, {"q": "x" * 200}).status_code == 422
