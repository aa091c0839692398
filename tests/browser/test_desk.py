"""The figures of the send attempts, as people use them: a time dragged out of a chart, a server, a waiting mail."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_whole_week_by_the_brush_to_a_server_and_why_its_mail_waits(open_browser):
    page = open_browser("viewer")
    page.goto("/attempts/overview/?range=7d")
    chart = page.locator(".chart-bars").bounding_box()
    assert chart
    y = chart["y"] + chart["height"] / 2
    page.mouse.move(chart["x"] + chart["width"] * 0.4, y)
    page.mouse.down()
    page.mouse.move(chart["x"] + chart["width"] * 0.5, y, steps=3)
    assert float(page.locator("[data-brush-shape]").get_attribute("width")) > 0
    page.mouse.move(chart["x"] + chart["width"] * 0.6, y, steps=3)
    with page.expect_navigation(url="**/attempts/overview/?since=*"):
        page.mouse.up()
    assert page.locator(".segments [aria-current]").count() == 0
    page.goto("/attempts/overview/")
    page.locator("#new-replies").get_by_text("Nothing new").wait_for()
    page.get_by_role("link", name="mx1.bigmail.example").first.click()
    page.locator("[data-decision=hold]").wait_for()
    page.goto("/")
    page.get_by_role("textbox", name="Why is it waiting?").fill("anna@bigmail.example")
    page.keyboard.press("Enter")
    page.wait_for_url("**/waiting/?q=*")
    assert page.locator("[data-decision=hold]").is_visible()
    page.get_by_role("textbox", name="Domain, e-mail address").fill("..")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("textbox", name="Domain, e-mail address").input_value() == ".."


def test_without_javascript_links_zoom_and_the_live_script_is_one_click_away(open_browser):
    page = open_browser("viewer", java_script_enabled=False)
    page.goto("/attempts/overview/")
    page.get_by_text("The same figures as a table").click()
    page.locator(".chart-table tbody tr").last.get_by_role("link").first.click()
    assert "since=" in page.url
    page.goto("/attempts/servers/mx1.bigmail.example/")
    page.get_by_role("link", name="Ask the live script").click()
    assert page.locator("[data-decision]").is_visible()


def test_a_crosshair_reads_the_bars_and_the_legend_hides_what_is_not_asked_for(open_browser):
    page = open_browser("viewer")
    page.goto("/attempts/overview/?range=24h")
    plot, readout = page.locator("[data-plot]"), page.locator("[data-readout]")
    expect(page.locator(".chart-levels text")).to_have_count(page.locator("[data-grid] line").count())
    assert page.locator(".chart-times text").count() >= 7
    page.locator(".chart-bars").hover()
    expect(readout).to_contain_text("delivered")
    expect(page.locator("[data-crosshair]")).to_have_attribute("visibility", "visible")
    page.mouse.move(0, 0)
    expect(readout).to_have_text("Point at a bar for its values, drag to zoom.")

    plot.focus()
    page.keyboard.press("ArrowLeft")
    last = page.locator("[data-time]").last
    expect(readout).to_contain_text(last.get_attribute("data-time"))
    page.keyboard.press("ArrowLeft")
    expect(readout).not_to_contain_text(last.get_attribute("data-time"))

    top = page.locator(".chart-levels text").last
    before = top.text_content()
    page.get_by_role("button", name="delivered").click()
    expect(page.get_by_role("button", name="delivered")).to_have_attribute("aria-pressed", "false")
    expect(top).not_to_have_text(before)
    assert set(
        page.locator("rect.mark-delivered").evaluate_all("all => all.map(each => each.height.baseVal.value)")
    ) == {0}
    page.get_by_role("button", name="delivered").click()
    expect(top).to_have_text(before)
