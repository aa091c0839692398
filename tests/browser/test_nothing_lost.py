"""Typed text is never lost, whatever is pressed while the server, the network or the browser is away."""

import os
import secrets
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from rules.models import Draft, Script
from rules.models.roles import Role
from rules.services import drafts
from tests.browser.conftest import FLAGS, PASSWORD, SCRIPT, found_chromium, session_cookie
from tests.browser.test_desk_place import EDITOR, place
from tests.browser.test_every_page import above_minor
from tests.browser.workbench import dry_run, expect_decision, type_into_editor
from tests.demo.running import free_port
from tests.terminal import COMMAND, environment, mxadmin

pytestmark = pytest.mark.django_db(transaction=True)

MINE = "function CheckServer() return false, 5 end\n-- one\n-- two\n"
HERE = "Your text is kept in this browser until mxadmin has it."


def texts() -> list[str]:
    return [bytes(each.source).decode() for each in Script.objects.get().revisions.order_by("number")][2:]


def draft_state(page: Page):
    return page.locator("[data-draft-state]")


def test_a_save_keeps_caret_scroll_undo_focus_and_the_answer_of_a_dry_run(open_browser):
    page = open_browser("editor")
    page.goto(f"{SCRIPT}?revision=1")
    type_into_editor(page, MINE)
    dry_run(page, "bank.example")
    expect_decision(page, "hold")
    page.get_by_placeholder("What changed").fill("Mine")
    page.locator(".ace-host .ace_text-input").focus()
    page.evaluate(f"{EDITOR}.gotoLine(2, 3)")
    before = place(page)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved revision 3.")).to_be_visible()
    assert place(page) == before
    expect(page.locator("[data-decision=hold]")).to_be_visible()
    expect(page.locator(".workbench-head")).to_contain_text("Revision 3")
    expect(page.get_by_text("unsaved changes")).to_be_hidden()
    expect(page.get_by_placeholder("What changed")).to_have_value("")
    assert page.url.endswith(SCRIPT)
    page.keyboard.type("!")
    expect(page.get_by_text("unsaved changes")).to_be_visible()
    page.keyboard.press("Control+s")
    page.keyboard.type("Again")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved revision 4.")).to_be_visible()
    expect(page.locator(".ace-host .ace_text-input")).to_be_focused()
    assert texts() == [MINE, MINE.replace("-- one", "-- !one")]
    page.keyboard.press("Control+z")
    assert page.locator("#source").input_value() == MINE


def test_a_save_while_the_network_is_away_is_tried_again_and_typing_goes_on(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    type_into_editor(page, MINE)
    page.get_by_placeholder("What changed").fill("Mine")
    page.context.set_offline(True)
    page.locator(".ace-host .ace_text-input").focus()
    page.keyboard.press("Control+s")
    bar = page.locator("[data-bar]")
    expect(bar).to_contain_text("Not saved yet: mxadmin does not answer.")
    assert above_minor(page) == []
    page.keyboard.type("-- more")
    expect(draft_state(page)).to_contain_text("mxadmin does not answer")
    expect(draft_state(page)).to_contain_text(HERE)
    page.context.set_offline(False)
    expect(page.locator(".workbench-head")).to_contain_text("Revision 3")
    expect(bar).to_be_hidden()
    assert texts() == [MINE]
    assert page.locator("#source").input_value() == f"{MINE}-- more"
    expect(page.get_by_text("unsaved changes")).to_be_visible()
    expect(draft_state(page)).to_contain_text("Draft saved")


def test_text_that_only_the_browser_has_is_offered_to_its_person_until_it_is_kept_or_discarded(open_browser, site):
    page = open_browser("editor")
    script, editor = Script.objects.get(), User.objects.get(username="editor")
    for number in range(drafts.MOST_DRAFTS):
        drafts.keep(script=script, user=editor, text=f"-- {number}\n", parent=1)
    page.goto(SCRIPT)
    type_into_editor(page, MINE)
    page.get_by_placeholder("What changed").fill("Mine")
    expect(draft_state(page)).to_contain_text(
        f"no more are kept. Discard one above the editor, or save this text. {HERE}"
    )
    other = page.context.new_page()
    other.goto(SCRIPT)
    type_into_editor(other, "-- in the other tab\n")
    expect(draft_state(other)).to_contain_text(HERE)
    expect(other.locator("[data-kept]")).to_have_count(0)
    other.keyboard.press("Control+z")
    expect(draft_state(other)).not_to_contain_text(HERE)
    assert kept_here(other) == [MINE]
    other.close()
    page.on("dialog", lambda dialog: dialog.accept())
    offers = page.locator("[data-kept]")
    go_away_and_back(page)
    expect(offers).to_have_count(1)
    expect(offers).to_contain_text("3 lines, based on revision 2")
    assert above_minor(page) == []
    page.context.add_cookies([session_cookie(Role.PUBLISHER, site)])
    page.reload()
    expect(draft_state(page)).to_be_attached()
    expect(offers).to_have_count(0)
    page.context.add_cookies([session_cookie(Role.EDITOR, site)])
    page.reload()
    offers.get_by_role("button", name="Restore it").click()
    expect(page.locator("#source")).to_have_value(MINE)
    expect(page.locator(".ace-host .ace_text-input")).to_be_focused()
    expect(draft_state(page)).to_contain_text(HERE)
    go_away_and_back(page)
    offers.locator("summary").click()
    offers.get_by_role("button", name="Discard from this browser").click()
    expect(offers).to_have_count(0)
    assert kept_here(page) == []
    type_into_editor(page, "-- kept at last\n")
    expect(draft_state(page)).to_contain_text(HERE)
    assert kept_here(page) == ["-- kept at last\n"]
    drafts.discard(script=script, user=editor, version=Draft.objects.first().version)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(draft_state(page)).to_contain_text("Draft saved")
    page.reload()
    expect(page.locator("[data-draft-offer]")).to_have_count(drafts.MOST_DRAFTS)
    assert kept_here(page) == []


def go_away_and_back(page: Page) -> None:
    page.goto("about:blank")
    page.go_back()


def kept_here(page: Page) -> list[str]:
    """The texts that the browser keeps."""
    return page.evaluate(
        """() => new Promise((done) => {
            indexedDB.open("mxadmin").onsuccess = ({ target: { result: database } }) => {
                const asked = database.transaction("texts").objectStore("texts").getAll();
                asked.onsuccess = () => { database.close(); done(asked.result.map(({ text }) => text)); };
            };
        })"""
    )


def test_a_browser_that_keeps_nothing_says_that_the_text_is_on_this_page_only(open_browser):
    page = open_browser("editor")
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page.goto(SCRIPT)
    page.context.set_offline(True)
    type_into_editor(page, MINE)
    expect(draft_state(page)).to_contain_text("Your text is on this page only")
    page.context.set_offline(False)
    expect(draft_state(page)).to_contain_text("Draft saved")


@contextmanager
def serving(settings: dict[str, str], port: int) -> Iterator[subprocess.Popen]:
    """Serve while the block runs; then the server ends as in a power cut."""
    command = (*COMMAND, "serve", "--port", str(port), "--workers", "1", "--background", "0")
    server = subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert "listens" in server.stdout.readline()
        yield server
    finally:
        kill(server)
        server.stdout.close()


@contextmanager
def own_browser(chromium: Browser, profile: Path) -> Iterator[tuple[Page, subprocess.Popen]]:
    """Open a browser with a profile on the disk, which a killed browser leaves behind."""
    command = [found_chromium(), *FLAGS, "--headless=new", "--remote-debugging-port=0"]
    started = subprocess.Popen(
        [*command, f"--user-data-dir={profile}", "about:blank"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        address = next(line.split()[-1] for line in started.stderr if line.startswith("DevTools listening on"))
        browser = chromium.browser_type.connect_over_cdp(address)
        yield browser.contexts[0].pages[0], started
    finally:
        kill(started)
        started.stderr.close()


def kill(process: subprocess.Popen) -> None:
    """Kill the browser with all its children."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def sign_in(page: Page, base: str) -> None:
    page.goto(f"{base}/sign-in/?next={SCRIPT}")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator(".ace-host .ace_text-input").focus()


def test_a_power_cut_of_server_and_browser_loses_nothing(chromium, tmp_path, migrated_folder):
    (tmp_path / "password").write_text(PASSWORD)
    folder = migrated_folder()
    made = mxadmin("create-user", "editor", "--role=editor", f"--password-file={tmp_path}/password", folder=folder)
    assert made.returncode == 0
    settings = environment(folder, SECRET_KEY=secrets.token_urlsafe(50))
    settings.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # of the fixture `chromium`
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with serving(settings, port) as server, own_browser(chromium, tmp_path / "profile") as (page, process):
        sign_in(page, base)
        page.keyboard.insert_text("-- the server has this\n")
        expect(draft_state(page)).to_contain_text("Draft saved")
        kill(server)
        page.keyboard.insert_text("-- the server never had this\n")
        expect(draft_state(page)).to_contain_text(HERE)
        page.get_by_placeholder("What changed").fill("Saved while it is dead")
        page.keyboard.press("Control+s")
        expect(page.locator("[data-bar]")).to_contain_text("Not saved yet")
        kill(process)
    with serving(settings, port), own_browser(chromium, tmp_path / "profile") as (page, _):
        sign_in(page, base)
        page.get_by_role("button", name="Restore it").click()
        expect(page.locator("#source")).to_have_value("-- the server has this\n-- the server never had this\n")
        page.get_by_role("button", name="Save revision").click()
        page.get_by_placeholder("What changed").fill("After the power cut")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Saved revision 1.")).to_be_visible()
        page.reload()
        expect(page.locator("[data-kept], [data-draft-offer]")).to_have_count(0)
