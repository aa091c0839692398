"""The Help as a person reaches it: from a page, by search, and at a heading. No JavaScript is needed for any of it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_question_is_answered_in_three_clicks(open_browser, javascript):
    page = open_browser("viewer", java_script_enabled=javascript)
    page.goto("/waiting/")
    page.get_by_role("link", name="Help").click()
    expect(page.get_by_role("heading", name="Why is it waiting?")).to_be_in_viewport()
    page.get_by_role("searchbox", name="Search the Help").fill("zone files")
    page.keyboard.press("Enter")
    page.locator(".help-hits a").first.click()
    heading = page.locator("#zone-files")
    expect(heading).to_be_in_viewport()
    expect(page).to_have_url(re.compile("/help/dns/#zone-files$"))
    bar = page.locator(".topbar").bounding_box()
    assert heading.bounding_box()["y"] >= bar["y"] + bar["height"]


def test_a_wide_table_scrolls_in_itself_on_a_telephone(open_browser):
    page = open_browser("viewer", viewport={"width": 390, "height": 844})
    page.goto("/help/settings/#all-settings")
    table = page.locator(".help-text .table-scroll").first
    assert table.evaluate("(box) => box.scrollWidth > box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
