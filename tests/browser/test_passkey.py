"""A passkey, with an authenticator that Chromium plays."""

import pytest
from playwright.sync_api import expect

from rules.models.roles import Role
from rules.services import people
from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

PLAYED = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_and_signs_in_alone(open_browser):
    people.create_user(username="viewer", password=PASSWORD, role=Role.VIEWER, actor=None)
    page = open_browser("viewer")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": PLAYED})
    page.goto("/account/second-factor/keys/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery Codes")).to_be_visible()
    page.get_by_label("I have saved").check()
    page.locator("summary", has_text="viewer").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
