"""Publishing, from a text to VPOP3: the checks arrive by themselves, what was typed is kept, and VPOP3 loads it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mxadmin.demo.importer import import_scripts
from rules.models import Delivery, Script
from rules.services import delivery, publishing, revisions
from tests.browser.conftest import SCRIPT
from tests.browser.test_desk_place import SHIFTS, shifts
from tests.browser.test_every_page import LAPTOP, TELEPHONE

pytestmark = pytest.mark.django_db(transaction=True)

MISSPELT = b"function Checkserver(domain, mxserver, numRetries, messageSize, defaultResult)\n    return true\nend\n"


WITH_STYLES = """
addEventListener("DOMContentLoaded", () => {
    window.reasons = [document.querySelector(".publish-reason")?.offsetHeight];
    for (const input of document.querySelectorAll("input")) { input.style.color = "red"; input.style.color = ""; }
});
"""
"""What tools do that look at a page, as password managers: htmx must not copy it into what it swaps in."""


STALE = re.compile(r"\bis-stale\b")


def deliver():
    Delivery.objects.filter(state__in=Delivery.OPEN).update(next_look=timezone.now() - timedelta(minutes=5))
    delivery.deliver_due()


def test_a_publisher_brings_a_text_to_vpop3(open_browser, settings, tmp_path):
    settings.VPOP3_DIR = tmp_path
    page = open_browser("publisher", permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script(WITH_STYLES)
    page.goto(f"{SCRIPT}revisions/2/publish/")
    for name in ("loads", "findings", "destinations"):
        expect(page.locator(f'[data-check="{name}"]')).to_have_attribute("data-verdict", "passed")
    page.locator("summary", has_text="as before").click()
    expect(page.locator(".check-table").get_by_role("row", name="bigmail.example")).to_be_visible()
    expect(page.get_by_label("Reason to publish anyway")).to_be_hidden()
    assert page.evaluate("window.reasons") == [0]
    page.get_by_role("button", name="Publish revision 2").click()
    expect(page.get_by_text("Revision 2 is live.")).to_be_visible()
    expect(page.locator("#delivery-line")).to_contain_text("waiting to be copied")
    deliver()
    expect(page.locator("#delivery-line")).to_contain_text("waiting for VPOP3")  # the page asks by itself
    page.goto(SCRIPT)
    expect(page.locator("#delivery-badge")).to_have_text("waiting for VPOP3")
    page.locator("#delivery-badge").click()
    revision = page.locator("#folder-state td a")
    expect(page.locator("#folder-state")).to_contain_text("waiting for VPOP3")
    revision.focus()
    import_scripts(tmp_path)
    deliver()
    expect(page.locator("#folder-state")).to_contain_text("loaded by VPOP3")
    expect(revision).to_be_focused()
    page.get_by_label("Name").fill("task on MAIL01")
    page.get_by_role("button", name="Create a token").click()
    expect(page.locator("#token")).to_contain_text("mxa_")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#token").text_content()
    page.goto("/audit/")
    page.get_by_label("Person").fill("publ")
    page.get_by_label("Action").select_option("revision_publish")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row").last).to_contain_text("loads passed")


def test_a_check_that_failed_asks_for_a_reason_and_a_later_publish_is_told(open_browser, site):
    script = Script.objects.get()
    revisions.save(script=script, source=MISSPELT, message="A slip", actor=None, parent=2)
    page = open_browser("publisher")
    page.goto(f"{SCRIPT}revisions/3/publish/")
    expect(page.locator('[data-check="findings"]')).to_have_attribute("data-verdict", "failed")
    page.get_by_role("button", name="Publish revision 3").click()
    expect(page.get_by_text("Say why it goes live anyway.")).to_be_visible()
    expect(page.locator('[data-check="findings"] .check-findings')).to_be_visible()
    page.get_by_label("Reason to publish anyway").fill("It is meant.")
    other = page.context.new_page()
    other.goto(f"{SCRIPT}revisions/2/publish/")
    expect(other.locator('[data-check="loads"]')).to_be_visible()
    other.get_by_role("button", name="Publish revision 2").click()
    expect(other.get_by_text("Revision 2 is live.")).to_be_visible()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as when the tab is looked at again
    expect(page.locator("[data-bar-text]")).to_contain_text("Meanwhile revision 2 was made live.")
    expect(page.locator("#checks")).to_contain_text("compared with revision 1, which was live")
    expect(page.get_by_role("region", name="What changes against revision 1, which was live")).to_have_class(STALE)
    page.get_by_role("button", name="Publish revision 3").click()
    expect(page.get_by_role("alert").first).to_contain_text("Meanwhile revision 2 was made live")
    expect(page.get_by_label("Reason to publish anyway")).to_have_value("It is meant.")


def test_a_page_that_is_out_of_date_compares_again_and_keeps_the_reason(open_browser, site):
    script = Script.objects.get()
    revisions.save(script=script, source=MISSPELT, message="A slip", actor=None, parent=2)
    page = open_browser("publisher")
    page.goto(f"{SCRIPT}revisions/3/publish/")
    expect(page.locator('[data-check="findings"]')).to_be_visible()
    page.get_by_label("Reason to publish anyway").fill("It is meant.")
    second = script.revisions.get(number=2)
    publishing.publish(script=script, revision=second, sha256=second.sha256, actor=None, reason="A test.")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_role("button", name="Compare again").click()
    expect(page.get_by_role("heading", name="What changes against revision 2, which is live")).to_be_visible()
    expect(page.locator("[data-bar]")).to_be_hidden()
    expect(page.get_by_label("Reason to publish anyway")).to_have_value("It is meant.")


@pytest.mark.parametrize("viewport", [LAPTOP, TELEPHONE], ids=["laptop", "telephone"])
def test_nothing_moves_when_the_checks_arrive(open_browser, site, viewport):
    """Neither where all pass nor where one fails, so that a reason is asked for; and not when another one goes live."""
    script = Script.objects.get()
    revisions.save(script=script, source=MISSPELT, message="A slip", actor=None, parent=2)
    page = open_browser("publisher", viewport=viewport)
    page.add_init_script(SHIFTS)
    for number, verdict in ((2, "passed"), (3, "failed")):
        page.goto(f"{SCRIPT}revisions/{number}/publish/")
        expect(page.locator('[data-check="findings"]')).to_have_attribute("data-verdict", verdict)
        assert shifts(page) == []
    second = script.revisions.get(number=2)
    publishing.publish(script=script, revision=second, sha256=second.sha256, actor=None, reason="A test.")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-bar]")).to_be_visible()
    assert shifts(page) == []
