"""Pages work without JavaScript: real links, real forms, a textarea."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SCRIPT
from tests.browser.workbench import dry_run, expect_decision

pytestmark = pytest.mark.django_db(transaction=True)

HOLD = "function CheckServer() return false, 5 end\n"


def test_the_unsaved_text_is_dry_run_kept_and_saved(open_browser):
    page = open_browser("editor", java_script_enabled=False)
    page.goto(SCRIPT)
    page.locator("#source").fill(HOLD)
    dry_run(page, "bank.example")
    expect_decision(page, "hold")
    expect(page.locator("#source")).to_have_value(HOLD)
    page.get_by_placeholder("What changed").fill("Hold")
    page.get_by_role("button", name="Save revision").click()
    expect(page.get_by_text("Saved revision 3.")).to_be_visible()


def test_a_bad_domain_keeps_everything_that_was_typed(open_browser):
    page = open_browser("editor", java_script_enabled=False)
    page.goto(SCRIPT)
    page.locator("#source").fill(HOLD)
    dry_run(page, "two words.example")
    expect(page.locator("#id_domain_error")).to_be_visible()
    expect(page.locator("#source")).to_have_value(HOLD)


def test_attempts_are_filtered_and_paged(open_browser):
    page = open_browser("viewer", java_script_enabled=False)
    page.goto("/attempts/")
    page.locator(".filters-more > summary").click()
    page.get_by_label("Outcome").select_option("permanent")
    page.get_by_label("Time").select_option("7d")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="Outcome: permanent")).to_be_visible()
    assert set(page.locator("td.attempt-outcome").all_inner_texts()) == {"permanent"}
    page.goto("/attempts/")
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_role("link", name="Newest")).to_be_visible()
    page.get_by_role("link", name="Newer").click()
    expect(page.get_by_role("link", name="Newer")).to_have_count(0)
    page.locator(".attempt-when a").first.click()
    expect(page.get_by_role("heading", name="The reply")).to_be_visible()
