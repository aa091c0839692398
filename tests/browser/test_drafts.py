"""Work that is not saved: kept while typing, offered back on another device, never lost to another tab."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SCRIPT
from tests.browser.test_every_page import above_minor
from tests.browser.workbench import type_into_editor

pytestmark = pytest.mark.django_db(transaction=True)

MINE = "function CheckServer() return false, 5 end\n"


def look_elsewhere(page: Page) -> None:
    """Send the event of a change of tabs: the draft is kept at once, not after a pause."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved")


def test_a_draft_survives_the_browser_and_what_is_typed_beside_it_is_kept_too(open_browser, watch):
    page = open_browser("editor")
    page.goto(SCRIPT)
    type_into_editor(page, MINE)
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved")
    page.context.close()

    page = open_browser("editor")
    page.goto(SCRIPT)
    expect(page.get_by_text("You have unsaved work from")).to_be_visible()
    type_into_editor(page, "-- something else\n")
    look_elsewhere(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Restore it").click()
    expect(page.locator("#source")).to_have_value(MINE)
    expect(page.get_by_text("unsaved changes")).to_be_visible()

    other = page.context.new_page()
    other.goto(page.url)
    type_into_editor(other, MINE + "-- other tab\n")
    look_elsewhere(other)
    type_into_editor(page, MINE + "-- this tab\n")
    look_elsewhere(page)

    page.get_by_role("button", name="Save revision").click()
    expect(page.get_by_text("Say in a few words what you changed.")).to_be_visible()
    expect(page.get_by_placeholder("What changed")).to_be_focused()
    page.keyboard.type("Hold")
    page.get_by_role("button", name="Save revision").click()
    expect(page.get_by_text("Saved revision 3.")).to_be_visible()
    expect(page.locator("[data-draft-offer]")).to_have_count(2)
    page.get_by_text("1 more draft of yours").click()
    assert above_minor(page) == []
    assert page.evaluate("document.documentElement.scrollHeight - window.innerHeight") <= 0
    page.locator("[data-draft-offer]").first.get_by_role("link", name="Restore it").click()
    expect(page.locator("#source")).to_have_value(MINE + "-- other tab\n")
    page.get_by_text("Discard…").press("Enter")
    page.get_by_role("button", name="Discard for good").press("Enter")
    expect(page.locator("[data-draft-offer]")).to_have_count(0)
    expect(page.locator("#source")).to_have_value(MINE + "-- other tab\n")


def test_a_draft_that_cannot_be_kept_is_named_and_tried_again(open_browser, watch):
    page = open_browser("editor")
    page.goto(SCRIPT)
    page.route("**/draft/", lambda route: route.abort())
    type_into_editor(page, MINE)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft not saved: mxadmin does not answer")
    page.unroute("**/draft/")
    look_elsewhere(page)
