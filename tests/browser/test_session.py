"""The session ends while somebody types: the page stays, and signing in happens in place."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from rules.models import Script
from tests.browser.conftest import PASSWORD, SCRIPT
from tests.browser.test_every_page import above_minor
from tests.browser.workbench import dry_run, expect_decision, type_into_editor

pytestmark = pytest.mark.django_db(transaction=True)

MINE = "function CheckServer() return false, 5 end\n"


def sign_in_again(page: Page) -> None:
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog.get_by_label("Username")).to_have_value("editor")
    dialog.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("correct username and password")
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def test_a_request_after_the_session_ended_is_answered_after_the_next_sign_in(editor_account, open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    type_into_editor(page, "-- before\n")
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved")
    Session.objects.all().delete()
    page.get_by_label("Domain or e-mail address").focus()
    bar = page.locator("[data-bar]")
    expect(bar).to_contain_text("You were signed out. Nothing is lost")
    type_into_editor(page, MINE)
    expect(page.locator("[data-lint-trouble]")).to_contain_text("Sign in again: nothing is lost")
    expect(page.locator("[data-draft-state]")).to_contain_text("Sign in again: nothing is lost")
    expect(page.locator(".ace-host .ace_text-input")).to_be_focused()
    dry_run(page, "bank.example")
    assert above_minor(page) == []
    page.get_by_role("button", name="Not now").click()
    expect(page.locator("[data-failure]")).to_contain_text("Sign in again: nothing is lost, your text is still here.")
    bar.get_by_role("button", name="Sign in", exact=True).click()
    sign_in_again(page)
    expect(bar).to_be_hidden()
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved")
    expect(page.locator("[data-lint-trouble]")).to_be_hidden()
    expect(page.locator("#destinations option").first).to_be_attached()
    Session.objects.all().delete()
    page.get_by_role("button", name="Dry run").click()
    sign_in_again(page)
    expect_decision(page, "hold")
    assert page.locator("#source").input_value() == MINE
    assert page.url.endswith(SCRIPT)


def test_a_form_of_any_page_waits_for_the_session_and_the_server(editor_account, open_browser):
    page = open_browser("editor")
    page.goto(f"{SCRIPT}revisions/1/")
    page.locator("details:has(form[action$='/revert/']) summary").click()
    reason = page.locator("form[action$='/revert/'] input[name=message]")
    reason.fill("The first was better")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("[data-bar]")).to_contain_text("mxadmin does not answer")
    expect(reason).to_have_value("The first was better")
    page.context.set_offline(False)
    Session.objects.all().delete()
    page.locator("[data-bar]").get_by_role("button", name="Try again").click()
    sign_in_again(page)
    expect(page.locator(".messages")).to_contain_text("revision 3")
    assert Script.objects.get().revisions.first().message == "The first was better"
