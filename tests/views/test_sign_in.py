"""Signing in and out."""

import re
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from rules.models import Draft
from rules.services import drafts, scripts
from tests.scripts import ALLOW, script_with

pytestmark = pytest.mark.django_db

URL = reverse("login")
SAVE = reverse("revision_save", args=["mxserverrules.lua"])
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def anna(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return User.objects.create_user("anna", password=PASSWORD)


def sign_in(password, username="anna", **extra):
    return Client().post(URL, {"username": username, "password": password}, **extra)


def test_the_page_needs_no_sign_in_and_writes_nothing(reading):
    with reading():
        assert Client().get(URL).status_code == 200


def test_the_right_password_leads_home():
    assert sign_in(PASSWORD)["Location"] == reverse("home")


def test_or_to_the_page_that_was_asked_for_but_never_elsewhere():
    sent = {"username": "anna", "password": PASSWORD}
    assert Client().post(URL, sent | {"next": "/attempts/"})["Location"] == "/attempts/"
    assert Client().post(URL, sent | {"next": "https://elsewhere.example/"})["Location"] == reverse("home")


def test_a_wrong_password_keeps_the_name_and_says_nothing_more():
    page = sign_in("wrong")
    assert page.status_code == 422
    assert 'value="anna"' in page.text
    assert "wrong" not in page.text
    assert "correct username and password" in page.text


def test_too_many_wrong_passwords_lock_the_address_out_and_say_for_how_long(settings):
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert sign_in("wrong").status_code == 422
    page = sign_in("wrong")
    assert (page.status_code, page["Retry-After"]) == (429, "900")
    assert "15 more minutes" in page.text
    assert sign_in(PASSWORD).status_code == 429
    assert sign_in(PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_new_name_for_each_guess_does_not_help(settings):
    answers = [sign_in("wrong", username=f"guess{number}").status_code for number in range(settings.AXES_FAILURE_LIMIT)]
    assert answers[-1] == 429


def test_nor_does_claiming_another_address(settings):
    answers = [
        sign_in("wrong", headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code
        for number in range(settings.AXES_FAILURE_LIMIT)
    ]
    assert answers[-1] == 429


def test_behind_our_own_proxy_each_address_counts_for_itself(settings):
    settings.PROXIES = 1
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in("wrong", headers={"X-Forwarded-For": "203.0.113.5, 192.0.2.1"})
    assert sign_in(PASSWORD, headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 429
    assert sign_in(PASSWORD, headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 302


def test_signing_out_is_a_post_and_ends_the_session():
    browser = Client()
    browser.post(URL, {"username": "anna", "password": PASSWORD})
    assert browser.get(reverse("logout")).status_code == 405
    browser.post(reverse("logout"))
    assert browser.get(reverse("home")).status_code == 302


def test_who_is_signed_in_already_goes_on():
    browser = Client()
    browser.post(URL, {"username": "anna", "password": PASSWORD})
    assert browser.get(URL)["Location"] == reverse("home")


def test_no_cookie_can_be_read_by_a_script_or_sent_by_another_site():
    browser = Client()
    browser.get(URL)
    browser.post(URL, {"username": "anna", "password": PASSWORD})
    assert len(browser.cookies) == 2
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in browser.cookies.values())


def test_who_was_signed_out_goes_back_to_the_page_and_its_reason_but_never_elsewhere():
    script_with(ALLOW)
    page = reverse("revision_publish", args=["mxserverrules.lua", 1])

    def link_after(referer):
        answer = Client().post(page, {"reason": "It burns & so on"}, headers={"Referer": referer})
        return re.search(r'href="(/sign-in/[^"]*)"', answer.text)[1]

    way_back = quote(f"{page}?reason=It+burns+%26+so+on", safe="")
    assert link_after(f"http://testserver{page}") == f"/sign-in/?next={way_back}"
    for elsewhere in ("", f"http://elsewhere.example{page}", "http://testserver//elsewhere.example/"):
        assert link_after(elsewhere) == "/sign-in/"
    refused = Client(enforce_csrf_checks=True)
    refused.force_login(User.objects.get(username="anna"))
    refused = refused.post(page, {"reason": "It burns"}, headers={"Referer": f"http://testserver{page}"})
    assert (refused.status_code, f'href="{page}?reason=It+burns"' in refused.text) == (403, True)


def test_who_was_signed_out_signs_in_and_goes_on_with_the_text(anna):
    script_with(ALLOW)
    anna.groups.add(Group.objects.get(name="editor"))
    browser = Client()
    page = browser.post(SAVE, {"source": "-- an hour of work\n", "parent": "1", "message": "Why"})
    assert (page.status_code, "Sign in and go on" in page.text) == (401, True)
    sent = {name: page.context[name] for name in ("kept", "kept_script", "kept_parent", "kept_message")}
    page = browser.post(URL, sent | {"username": "anna", "password": "wrong"})
    assert page.status_code == 422
    assert "-- an hour of work" in page.text
    assert 'name="kept_message" value="Why"' in page.text
    answer = browser.post(URL, sent | {"username": "anna", "password": PASSWORD}, follow=True)
    assert answer.context["source"] == "-- an hour of work\n"
    assert 'value="Why"' in answer.text
    assert answer.context["parent"] == 1
    assert 'value="Why"' in answer.text


def test_a_text_that_cannot_go_back_into_the_editor_is_shown(anna):
    script_with(ALLOW)
    sent = {"kept": "-- mine", "kept_script": "mxserverrules.lua", "username": "anna", "password": PASSWORD}
    page = Client().post(URL, sent)
    assert "needs the role editor" in page.text
    anna.groups.add(Group.objects.get(name="editor"))
    scripts.archive(script=script_with(ALLOW, name="old.lua"), actor=None)
    page = Client().post(URL, sent | {"kept": "x" * (drafts.MOST + 1)})
    assert (page.status_code, "at most 2,097,152 are kept" in page.text) == (422, True)
    page = Client().post(URL, sent | {"kept_script": "old.lua"}, follow=True)
    assert page.context["source"] == "-- mine"
    assert "Your text is kept as a draft of yours until then." in page.text


def test_a_draft_of_another_tab_stays_beside_the_text_that_goes_back(anna):
    script = script_with(ALLOW)
    anna.groups.add(Group.objects.get(name="editor"))
    drafts.keep(script=script, user=anna, text="-- newer", parent=1, tab="other")
    sent = {"kept": "-- mine", "kept_script": script.name, "username": "anna", "password": PASSWORD}
    assert Client().post(URL, sent, follow=True).context["source"] == "-- mine"
    assert {bytes(draft.text) for draft in Draft.objects.all()} == {b"-- mine", b"-- newer"}


def test_also_before_the_first_revision(anna):
    anna.groups.add(Group.objects.get(name="editor"))
    sent = {"kept": "-- begin", "kept_script": "mxserverrules.lua", "username": "anna", "password": PASSWORD}
    assert Client().post(URL, sent, follow=True).context["source"] == "-- begin"


def test_a_form_from_before_the_sign_in_gives_its_text_back_to_the_editor(anna):
    script_with(ALLOW)
    anna.groups.add(Group.objects.get(name="editor"))
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(anna)
    page = browser.post(SAVE, {"source": "-- an hour of work\n", "parent": "1", "message": "Why"})
    assert (page.status_code, "Put it back into the editor" in page.text) == (403, True)
    sent = {
        "source": page.context["kept"],
        "parent": "1",
        "message": "Why",
        "csrfmiddlewaretoken": page.context["csrf_token"],
    }
    answer = browser.post(reverse("draft_keep", args=["mxserverrules.lua"]), sent, follow=True)
    assert answer.context["source"] == "-- an hour of work\n"
    assert 'value="Why"' in answer.text
