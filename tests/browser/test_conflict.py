"""Two people save the same script: nobody's text is lost, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from mxadmin.demo import seed
from rules.models import Script
from rules.services import revisions
from tests.browser.conftest import SCRIPT
from tests.browser.test_every_page import above_minor, overflow
from tests.browser.workbench import type_into_editor

pytestmark = pytest.mark.django_db(transaction=True)

BASE = seed.source(3).decode()
FIRST, LAST = BASE.splitlines()[0], BASE.splitlines()[-1]


def somebody_saves(text: str) -> None:
    script = Script.objects.get()
    latest = script.revisions.first().number
    revisions.save(script=script, source=text.encode(), message="Theirs", actor=None, parent=latest)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_clash_is_chosen_place_by_place(open_browser, javascript):
    page = open_browser("editor", java_script_enabled=javascript)
    page.goto(SCRIPT)
    somebody_saves(BASE.replace(FIRST, "-- theirs") + "-- their end\n")
    mine = BASE.replace(FIRST, "-- mine")
    if javascript:
        type_into_editor(page, mine)
    else:
        page.locator("#source").fill(mine)
    page.get_by_placeholder("What changed").fill("Mine")
    page.get_by_role("button", name="Save revision").click()
    expect(page.get_by_text("1 place was changed by both of you")).to_be_visible()
    if javascript:
        assert above_minor(page) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert overflow(page) <= 0
        page.go_back()
        expect(page.get_by_text("You have unsaved work from")).to_be_visible()
        page.go_forward()
    page.get_by_role("button", name="Save with these choices").click()
    expect(page.get_by_role("alert")).to_contain_text("choose a text for place 1")
    page.get_by_label("Yours", exact=True).check()
    page.get_by_role("button", name="Save with these choices").click()
    expect(page.get_by_text("Saved revision 4.")).to_be_visible()
    assert bytes(Script.objects.get().revisions.first().source).decode() == mine + "-- their end\n"


def test_a_merge_by_hand_is_kept_while_it_is_typed(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    somebody_saves("-- theirs\n")
    type_into_editor(page, "-- mine\n")
    page.get_by_placeholder("What changed").fill("Mine")
    page.get_by_role("button", name="Save revision").click()
    page.get_by_text("Or write it by hand").click()
    page.get_by_label("The one text").fill("-- by hand\n")
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Open revision 3, keep mine as a draft").click()
    page.get_by_role("link", name="Restore it").click()
    expect(page.locator("#source")).to_have_value("-- by hand\n")
    page.get_by_placeholder("What changed").fill("Mine")
    page.get_by_role("button", name="Save revision").click()
    expect(page.get_by_text("Saved revision 4.")).to_be_visible()
