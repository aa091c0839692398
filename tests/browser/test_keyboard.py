"""The keyboard: it can do everything that a mouse can."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SCRIPT
from tests.browser.workbench import expect_decision, type_into_editor

pytestmark = pytest.mark.django_db(transaction=True)

HOLD = "function CheckServer() return false, 5 end\n"


def test_the_first_tab_offers_to_skip_to_the_content(open_browser):
    page = open_browser("viewer")
    page.goto("/attempts/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_keys_lead_out_of_the_editor(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    editor = page.locator(".ace-host .ace_text-input")
    editor.focus()
    page.keyboard.press("F6")
    expect(page.get_by_placeholder("What changed")).to_be_focused()
    editor.focus()
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    expect(editor).not_to_be_focused()


def test_control_enter_runs_and_control_s_saves(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    page.get_by_label("Domain or e-mail address").fill("bank.example")
    type_into_editor(page, HOLD)
    page.keyboard.press("Control+Enter")
    expect_decision(page, "hold")
    assert page.locator("#source").input_value() == HOLD
    page.get_by_placeholder("What changed").fill("Hold")
    page.locator(".ace-host .ace_text-input").focus()
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved revision 3.")).to_be_visible()


def test_enter_in_a_field_presses_the_button_beside_it(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    type_into_editor(page, HOLD)
    page.get_by_label("Domain or e-mail address").fill("bank.example")
    page.keyboard.press("Enter")
    expect_decision(page, "hold")
    page.get_by_placeholder("What changed").fill("Hold")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved revision 3.")).to_be_visible()


def test_leaving_with_unsaved_work_asks_first(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    type_into_editor(page, HOLD)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Connection").click()
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    assert page.url.endswith(SCRIPT)


def test_light_or_dark_is_remembered(open_browser):
    page = open_browser("viewer", color_scheme="light")
    page.goto("/")
    page.get_by_role("button", name="Switch between light and dark").click()
    page.goto("/connection/")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
