"""The second factor, sessions, and publishing after another look at who it is."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from rules.management.plain import Usage
from rules.models import AuditEntry, Draft, Script
from rules.models.roles import Role
from tests.scripts import ALLOW, script_with

pytestmark = pytest.mark.django_db

PASSWORD = "four words nobody guesses"
SIGN_IN, SECOND = reverse("login"), reverse("mfa_authenticate")
SENT = {"username": "anna", "password": PASSWORD}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def anna(db) -> User:
    user = User.objects.create_user("anna", password=PASSWORD)
    user.groups.add(Group.objects.get_or_create(name=Role.PUBLISHER.value)[0])
    return user


@pytest.fixture
def with_app(anna) -> User:
    """Anna with an app that shows codes."""
    TOTP.activate(anna, SECRET)
    return anna


def code() -> str:
    """Return the code that the app shows at this moment."""
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_the_password_leads_to_the_second_factor_and_both_to_the_page_that_was_wanted(with_app):
    browser = Client()
    assert browser.post(SIGN_IN, SENT | {"next": "/attempts/"})["Location"] == SECOND
    assert not signed_in(browser)
    assert browser.get(SECOND).status_code == 200
    assert browser.post(SECOND, {"code": code()})["Location"] == "/attempts/"
    assert signed_in(browser)
    assert AuditEntry.objects.latest("pk").action == "sign_in"


def test_a_wrong_code_is_said_beside_the_field_and_recorded(with_app):
    browser = Client()
    browser.post(SIGN_IN, SENT)
    page = browser.post(SECOND, {"code": "000000"})
    assert page.status_code == 422
    assert "Incorrect code" in page.text
    assert AuditEntry.objects.latest("pk").action == "sign_in_fail"
    assert not signed_in(browser)


def test_codes_are_not_guessed_for_long(with_app):
    browser = Client()
    browser.post(SIGN_IN, SENT)
    answers = [browser.post(SECOND, {"code": f"{number:06}"}) for number in range(8)]
    assert "Too many failed" in answers[-1].text
    assert "Too many failed" in browser.post(SECOND, {"code": code()}).text
    assert not signed_in(browser)


def test_a_right_password_before_a_second_factor_is_no_failure(with_app):
    for _ in range(6):
        assert Client().post(SIGN_IN, SENT)["Location"] == SECOND


def test_a_recovery_code_signs_in_once(with_app):
    codes = RecoveryCodes.activate(with_app).get_unused_codes()
    for expected in (True, False):
        browser = Client()
        browser.post(SIGN_IN, SENT)
        browser.post(SECOND, {"code": codes[0]})
        assert signed_in(browser) is expected


def test_what_was_typed_before_the_sign_out_waits_for_the_second_factor(with_app):
    script_with(ALLOW)
    browser = Client()
    kept = {"kept": "-- typed", "kept_script": "mxserverrules.lua", "kept_parent": "1", "kept_tab": "t"}
    browser.post(SIGN_IN, SENT | kept)
    assert not Draft.objects.exists()
    assert "draft=" in browser.post(SECOND, {"code": code()})["Location"]
    assert bytes(Draft.objects.get().text) == b"-- typed"


def test_the_dialog_on_a_page_does_not_go_round_the_second_factor(with_app):
    browser = Client()
    answer = browser.post(reverse("sign_in_again"), SENT)
    assert answer.status_code == 422
    assert "second factor" in answer.json()["sentence"]
    assert not signed_in(browser)


def test_an_app_is_set_up_after_the_password_and_recorded(anna, django_capture_on_commit_callbacks):
    browser = Client()
    browser.force_login(anna)
    url = reverse("mfa_activate_totp")
    asked = browser.get(url)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    wrong = browser.post(asked["Location"], {"password": "wrong"})
    assert wrong.status_code == 422
    assert browser.post(asked["Location"], {"password": PASSWORD})["Location"] == url
    page = browser.get(url)
    assert "data:" in page["Content-Security-Policy"]
    assert "data:" not in browser.get(reverse("account"))["Content-Security-Policy"]
    secret = page.context["form"].secret
    right = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(url, {"code": right}).status_code == 302
    assert "a code of your app" in browser.get(reverse("account")).text
    assert "second_factor_add" in AuditEntry.objects.values_list("action", flat=True)


def test_publishers_need_one_where_the_setting_says_so(anna, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    browser = Client()
    browser.force_login(anna)
    page = browser.get(reverse("people"))
    assert page.status_code == 403
    assert reverse("mfa_index") in page.text
    assert browser.get(reverse("account")).status_code == 200
    TOTP.activate(anna, SECRET)
    assert browser.get(reverse("people")).status_code == 200


def test_one_that_is_lost_is_removed_by_a_publisher_or_on_the_server(with_app, publisher):
    publisher.post(reverse("person_second_factor", args=[with_app.pk]))
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.latest("pk").detail == {"user": "anna", "was": "totp"}
    TOTP.activate(with_app, SECRET)
    call_command("remove-second-factor", "anna")
    assert not Authenticator.objects.exists()
    for name in ("anna", "nobody"):
        with pytest.raises(Usage):
            call_command("remove-second-factor", name)


def test_publishing_asks_for_the_password_again_and_goes_on_with_what_was_sent(anna, settings):
    settings.SIGN_IN_AGAIN = True
    script = script_with(ALLOW)
    url = reverse("revision_publish", args=[script.name, 1])
    browser = Client()
    browser.force_login(anna)
    sent = {"sha256": script.revisions.get().sha256, "replaces": "", "reason": "tried by hand"}
    asked = browser.post(url, sent)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert Script.objects.get().live is None
    assert browser.post(asked["Location"], {"password": "wrong"}).status_code == 422
    browser.post(asked["Location"], {"password": PASSWORD, "next": url})
    assert Script.objects.get().live.number == 1
    assert AuditEntry.objects.latest("pk").detail["reason"] == "tried by hand"


def test_sessions_are_listed_with_their_addresses_and_ended(anna):
    here, elsewhere = Client(), Client()
    for browser, address in ((here, "192.0.2.1"), (elsewhere, "192.0.2.2")):
        browser.post(SIGN_IN, SENT, REMOTE_ADDR=address)
    page = here.get(reverse("usersessions_list"))
    assert "192.0.2.1" in page.text
    assert "192.0.2.2" in page.text
    here.post(reverse("usersessions_list"))
    assert here.get(reverse("home")).status_code == 200
    assert elsewhere.get(reverse("home")).status_code == 302
