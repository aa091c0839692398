"""The palette, which leads to every page."""

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape

from rules.models.roles import Role
from rules.models.script_name import ROUTING_SCRIPT
from rules.presentation.help.topics import TOPICS
from rules.presentation.palette import PLACES
from rules.services import revisions
from rules.wiring import connections
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, make_live, script_with

pytestmark = pytest.mark.django_db

URL = reverse("palette")


def found(client, typed=""):
    """The entries by group, as title and address."""
    groups = client.get(URL, {"q": typed}).json()["groups"]
    return {group["name"]: {entry["title"]: entry["url"] for entry in group["entries"]} for group in groups}


def test_it_needs_a_sign_in_and_a_role(browser_of):
    asks_to_sign_in(URL)
    names_the_role(browser_of(None), URL, "viewer")
    assert browser_of(Role.VIEWER).post(URL).status_code == 405


@pytest.mark.parametrize("role", Role)
def test_every_page_that_it_offers_opens_for_the_role(browser_of, queue, role):
    make_live(script_with(ALLOW, REFUSE))
    client = browser_of(role)
    pages = found(client)["Pages"]
    assert [client.get(url).status_code for url in pages.values()] == [200] * len(pages)
    titles = {place.title for place in PLACES}
    assert ("People" in pages) == (role is Role.PUBLISHER)
    assert ("New scenario" in pages) == (role is not Role.VIEWER)
    assert pages.keys() - titles == ({"Publish revision 2"} if role is Role.PUBLISHER else set())


PARTS = {
    "home_trouble", "home_day", "home_moving",
    "revision_compare", "revision_save", "revision_merge", "dry_run_compare", "delivery_token", "people_invite",
    "run_view", "scenario_keep", "attempt", "server", "account_times",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "account_reauthenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "socialaccount_connections",
}  # fmt: skip
"""By line: what Home loads, forms, pages of one thing, steps of an account's security."""


def has_one_address(name):
    for arguments in ([], [ROUTING_SCRIPT]):
        try:
            reverse(name, args=arguments)
        except NoReverseMatch:
            continue
        return True
    return False


def test_every_page_of_its_own_is_offered():
    pages = {name for name in TOPICS if has_one_address(name)}
    assert pages - PARTS == {place.url_name for place in PLACES} - {"help"}


def test_revisions_are_found_by_number_and_by_message(viewer):
    script = script_with()
    for number, message in enumerate(("Hold bigmail", "Hold nothing"), start=1):
        text = f"-- {number}".encode()
        revisions.save(script=script, source=text, message=message, actor=None, parent=number - 1 or None)
    assert list(found(viewer, "hold BIG")["Revisions"]) == ["Revision 1: Hold bigmail"]
    by_number = found(viewer, "revision 2")["Revisions"]
    assert by_number == {"Revision 2: Hold nothing": reverse("revision_view", args=[ROUTING_SCRIPT, 2])}
    assert "Revisions" not in found(viewer, "9" * 30)


def test_values_of_the_queue_and_what_is_typed_lead_to_send_attempts(viewer, queue):
    attempt = viewer.get(reverse("attempts")).context["rows"][0].attempt
    connections.known_values().read()
    for part, title in {
        attempt.server_name[:-3]: attempt.server_name,
        attempt.recipient[:-3]: attempt.recipient,
        attempt.message_id: attempt.message_id,
    }.items():
        url = found(viewer, part)["Send attempts"][title]
        page = viewer.get(url)
        assert page.status_code == 200
        assert escape(title) in page.text
    at = found(viewer, "mx1.nowhere.example")["Send attempts"]
    assert at["Server mx1.nowhere.example"] == reverse("server", args=["mx1.nowhere.example"])
    assert at["Why is mail for mx1.nowhere.example waiting?"] == "/waiting/?q=mx1.nowhere.example"
    assert viewer.get(at["Send attempts: mx1.nowhere.example"]).status_code == 200


def test_settings_and_help_are_found(viewer):
    help_of = found(viewer, "MXADMIN_TIME_ZONE")["Help and settings"]
    assert any("/help/settings/" in url for url in help_of.values())


@pytest.mark.parametrize("typed", ["\0", "x" * 10_000, "%", "'; --", '"', "*", "\u202e", "foo:bar", "<b>", "  "])
def test_any_text_is_answered(viewer, queue, typed):
    for entries in found(viewer, typed).values():
        for url in entries.values():
            assert url.startswith("/")
