"""A fuse from the publish page to its end: everybody sees how far it is, and a publisher takes the text back."""

import pytest
from playwright.sync_api import expect

from mxadmin.demo.importer import import_scripts
from rules.models import Fuse
from rules.services.fuse_watch import MINUTE, FuseWatch
from tests.browser.conftest import SCRIPT
from tests.browser.test_every_page import LAPTOP, RULES_OF_COLOURS, TELEPHONE, above_minor, overflow, show
from tests.browser.test_publish import deliver

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_publication_on_trial_is_followed_and_taken_back(open_browser, settings, tmp_path):
    settings.VPOP3_DIR = tmp_path
    seconds = [0.0]
    watch = FuseWatch(lambda: seconds[0])
    page = open_browser("publisher", reduced_motion="reduce")
    page.goto(f"{SCRIPT}revisions/2/publish/")
    page.get_by_label("Publish with a fuse").check()
    page.get_by_label("For how many minutes").fill("20")
    expect(page.locator('[data-check="history"]')).to_be_visible()
    page.get_by_role("button", name="Publish revision 2").click()
    expect(page.get_by_text("a fuse has to last three times as long")).to_be_visible()
    expect(page.get_by_label("Publish with a fuse")).to_be_checked()
    page.get_by_label("For how many minutes").fill("240")
    page.get_by_role("button", name="Publish revision 2").click()
    expect(page.get_by_text("its fuse waits for VPOP3")).to_be_visible()
    expect(page.locator("#fuse-figures")).to_contain_text("VPOP3 has not loaded this text yet.")
    page.clock.install()
    page.get_by_role("link", name="Its publication").click()
    expect(page.locator("#fuse-figures")).to_contain_text("waits for VPOP3")
    deliver()
    import_scripts(tmp_path)
    deliver()
    watch.look()
    seconds[0] += MINUTE
    watch.look()
    page.clock.fast_forward(16_000)
    expect(page.locator("#fuse-figures")).to_contain_text("1 of 240 minutes judged")  # the page asks by itself
    expect(page.get_by_role("region", name="Figures of the fuse")).to_contain_text("not enough known")
    assert above_minor(page) == []
    show(page, scheme="dark")
    assert above_minor(page, RULES_OF_COLOURS) == []
    show(page, viewport=TELEPHONE)
    assert overflow(page) <= 0
    show(page, viewport=LAPTOP, scheme="light")
    page.goto(SCRIPT)
    expect(page.locator("#fuse-badge")).to_contain_text("1 of 240 min")
    page.locator("#fuse-badge").click()
    page.locator("summary", has_text="Take back now").click()
    page.get_by_label("Why, in a few words").fill("Mail waits.")
    page.get_by_role("button", name="Take back now").click()
    expect(page.get_by_text("Revision 1 is live again.")).to_be_visible()
    expect(page.get_by_text("publisher took it back to revision 1.")).to_be_visible()
    assert Fuse.objects.get().state == Fuse.State.TAKEN_BACK
