"""One revision: permanent links to its lines, its text copied, brought back."""

import re

import pytest
from playwright.sync_api import expect

from mxadmin.demo import seed
from tests.browser.conftest import SCRIPT
from tests.browser.workbench import type_into_editor

pytestmark = pytest.mark.django_db(transaction=True)


def test_lines_have_addresses_and_an_old_text_comes_back(open_browser):
    page = open_browser("editor", permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{SCRIPT}revisions/1/#L2")
    expect(page.locator("#L2")).to_have_class("pointed")
    page.get_by_role("link", name="4", exact=True).click(modifiers=["Shift"])
    assert page.url.endswith("#L2-L4")
    expect(page.locator(".pointed")).to_have_count(3)
    stop = page.locator(".line-number a[tabindex='0']")
    stop.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(stop).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Enter")
    expect(page).to_have_url(re.compile("#L2-L3$"))
    expect(stop).to_have_text("3")
    page.goto(f"{SCRIPT}revisions/1/?blame=1#L3-L5")
    expect(page.locator(".pointed")).to_have_count(3)

    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.replace("\r\n", "\n") == seed.source(1).decode()

    page.get_by_text("Restore this version").click()
    page.get_by_role("button", name="Save it as the next revision").click()
    expect(page.get_by_text("Saved revision 3, with the text of 1.")).to_be_visible()
    expect(page.get_by_text("brings back the text of")).to_be_visible()


def test_the_editor_says_when_each_line_came_in(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    toggle, said = page.get_by_role("button", name="Line history"), page.locator("[data-blame-said]")
    expect(said).to_be_empty()
    toggle.press("Enter")
    expect(said.get_by_role("link", name="revision 2")).to_have_attribute("href", f"{SCRIPT}revisions/2/")
    expect(page.locator(".ace_gutter-cell").first).to_have_text("r2\u20021")
    page.locator(".ace-host .ace_text-input").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text("-- typed\n")
    expect(page.locator(".ace_gutter-cell.unsaved")).to_have_text(["new\u20021"])
    page.keyboard.press("ArrowUp")
    expect(said).to_have_text("Line 1: not saved yet")
    page.keyboard.press("Control+z")
    expect(page.locator(".ace_gutter-cell.unsaved")).to_have_count(0)
    page.reload()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    type_into_editor(page, "return 1\n")
    expect(page.locator(".ace_gutter-cell.unsaved").first).to_contain_text("new")
