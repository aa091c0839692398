"""Signing in and out."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from axes.models import AccessFailureLog
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core import signing
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rules.models import AuditEntry, Draft
from rules.services import drafts, known_browser, scripts, sign_in_guard
from tests.scripts import ALLOW, script_with

pytestmark = pytest.mark.django_db

URL = reverse("login")
SAVE = reverse("revision_save", args=["mxserverrules.lua"])
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def anna():
    return User.objects.create_user("anna", password=PASSWORD)


def sign_in(password, username="anna", **extra):
    return Client().post(URL, {"username": username, "password": password}, **extra)


def test_the_page_needs_no_sign_in_and_writes_nothing(reading):
    with reading():
        assert Client().get(URL).status_code == 200


def test_the_right_password_leads_home():
    assert sign_in(PASSWORD)["Location"] == reverse("home")


def test_a_sign_in_leads_to_the_requested_page_but_never_elsewhere():
    sent = {"username": "anna", "password": PASSWORD}
    assert Client().post(URL, sent | {"next": "/attempts/"})["Location"] == "/attempts/"
    assert Client().post(URL, sent | {"next": "https://elsewhere.example/"})["Location"] == reverse("home")


def test_a_wrong_password_keeps_the_name_and_says_nothing_more():
    page = sign_in("wrong")
    assert page.status_code == 422
    assert 'value="anna"' in page.text
    assert "wrong" not in page.text
    assert "correct username and password" in page.text


def test_each_field_that_is_empty_is_named_in_words_of_our_own():
    page = Client().post(URL, {"username": "", "password": ""})
    assert (page.status_code, "This field is required" in page.text) == (422, False)
    assert "Type your username." in page.text
    assert "Type your password." in page.text


def test_an_account_that_is_switched_off_is_told_apart_from_none_by_nothing(anna):
    anna.is_active = False
    anna.save()
    off, none = (Client().post(URL, {"username": name, "password": PASSWORD}) for name in ("anna", "nobody"))
    assert off.context["form"].non_field_errors() == none.context["form"].non_field_errors()


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


def test_claiming_another_address_does_not_help(settings):
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


def guesses(username, addresses, times=1, browser=None):
    """The last status of each."""
    sent = {"username": username, "password": "wrong"}
    return [
        [(browser or Client()).post(URL, sent, REMOTE_ADDR=address).status_code for _ in range(times)][-1]
        for address in addresses
    ]


def own_sign_in(username, address, browser=None):
    sent = {"username": username, "password": PASSWORD}
    return (browser or Client()).post(URL, sent, REMOTE_ADDR=address).status_code


def test_a_sign_in_resets_no_failures_of_another_account():
    User.objects.create_user("mallory", password=PASSWORD)
    assert guesses("anna", ["192.0.2.1"], times=4) == [422]
    assert own_sign_in("mallory", "192.0.2.1") == 302
    assert guesses("anna", ["192.0.2.1"]) == [429]
    assert own_sign_in("mallory", "192.0.2.1") == 429


def test_a_sign_in_resets_the_failures_of_the_same_browser():
    for _ in range(3):
        assert guesses("anna", ["192.0.2.1"], times=4) == [422]
        assert own_sign_in("anna", "192.0.2.1") == 302


def test_a_sign_in_resets_no_failures_made_elsewhere():
    assert guesses("anna", ["192.0.2.1"], times=4) == [422]
    assert own_sign_in("anna", "192.0.2.2") == 302
    assert guesses("anna", ["192.0.2.1"]) == [429]


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_guesses_at_one_account_from_many_addresses_lock_it_whether_it_is_there_or_not(name):
    statuses = guesses(name, [f"192.0.2.{number}" for number in range(30)], times=4)
    assert statuses[:2] == [422, 422]
    assert set(statuses[2:]) == {429}
    page = sign_in(PASSWORD, username=name, REMOTE_ADDR="198.51.100.1")
    assert (page.status_code, "15 more minutes" in page.text) == (429, True)
    assert own_sign_in("anna", "198.51.100.1") == (429 if name == "anna" else 302)


@pytest.mark.parametrize(
    ("addresses", "status"),
    [
        ([f"2001:db8:0:1::{number:x}" for number in range(20)], 429),
        ([f"2001:db8:0:{number:x}::1" for number in range(5)], 422),
        (["192.0.2.1", "::ffff:192.0.2.1"] * 3, 429),
    ],
)
def test_a_whole_network_counts_as_one_address(addresses, status):
    names = [f"guess{number}" for number in range(len(addresses))]
    assert [guesses(name, [address]) for name, address in zip(names, addresses, strict=True)][-1] == [status]


def test_the_owner_is_not_locked_out_of_a_browser_that_is_known():
    browser = Client()
    assert own_sign_in("anna", "192.0.2.1", browser) == 302
    browser.post(reverse("logout"))
    guesses("anna", [f"198.51.100.{number}" for number in range(3)], times=4)
    guesses("bob", ["192.0.2.1"], times=5)
    assert own_sign_in("anna", "192.0.2.1") == 429
    assert own_sign_in("anna", "192.0.2.1", browser) == 302
    browser.post(reverse("logout"))
    assert guesses("anna", ["192.0.2.9"], times=5, browser=browser) == [429]
    assert own_sign_in("anna", "203.0.113.1", browser) == 429


def test_a_known_browser_is_of_no_use_for_another_account_or_after_a_new_password(anna):
    browser = Client()
    User.objects.create_user("mallory", password=PASSWORD)
    own_sign_in("mallory", "192.0.2.1", browser)
    browser.post(reverse("logout"))
    assert guesses("anna", ["192.0.2.1"], times=5, browser=browser) == [429]
    cookie = settings.KNOWN_BROWSER_COOKIE
    browser = Client()
    own_sign_in("anna", "192.0.2.2", browser)
    browser.post(reverse("logout"))
    anna.set_password("another " + PASSWORD)
    anna.save()
    guesses("anna", [f"198.51.100.{number}" for number in range(3)], times=4)
    assert sign_in("another " + PASSWORD, REMOTE_ADDR="203.0.113.1").status_code == 429
    answer = browser.post(URL, {"username": "anna", "password": "another " + PASSWORD}, REMOTE_ADDR="203.0.113.1")
    assert answer.status_code == 429
    browser.cookies[cookie] = "forged:" + browser.cookies[cookie].value
    assert guesses("carol", ["203.0.113.7"], browser=browser) == [422]


def test_a_browser_is_known_for_half_a_year_and_to_five_accounts():
    browser = Client()
    names = [f"person{number}" for number in range(6)]
    for name in names:
        User.objects.create_user(name, password=PASSWORD)
        assert own_sign_in(name, "192.0.2.1", browser) == 302
        browser.post(reverse("logout"))
    cookie = browser.cookies[settings.KNOWN_BROWSER_COOKIE]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (180 * 24 * 60 * 60, True, "Lax")
    assert list(signing.loads(cookie.value, salt=known_browser.SALT)) == names[1:]


def test_the_wait_grows_and_ends(settings):
    assert guesses("anna", ["192.0.2.1"], times=5) == [429]
    waited = []
    for _ in range(6):
        AccessFailureLog.objects.update(attempt_time=F("attempt_time") - sign_in_guard.LONGEST)
        waited.append(int(sign_in("wrong", REMOTE_ADDR="192.0.2.1")["Retry-After"]) // 60)
        AccessFailureLog.objects.update(attempt_time=timezone.now() - timedelta(seconds=1))
    assert waited == [30, 60, 120, 240, 240, 240]
    AccessFailureLog.objects.update(attempt_time=timezone.now() - sign_in_guard.REMEMBERED)
    assert guesses("anna", ["192.0.2.1"]) == [422]
    assert own_sign_in("anna", "192.0.2.1") == 302


def test_guesses_at_the_same_moment_count_too(anna):
    for number in range(5):
        AccessFailureLog.objects.create(username=f"n{number}", ip_address="192.0.2.1", path_info="checking")
    page = sign_in(PASSWORD, REMOTE_ADDR="192.0.2.1")
    assert (page.status_code, page["Retry-After"]) == (429, "5")
    assert "at the same time" in page.text
    assert own_sign_in("anna", "192.0.2.2") == 302


def test_without_an_address_only_accounts_count_and_the_log_says_so(settings, caplog):
    settings.PROXIES = 1
    for number in range(12):
        assert sign_in("wrong", username=f"guess{number}").status_code == 422
    assert "without an address: only its account counts" in caplog.text
    assert sign_in(PASSWORD).status_code == 302
    for _ in range(10):
        page = sign_in("wrong")
    assert page.status_code == 429


def test_a_lock_is_in_the_audit_and_on_the_home_page():
    guesses("anna", ["2001:db8::7"], times=5)
    entry = AuditEntry.objects.get(action="sign_in_lock")
    assert (entry.actor_name, entry.address) == ("mxadmin", "2001:db8::7")
    assert entry.detail == {"account": "anna", "counted_by": "address", "failures": 5, "minutes": 15}
    browser = Client()
    own_sign_in("anna", "192.0.2.1", browser)
    page = browser.get(reverse("home"))
    assert page.status_code == 403
    User.objects.get(username="anna").groups.add(Group.objects.get_or_create(name="viewer")[0])
    page = browser.get(reverse("home")).text
    assert "1 sign-in was locked in the last 24 hours" in page
    assert "locked a sign-in" in browser.get(reverse("audit")).text


def test_an_administrator_can_end_a_lock():
    guesses("anna", [f"192.0.2.{number}" for number in range(3)], times=4)
    call_command("axes_reset_username", "anna", verbosity=0)
    assert own_sign_in("anna", "198.51.100.1") == 302


def test_signing_out_is_a_post_and_ends_the_session():
    browser = Client()
    browser.post(URL, {"username": "anna", "password": PASSWORD})
    assert browser.get(reverse("logout")).status_code == 405
    browser.post(reverse("logout"))
    assert browser.get(reverse("home")).status_code == 302


def test_a_signed_in_person_skips_the_sign_in_page():
    browser = Client()
    browser.post(URL, {"username": "anna", "password": PASSWORD})
    assert browser.get(URL)["Location"] == reverse("home")


def test_no_cookie_can_be_read_by_a_script_or_sent_by_another_site():
    browser = Client()
    browser.get(URL)
    browser.post(URL, {"username": "anna", "password": PASSWORD})
    assert len(browser.cookies) == 3
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in browser.cookies.values())


def test_a_sign_in_leads_back_to_the_page_and_its_reason_but_never_elsewhere():
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


def test_the_text_is_kept_over_a_sign_in(anna):
    script_with(ALLOW)
    anna.groups.add(Group.objects.get_or_create(name="editor")[0])
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
    anna.groups.add(Group.objects.get_or_create(name="editor")[0])
    scripts.archive(script=script_with(ALLOW, name="old.lua"), actor=None)
    page = Client().post(URL, sent | {"kept": "x" * (drafts.MOST + 1)})
    assert (page.status_code, "at most 2,097,152 are kept" in page.text) == (422, True)
    page = Client().post(URL, sent | {"kept_script": "old.lua"}, follow=True)
    assert page.context["source"] == "-- mine"
    assert "Your text is kept as a draft of yours until then." in page.text


def test_a_draft_of_another_tab_stays_beside_the_text_that_goes_back(anna):
    script = script_with(ALLOW)
    anna.groups.add(Group.objects.get_or_create(name="editor")[0])
    drafts.keep(script=script, user=anna, text="-- newer", parent=1, tab="other")
    sent = {"kept": "-- mine", "kept_script": script.name, "username": "anna", "password": PASSWORD}
    assert Client().post(URL, sent, follow=True).context["source"] == "-- mine"
    assert {bytes(draft.text) for draft in Draft.objects.all()} == {b"-- mine", b"-- newer"}


def test_it_works_before_the_first_revision(anna):
    anna.groups.add(Group.objects.get_or_create(name="editor")[0])
    sent = {"kept": "-- begin", "kept_script": "mxserverrules.lua", "username": "anna", "password": PASSWORD}
    assert Client().post(URL, sent, follow=True).context["source"] == "-- begin"


def test_a_form_from_before_the_sign_in_gives_its_text_back_to_the_editor(anna):
    script_with(ALLOW)
    anna.groups.add(Group.objects.get_or_create(name="editor")[0])
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
