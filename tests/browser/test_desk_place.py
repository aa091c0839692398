"""The desk keeps its place: nothing jumps, the caret stays in sight, keys work wherever the focus is."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SCRIPT
from tests.browser.test_every_page import above_minor
from tests.browser.workbench import expect_decision, type_into_editor

pytestmark = pytest.mark.django_db(transaction=True)

SHIFTS = """window.shifts = [];
const isScrolled = ({ node, previousRect, currentRect }) => node?.parentElement?.closest(".ace_editor")
    && (previousRect.x === currentRect.x || !previousRect.width || !currentRect.width
        || node.parentElement.closest(".ace_marker-layer, .ace_cursor-layer"));
const isAbove = ({ node }) => (node?.closest ? node : node?.parentElement)?.closest(".ace_autocomplete");
new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
        if (sources.every((source) => isScrolled(source) || isAbove(source))) continue;
        const told = ({ node, previousRect: { x, y }, currentRect }) => [
            node?.parentElement?.className, node?.className ?? node?.textContent, x, y, currentRect.x, currentRect.y,
        ].join(" ");
        window.shifts.push([value, ...sources.map(told)]);
    }
}).observe({ type: "layout-shift" });"""
"""All of them, also those that browsers do not count since a key was just pressed: only the editor's own lines move
up and down when a key scrolls them, and its marks follow the caret. The list of completions, which is above the page,
follows it too: a busy machine shows it between two keys."""

DRAWN = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn))))"
EDITOR = "ace.edit(document.querySelector('.ace_editor'))"
LONG = "-- a line\n" * 80


def watch_shifts(page: Page) -> None:
    page.evaluate(DRAWN)
    page.evaluate(SHIFTS)


def shifts(page: Page) -> list[list[object]]:
    """Return the shifts after two more frames: an observer is told of a frame when it is over."""
    page.evaluate(DRAWN)
    return page.evaluate("window.shifts")


def place(page: Page) -> dict[str, object]:
    """Return all that must not move by itself."""
    return page.evaluate(
        f"""() => {{
            const editor = {EDITOR};
            return {{
                caret: editor.getCursorPosition(), top: editor.session.getScrollTop(),
                undo: editor.session.getUndoManager().canUndo(), focus: document.activeElement.className,
                text: document.querySelector(".ace_content").getBoundingClientRect().x,
                height: document.querySelector(".ace-host").clientHeight,
            }};
        }}"""
    )


def caret_in_sight(page: Page) -> bool:
    return page.evaluate(f"{EDITOR}.isRowFullyVisible({EDITOR}.getCursorPosition().row)")


@pytest.mark.parametrize("width", [1440, 1000])
def test_typing_at_the_end_shifts_nothing_while_findings_and_results_arrive(open_browser, width):
    page = open_browser("editor", viewport={"width": width, "height": 900})
    page.goto(SCRIPT)
    type_into_editor(page, LONG)
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved")
    unknown = page.locator(".finding-rule", has_text="undefined-name")
    expect(unknown).to_have_count(0)
    watch_shifts(page)
    before = place(page)
    for count in (1, 2, 3):
        page.keyboard.type("print(nothing)\n")
        expect(unknown).to_have_count(count)
        assert caret_in_sight(page)
    page.keyboard.insert_text("print(nothing)\n" * 40)
    expect(unknown).to_have_count(43)
    assert caret_in_sight(page)
    page.get_by_label("Domain or e-mail address").fill("bank.example")
    page.locator(".ace-host .ace_text-input").focus()
    typed = place(page)
    page.keyboard.press("Control+Enter")
    expect_decision(page, "send")
    expect(page.locator(".ace_gutter-cell.ran").first).to_be_attached()
    assert place(page) == typed
    assert (typed["height"], typed["text"]) == (before["height"], before["text"])
    assert shifts(page) == []
    page.set_viewport_size({"width": width, "height": 700})
    page.evaluate(DRAWN)
    assert place(page)["height"] < before["height"]
    assert caret_in_sight(page)


def test_keys_work_wherever_the_focus_is_and_a_fix_gives_it_back(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    type_into_editor(page, "function Checkserver(domain, mxserver)\n    return true\nend\n")
    page.get_by_label("Domain or e-mail address").fill("bank.example")
    page.get_by_role("button", name="Rename it to CheckServer").click()
    expect(page.locator(".ace-host .ace_text-input")).to_be_focused()
    expect(page.locator(".ace_squiggle-error")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect_decision(page, "send")
    page.evaluate("document.activeElement.blur()")
    before = place(page)
    page.keyboard.press("Control+s")
    expect(page.locator("#id_message_error")).to_be_visible()
    assert place(page)["height"] == before["height"]
    expect(page.get_by_placeholder("What changed")).to_be_focused()


def test_tab_passes_through_the_editor_and_indents_once_it_is_used(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    editor = page.locator(".ace-host .ace_text-input")
    before = page.locator("#source").input_value()
    stop = page.get_by_role("button", name="Keys")
    stop.focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.ace_text-input')"):
            break
    expect(editor).to_be_focused()
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor).not_to_be_focused()
    assert page.locator("#source").input_value() == before
    expect(page.locator("[data-draft-state]")).to_be_empty()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()
    assert page.locator("#source").input_value() != before


def test_an_answer_to_something_else_turns_grey_and_names_what_it_answered(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    before = page.locator("#source").input_value()
    domain = page.get_by_label("Domain or e-mail address")
    domain.fill("bank.example")
    page.keyboard.press("Control+Enter")
    expect_decision(page, "send")
    card, answered = page.locator("#result"), page.locator("[data-answered]")
    stale = re.compile(r"\bis-stale\b")
    expect(answered).to_contain_text("For bank.example, first try, 20KB, VPOP3")
    expect(answered).to_contain_text("revision 2")
    expect(page.locator(".ace_gutter-cell.ran").first).to_be_attached()
    watch_shifts(page)
    for field, value, other in [
        (domain, "bank.example", "other.example"),
        (page.get_by_label("Retries so far"), "0", "3"),
        (page.get_by_label("Message size"), "20KB", "9 MB"),
    ]:
        field.fill(other)
        expect(card).to_have_class(stale)
        expect(page.get_by_text("out of date")).to_be_visible()
        expect(page.locator(".ace_gutter-cell.ran")).to_have_count(0)
        field.fill(value)
        expect(card).not_to_have_class(stale)
    version = page.get_by_label("VPOP3 version")
    chosen = version.input_value()
    version.select_option("7.9")
    expect(card).to_have_class(stale)
    version.select_option(chosen)
    expect(card).not_to_have_class(stale)
    assert shifts(page) == []
    type_into_editor(page, f"-- mine\n{before}")
    expect(card).to_have_class(stale)
    expect(answered).to_contain_text("VPOP3 8.8, revision 2")
    expect(answered).not_to_contain_text("latest")
    page.keyboard.press("Control+Enter")
    expect(card).not_to_have_class(stale)
    expect(answered).to_contain_text("unsaved text")
    page.keyboard.type("-- more")
    expect(answered).to_contain_text("the text before your change")
    assert above_minor(page) == []
    domain.fill("two words.example")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#id_domain_error")).to_be_visible()
    expect(card).to_have_class(stale)
    expect(answered).to_contain_text("For bank.example")
