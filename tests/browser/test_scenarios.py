"""A dry run is kept as a scenario and guards the script; a list of destinations is run while one watches."""

import pytest
from playwright.sync_api import expect

from rules.models import Batch
from rules.services import batches
from tests.browser.conftest import SCRIPT
from tests.browser.test_every_page import above_minor
from tests.browser.workbench import dry_run, expect_decision

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_run_becomes_a_scenario_that_can_be_read_and_covers_lines(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    dry_run(page, "partner.example")
    expect_decision(page, "send")
    page.get_by_role("link", name="Save as test").click()
    page.get_by_label("Name of the test").fill("Partner goes to the relay")
    page.get_by_role("button", name="Keep as test").click()
    page.get_by_role("link", name="Partner goes to the relay").click()
    expect(page.get_by_text("It comes out otherwise").or_(page.get_by_text("It comes out as expected"))).to_be_visible()
    assert above_minor(page) == []
    page.get_by_role("link", name="Scenarios of mxserverrules.lua").click()
    expect(page.get_by_role("link", name="Partner goes to the relay")).to_be_visible()
    page.get_by_role("link", name="Coverage").click()
    expect(page.get_by_text("of the lines that can run were run")).to_be_visible()
    expect(page.locator(".coverage .missed").first).to_be_visible()
    assert above_minor(page) == []


def test_a_list_is_run_while_one_watches(open_browser):
    page = open_browser("editor")
    page.goto(f"{SCRIPT}batches/")
    page.get_by_label("Destinations").fill("partner.example\nbank.example, bigmial.example\nbad..example")
    page.get_by_role("button", name="Run all").click()
    expect(page.get_by_text("running")).to_be_visible()
    expect(page.get_by_text("1 entry names no destination")).to_be_visible()
    batch = Batch.objects.get()
    while not Batch.objects.get().over:
        batches.work_on.call(batch.pk)
    expect(page.get_by_text("finished")).to_be_visible()  # the page asks by itself
    expect(page.locator(".batch-changed")).to_contain_text("partner.example")
    page.get_by_role("link", name="Changed").click()
    expect(page.locator(".batch-table tbody tr")).to_have_count(1)
    assert above_minor(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
