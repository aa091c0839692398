"""The script desk: findings while one types, a fix, completion, explanations, keys, the divider, tabs."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SCRIPT
from tests.browser.workbench import type_into_editor

pytestmark = pytest.mark.django_db(transaction=True)

VENDORS = f"{SCRIPT}?revision=1"
UNFINISHED = (
    'local limit = 3\n\nfunction CheckServer(domain, mxserver)\n    local rows = VPOP3.PostgresQuery("SELECT ")\nend\n'
)


def rules(page: Page) -> list[str]:
    return page.locator(".finding-rule").all_inner_texts()


def text(page: Page) -> str:
    return page.locator("#source").input_value()


def selection(page: Page) -> str:
    return page.evaluate("ace.edit(document.querySelector('.ace_editor')).getSelectedText()")


def at_end_of(page: Page, line: int, back: int = 0) -> None:
    page.evaluate("line => ace.edit(document.querySelector('.ace_editor')).gotoLine(line, 999)", line)
    page.locator(".ace-host .ace_text-input").focus()
    for _ in range(back):
        page.keyboard.press("ArrowLeft")


def test_a_mistake_is_marked_while_typing_and_fixed_at_one_click(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    type_into_editor(page, "function Checkserver(domain, mxserver)\n    return true\nend\n")
    expect(page.locator(".ace_squiggle-error")).to_have_count(1)
    expect(page.locator(".ace_gutter-cell.ace_error")).to_have_text("1")
    expect(page.locator("[data-summary]")).to_contain_text("1 error")
    page.get_by_role("button", name="Rename it to CheckServer").press("Enter")
    expect(page.locator(".ace_squiggle-error")).to_have_count(0)
    assert text(page).startswith("function CheckServer(domain")
    expect(page.locator("[data-outline]").get_by_role("link", name="CheckServer line 1")).to_be_visible()
    page.get_by_role("button", name="Add GetOverrides").click()
    expect(page.locator("[data-outline]").get_by_role("link", name="GetOverrides line 5")).to_be_visible()
    page.get_by_label("VPOP3 version").select_option("7.9")
    expect(page.locator("[data-outline]")).to_contain_text("CheckServer not called by 7.9")
    with page.context.expect_page() as explained:
        page.get_by_role("link", name="hook-version").first.click()
    expect(explained.value.locator(":target")).to_contain_text("hook-version")


def test_f8_goes_through_the_findings_and_alt_enter_fixes_one(open_browser):
    page = open_browser("editor")
    page.goto(VENDORS)
    assert rules(page) == ["undeclared-global", "sql-quoting", "unchecked-rows", "implicit-result"]
    for expected in ("x", "mxserver"):
        page.keyboard.press("F8")
        assert selection(page) == expected
    expect(page.locator("[data-finding-said]")).to_contain_text("Line 4, warning: mxserver comes from")
    expect(page.locator("[aria-current].finding")).to_contain_text("sql-quoting")
    page.keyboard.press("Alt+Enter")
    expect(page.locator(".finding")).to_have_count(3)
    assert "mxserver:gsub" in text(page)
    page.keyboard.press("Control+z")
    expect(page.locator(".finding")).to_have_count(4)
    page.keyboard.press("Shift+F8")
    assert selection(page) == "x"


def test_words_are_completed_and_explained(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    type_into_editor(page, UNFINISHED)
    popup = page.locator(".ace_autocomplete")
    at_end_of(page, 4, back=2)
    page.keyboard.type("* FROM outq")
    expect(popup.locator(".ace_line").first).to_contain_text("outqueue")
    page.keyboard.press("Enter")
    page.keyboard.type(".")
    expect(popup.locator(".ace_line").first).to_contain_text("sendattempts")
    page.keyboard.press("Enter")
    page.keyboard.type(" WHERE startt")
    expect(popup.locator(".ace_line").first).to_contain_text("starttime")
    page.keyboard.press("Enter")
    assert '"SELECT * FROM outqueue.sendattempts WHERE starttime")' in text(page)
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("lim")
    expect(popup.locator(".ace_line").first).to_contain_text("limit")
    page.keyboard.press("Escape")
    at_end_of(page, 6 if text(page).count("\n") > 5 else 5)
    page.keyboard.press("Enter")
    page.keyboard.type("GetOv")
    expect(popup.locator(".ace_line").first).to_contain_text("GetOverrides")
    page.keyboard.press("Enter")
    assert "function GetOverrides(domain, numRetries, messageSize)\n" in text(page)
    at_end_of(page, 3, back=20)
    page.keyboard.press("Control+i")
    expect(page.locator(".hover-card")).to_contain_text("Since VPOP3 7.10, documented")
    type_into_editor(page, "function GetCheckCache(domain, tries)\n    return tries")
    page.keyboard.press("Control+i")
    expect(page.locator(".hover-card")).to_contain_text("How many tries the message has had")
    type_into_editor(page, "function CheckServer() return 'x' end")
    page.locator(".finding-rule", has_text="hold-minutes").wait_for()
    at_end_of(page, 1, back=6)
    page.keyboard.press("Control+i")
    expect(page.locator(".hover-finding code")).to_have_text("return false, minutes")


def test_the_keys_are_listed_and_chosen_and_the_divider_stays(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    page.locator("main").focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("Next finding")
    dialog.get_by_label("Vim").check()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    divider = page.get_by_role("separator", name="Width of the editor")
    before = page.locator(".ace-host").bounding_box()["width"]
    divider.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(divider).to_have_attribute("aria-valuenow", "56")
    page.reload()
    expect(divider).to_have_attribute("aria-valuenow", "56")
    assert page.locator(".ace-host").bounding_box()["width"] < before - 40
    page.locator(".ace-host .ace_text-input").focus()
    page.keyboard.type("ggdd")
    expect(page.get_by_text("unsaved changes")).to_be_visible()
    page.keyboard.type("/LIMIT")
    page.keyboard.press("Enter")
    page.keyboard.type(":w")
    page.keyboard.press("Enter")
    expect(page.get_by_placeholder("What changed")).to_be_focused()
    expect(page.locator("#result")).to_contain_text("What would happen")


def test_on_a_telephone_the_parts_are_tabs(open_browser):
    page = open_browser("editor", viewport={"width": 390, "height": 844})
    page.goto(VENDORS)
    expect(page.locator(".ace-host")).to_be_visible()
    expect(page.locator(".findings")).to_be_hidden()
    tab = page.get_by_role("tab", name="Findings")
    expect(tab).to_contain_text("4")
    tab.click()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Dry run")).to_be_focused()
    expect(page.get_by_label("Domain or e-mail address")).to_be_visible()
    tab.click()
    page.locator(".findings").get_by_role("link", name="line 6").click()
    expect(page.locator(".ace-host")).to_be_visible()
    assert selection(page) == "x[1].cnt"


def test_a_server_that_is_away_is_said_and_the_list_comes_back(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    page.route("**/lint/", lambda route: route.abort())
    type_into_editor(page, "x = 1\n")
    expect(page.locator("[data-lint-trouble]")).to_have_text("Not checked: mxadmin does not answer.")
    page.unroute("**/lint/")
    page.locator(".ace-host .ace_text-input").press("End")
    page.keyboard.type(" ")
    expect(page.locator("[data-lint-trouble]")).to_be_hidden()
    expect(page.locator(".finding-rule").first).to_have_text("undeclared-global")
