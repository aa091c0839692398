"""The figures of the send attempts, as people use them: a time dragged out of a chart, a server, a waiting mail."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_whole_week_by_the_brush_to_a_server_and_why_its_mail_waits(open_browser):
    page = open_browser("viewer")
    page.goto("/attempts/overview/?range=7d")
    chart = page.locator(".chart svg").bounding_box()
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
