"""Keys of every page: the palette, the list of keys, and the ways to the pages of the main menu."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_every_page import RULES_OF_COLOURS, TELEPHONE, above_minor, overflow, show

pytestmark = pytest.mark.django_db(transaction=True)


def test_ctrl_k_leads_to_a_page_by_keys_alone_and_recent_ones_come_first(open_browser):
    page = open_browser("viewer")
    page.goto("/connection/")
    page.goto("/attempts/?range=24h")
    page.locator("#id_q").press("Control+k")
    palette = page.get_by_role("dialog", name="Go to")
    field = palette.get_by_role("combobox")
    expect(field).to_be_focused()
    options = palette.get_by_role("option")
    expect(options.first).to_have_text("Connection")
    expect(options.filter(has_text="Why is it waiting?")).to_be_visible()
    expect(options.filter(has_text="New scenario")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    expect(page.locator("#id_q")).to_be_focused()

    page.keyboard.press("Control+k")
    field.press_sequentially("why wait")
    expect(options.first).to_have_text("Why is it waiting?")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/waiting/")

    page.get_by_role("button", name="Go to").click()
    field.press_sequentially("ann@nowhere.example")
    expect(options.filter(has_text="Why is mail for ann@nowhere.example waiting?")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/attempts/?q=ann%40nowhere.example&range=7d")


def test_letters_lead_to_pages_but_not_while_somebody_types(open_browser):
    page = open_browser("viewer")
    page.goto("/")
    page.locator("body").press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/attempts/")
    page.locator("body").press("/")
    search = page.locator("#id_q")
    expect(search).to_be_focused()
    page.keyboard.type("gh?/jk")
    expect(search).to_have_value("gh?/jk")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Escape")
    search.blur()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys.get_by_role("heading", level=3).first).to_have_text("Send attempts")
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/scripts/mxserverrules.lua/")


def test_in_the_editor_letters_and_ctrl_k_are_the_editors(open_browser):
    page = open_browser("editor")
    page.goto("/scripts/mxserverrules.lua/")
    page.locator(".ace-host .ace_text-input").focus()
    page.keyboard.type("?g/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("unsaved changes")).to_be_visible()
    page.keyboard.press("F1")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Next finding")


def test_palette_and_keys_are_accessible_and_fit_a_telephone(open_browser):
    page = open_browser("viewer", viewport=TELEPHONE, reduced_motion="reduce")
    page.goto("/connection/")
    page.get_by_role("button", name="Go to").click()
    expect(page.get_by_role("option").first).to_be_visible()
    for name in ("Go to", "Keys"):
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
        assert overflow(page) <= 0
        show(page, scheme="light")
        assert above_minor(page) == []
        show(page, scheme="dark")
        assert above_minor(page, RULES_OF_COLOURS) == []
        page.keyboard.press("Escape")
        page.locator("body").press("?")
