"""Reading the send attempts: filters, following, one attempt, a file, the reader's own time zone."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.test_every_page import (
    RULES_OF_COLOURS,
    TELEPHONE,
    above_minor,
    leave_out_rows_alike,
    overflow,
    show,
)
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

PERIOD = 3_100
"""Milliseconds between two looks of a page that follows."""


@pytest.fixture
def add(site, fresh_database, settings, monkeypatch):
    """Add an attempt to a queue of the three documented columns, which is read again each time."""
    monkeypatch.setattr("rules.outqueue.attempts.latest.KEPT_SECONDS", 0)
    monkeypatch.setattr("rules.outqueue.attempts.latest.REST", 0)
    settings.VPOP3_DATABASE_URL = fresh_database()
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text)")

        def insert(server: str, result: str, minutes: float = 0) -> None:
            started = datetime.now(UTC) - timedelta(minutes=minutes)
            owner.execute("INSERT INTO outqueue.sendattempts VALUES (%s, %s, %s)", (server, started, result))

        yield insert


def test_filters_act_at_once_live_in_the_address_and_say_what_is_wrong_at_their_field(open_browser, add):
    for number in range(3):
        add("mx1.big.example", "421 4.7.28 Too many connections", number)
    add("mx.other.example", "250 2.0.0 Ok", 5)
    page = open_browser("viewer")
    page.goto("/attempts/")
    rows = page.locator(".attempt-table tbody tr")
    expect(rows).to_have_count(4)
    filters = page.locator(".filters-more > summary")
    filters.click()
    page.get_by_label("Outcome").select_option("transient")
    expect(rows).to_have_count(3)
    expect(page).to_have_url("/attempts/?outcome=transient")

    page.get_by_label("Reply code").fill("42")
    page.get_by_label("Reply code").press("Enter")
    expect(page.locator("#id_code_problem")).to_contain_text("Three digits")
    expect(page.get_by_label("Reply code")).to_have_value("42")
    page.get_by_label("Reply code").fill("421")
    page.get_by_label("Reply code").press("Enter")
    expect(page.locator("#id_code_problem")).to_be_empty()
    expect(page).to_have_url("/attempts/?outcome=transient&code=421")
    expect(page.locator(".filters-more")).not_to_have_attribute("open", "")
    page.reload()
    expect(rows).to_have_count(3)
    page.get_by_role("link", name="Outcome: transient failure").click()
    expect(page).to_have_url("/attempts/?code=421")

    time = page.get_by_label("Time", exact=True)
    time.select_option("fixed")
    expect(page.get_by_label("From")).to_be_focused()
    page.get_by_label("From").fill("2026-01-01T00:00")
    page.get_by_label("Reply code").press("Enter")
    expect(page).to_have_url("/attempts/?since=2026-01-01T00%3A00%3A00Z&code=421")
    page.reload()
    expect(time).to_have_value("fixed")
    time.select_option("24h")
    expect(page.get_by_label("From")).to_be_empty()
    expect(page).to_have_url("/attempts/?range=24h&code=421")
    time.select_option("1h")
    expect(page).to_have_url("/attempts/?code=421")

    page.get_by_text("Views", exact=True).click()
    page.get_by_label("Save these filters as").fill("Closed doors")
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_text("Saved the view Closed doors.")).to_be_visible()
    page.goto("/attempts/")
    page.get_by_text("Views", exact=True).click()
    page.get_by_role("link", name="Closed doors").click()
    expect(page).to_have_url("/attempts/?code=421")

    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.count("Too many connections") == 3
    assert "other.example" not in text


def test_a_search_is_completed_while_it_is_typed_and_its_parts_become_chips(open_browser, add):
    for number in range(3):
        add("mx1.big.example", "421 4.7.28 Too many connections", number)
    add("mx.other.example", "250 2.0.0 Ok", 5)
    page = open_browser("viewer")
    page.goto("/attempts/")
    search = page.get_by_role("combobox", name="Search")
    search.press_sequentially("4xx mx1")
    options = page.locator("#search-options li")
    expect(options).to_have_text(["server:mx1.big.exampleserver"])
    search.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    search.press("Enter")
    expect(search).to_have_value("4xx server:mx1.big.example ")
    search.press_sequentially("-o")
    expect(options.first).to_have_text("-outcome:failed, delivered, transient, permanent or none")
    search.press("Escape")
    expect(options).to_have_count(0)
    search.press_sequentially("k")
    search.press("Enter")
    expect(page).to_have_url("/attempts/?q=code%3A4xx+server%3Amx1.big.example+-ok")
    expect(page.locator(".attempt-table tbody tr")).to_have_count(3)

    search.fill('later "open')
    search.press("Enter")
    expect(page.locator("#id_q_problem")).to_contain_text("has no end")
    expect(search).to_have_value('later "open')
    page.goto("/attempts/?q=code%3A4xx+server%3Amx1.big.example+-ok")
    page.get_by_role("link", name="Reply code: 4xx").click()
    expect(page).to_have_url("/attempts/?q=server%3Amx1.big.example+-ok")
    expect(search).to_have_value("server:mx1.big.example -ok")


def test_a_row_is_one_line_and_leads_to_its_page_by_mouse_and_by_keys(open_browser):
    page = open_browser("viewer")
    page.goto("/attempts/?range=14d")
    rows = page.locator(".attempt-table tbody tr")
    expect(page.locator(".attempt-count")).to_have_text("more than 10,000 attempts")
    seen = "rows => rows.filter(row => row.getBoundingClientRect().bottom <= innerHeight).length"
    assert rows.evaluate_all(seen) >= 22
    assert set(rows.evaluate_all("rows => rows.map(row => row.offsetHeight)")) == {rows.first.bounding_box()["height"]}
    page.mouse.wheel(0, 600)
    wait_until(lambda: page.evaluate("scrollY > 300"))
    assert page.locator(".attempt-table th").first.bounding_box()["y"] == 49

    rows.nth(30).click()
    page.wait_for_url("**/attempt/*/")
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1).locator(".row-link")).to_be_focused()
    expect(rows.nth(1).get_by_role("link", name="Only this server")).to_be_visible()
    server = rows.nth(1).locator(".cell-server").inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(server)


def test_columns_are_chosen_and_kept(open_browser):
    page = open_browser("viewer")
    page.goto("/attempts/?outcome=delivered")
    heads = page.locator(".attempt-table th")
    expect(heads).to_have_text(["Started", "Outcome", "Server", "From", "To", "Reply", "Actions"])
    page.get_by_text("Columns", exact=True).click()
    page.get_by_label("From").last.uncheck()
    page.get_by_label("Size").check()
    page.get_by_role("button", name="Show these").click()
    expect(page).to_have_url("/attempts/?outcome=delivered")
    expect(heads).to_have_text(["Started", "Outcome", "Server", "To", "Reply", "Size", "Actions"])
    page.goto("/attempts/")
    expect(heads).to_have_text(["Started", "Outcome", "Server", "To", "Reply", "Size", "Actions"])


def test_new_rows_slide_in_while_the_list_is_followed_and_wait_while_a_row_is_pointed_at(open_browser, add, site):
    add("mx.old.example", "250 2.0.0 Ok", 2)
    page = open_browser("viewer")
    page.context.add_cookies([{"name": "mxadmin-columns", "value": "age.server", "url": site}])
    page.clock.install()
    page.goto("/attempts/")
    add("mx.new.example", "421 later")
    add("mx.late.example", "450 later", 1)
    servers = page.locator("td.cell-server")
    status = page.locator("[data-follow-status]")
    follow = page.get_by_role("button", name="Follow")
    follow.click()
    expect(servers).to_have_text(["mx.new.example", "mx.late.example", "mx.old.example"])
    expect(status).to_have_text("2 new")
    expect(follow).to_have_attribute("aria-pressed", "true")

    page.locator(".attempt-table tbody tr").last.hover()
    add("mx.newer.example", "250 ok")
    page.clock.fast_forward(PERIOD)
    expect(status).to_have_text("Waiting while a row is pointed at")
    expect(servers).to_have_count(3)
    follow.hover()
    page.clock.fast_forward(PERIOD)
    expect(servers.first).to_have_text("mx.newer.example")
    page.clock.fast_forward(PERIOD)
    expect(status).to_have_text("Following")

    hide(page, True)
    add("mx.behind.example", "250 ok")
    page.clock.fast_forward(2 * PERIOD)
    expect(servers).to_have_count(4)
    hide(page, False)
    expect(servers).to_have_count(5)

    page.clock.fast_forward("01:30")
    expect(page.locator("[data-ago]").nth(2)).to_have_text("1 minute ago")
    expect(page.locator("[data-ago]").last).to_have_text("3 minutes ago")

    follow.click()
    expect(status).to_be_empty()
    add("mx.unseen.example", "250 ok")
    page.clock.fast_forward(PERIOD)
    expect(servers).to_have_count(5)


def hide(page, hidden):
    """Let another tab come before it."""
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_the_first_attempt_appears_in_an_empty_list_that_is_followed(open_browser, add):
    page = open_browser("viewer")
    page.clock.install()
    page.goto("/attempts/")
    expect(page.get_by_text("VPOP3 recorded no attempt in the last hour")).to_be_visible()
    page.get_by_role("button", name="Follow").click()
    add("mx.first.example", "250 ok")
    page.clock.fast_forward(PERIOD)
    expect(page.locator("td.cell-server")).to_have_text(["mx.first.example"])
    expect(page.get_by_role("button", name="Follow")).to_have_attribute("aria-pressed", "true")


def test_the_page_of_an_attempt_and_the_open_menus_are_accessible_and_fit_a_telephone(open_browser):
    page = open_browser("editor", viewport=TELEPHONE, reduced_motion="reduce")
    page.goto("/attempts/?outcome=transient&code=421")
    for menu in ("Export", "Columns", "Views"):
        page.get_by_text(menu, exact=True).click()
        assert overflow(page) <= 0, menu
    leave_out_rows_alike(page)
    for menu in ("Export", "Columns", "Views"):
        page.get_by_text(menu, exact=True).click()
        in_light_and_dark(page)
    page.reload()
    page.get_by_role("button", name="Follow").click()
    expect(page.locator("[data-follow-status]")).not_to_be_empty()
    page.get_by_text("Views", exact=True).click()
    box = page.locator(".views").bounding_box()
    assert box["x"] >= 0, "a menu beside the edge of the screen"
    page.locator(".attempt-when a").first.click()
    expect(page.locator("#same-message")).to_be_visible()
    expect(page.locator(".attempt-table")).to_have_count(2)
    assert overflow(page) <= 0
    leave_out_rows_alike(page)
    in_light_and_dark(page)


def in_light_and_dark(page):
    show(page, scheme="light")
    assert above_minor(page) == []
    show(page, scheme="dark")
    assert above_minor(page, RULES_OF_COLOURS) == []


def test_times_are_in_the_zone_of_the_browser_or_the_one_chosen(open_browser, add):
    add("mx.example", "250 ok")
    page = open_browser("viewer", timezone_id="Asia/Tokyo")
    page.goto("/")
    page.goto("/attempts/")
    when = page.locator(".attempt-when a time")
    shown, in_utc = when.inner_text(), when.get_attribute("title")
    hours = datetime.strptime(shown[-8:], "%H:%M:%S") - datetime.strptime(in_utc[11:19], "%H:%M:%S")
    assert hours.seconds == 9 * 3600
    page.locator("summary", has_text="Asia/Tokyo").click()
    page.get_by_role("button", name="UTC").click()
    expect(page.locator("summary", has_text="UTC")).to_be_visible()
    page.reload()
    expect(page.locator("summary", has_text="UTC")).to_be_visible()
