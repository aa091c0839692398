"""A text is tried on history: from the desk, while one watches, and the result read to the last attempt."""

import csv

import pytest
from playwright.sync_api import expect

from rules.models import Replay
from rules.services import replays
from tests.browser.conftest import SCRIPT, finished_trial
from tests.browser.workbench import type_into_editor

pytestmark = pytest.mark.django_db(transaction=True)


def work() -> None:
    """As a background worker does, until nothing is left."""
    for replay in Replay.objects.filter(finished_at=None, cancelled_at=None):
        while not Replay.objects.get(pk=replay.pk).over:
            replays.work_on.call(replay.pk)


def test_the_unsaved_text_is_tried_from_the_desk_while_one_watches(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    type_into_editor(page, "\n-- never saved\n")
    page.get_by_role("button", name="Try on history").click()
    expect(page.get_by_label("Try", exact=True)).to_have_value("typed")
    page.get_by_label("Over", exact=True).select_option("24h")
    page.get_by_text("Only some servers").click()
    page.get_by_label("Only these providers").fill("bigmail.example")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("running")).to_be_visible()
    assert b"-- never saved" in bytes(Replay.objects.get().source)
    work()
    expect(page.get_by_text("finished")).to_be_visible()  # the page asks by itself
    expect(page.locator("[data-sentence]")).to_contain_text("this text would have avoided")
    assert page.url.endswith(f"/replays/{Replay.objects.get().pk}/")


def test_it_is_cancelled_by_a_button_and_keeps_its_link(open_browser):
    page = open_browser("editor")
    page.goto(f"{SCRIPT}replays/?tried=2")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("cancelled", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    work()
    page.goto(f"{SCRIPT}replays/")
    page.get_by_role("link", name="beside Revision 1").click()
    expect(page.get_by_text("Cancelled: the figures are of the time up to there.")).to_be_visible()


def test_from_the_sentence_to_the_rows_the_timeline_and_the_file(open_browser):
    page = open_browser("viewer")
    trial = finished_trial()
    page.goto(f"/replays/{trial.pk}/")
    page.locator('[data-kind="useful"] a').click()
    expect(page.locator(".replay-rows tbody tr").first).to_contain_text("refused for")
    page.get_by_role("link", name="Trial").click()
    page.get_by_role("link", name="mx1.bigmail.example").click()
    dots = page.locator(".timeline .dot")
    assert dots.count() > 0
    assert page.locator(".timeline-band").count() == 2
    page.get_by_text("The same as a table").click()
    expect(page.locator(".chart-table tbody tr")).to_have_count(dots.count())
    page.get_by_role("link", name="Trial").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) == trial.done


def test_without_javascript_a_trial_is_started_and_read(open_browser):
    page = open_browser("editor", java_script_enabled=False)
    page.goto(SCRIPT)
    page.get_by_role("button", name="Try on history").click()
    page.get_by_label("Over", exact=True).select_option("24h")
    page.get_by_role("button", name="Start").click()
    work()
    page.reload()
    expect(page.get_by_text("finished")).to_be_visible()
    expect(page.locator("[data-sentence]")).to_contain_text("this text would have")


def test_a_publication_is_reached_from_a_chart_by_keyboard(open_browser):
    page = open_browser("viewer")
    page.goto("/attempts/overview/?range=24h")
    link = page.get_by_role("link", name="Revision 1 published")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Did revision 1 help?")).to_be_visible()
