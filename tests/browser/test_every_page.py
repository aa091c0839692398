"""What every page keeps to: accessible in light and dark, narrow enough for a telephone, light on a bad line."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.browser.conftest import SCRIPT, compressed
from tests.browser.workbench import dry_run

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "home": "/",
    "script": SCRIPT,
    "revisions": f"{SCRIPT}revisions/",
    "revision": f"{SCRIPT}revisions/2/",
    "publish": f"{SCRIPT}revisions/2/publish/",
    "attempts": "/attempts/",
    "filtered attempts": "/attempts/?server=mx1.bigmail.example&outcome=transient",
    "no attempts": "/attempts/?server=nobody.example",
    "bad filter": "/attempts/?range=century",
    "connection": "/connection/",
    "not found": "/scripts/nothing.lua/",
}
BUDGET = 350_000


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"
        for violation in found
        if violation["impact"] in {"serious", "critical"}
    ]


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_browser, scheme):
    page = open_browser("publisher", color_scheme=scheme)
    for name, url in PAGES.items():
        page.goto(url)
        assert serious(page) == [], name
    page.goto(SCRIPT)
    dry_run(page, "bigmail.example")
    page.wait_for_selector("[data-decision]")
    page.evaluate("document.querySelectorAll('.step').forEach((step) => { step.open = true; })")
    assert serious(page) == [], "result"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_for_a_stranger(open_browser, scheme):
    page = open_browser(color_scheme=scheme)
    page.goto("/sign-in/")
    assert serious(page) == []


def test_no_page_is_wider_than_a_telephone(open_browser):
    page = open_browser("publisher", viewport={"width": 390, "height": 844})
    for name, url in PAGES.items():
        page.goto(url)
        assert overflow(page) <= 0, name
    page.goto(SCRIPT)
    dry_run(page, "bigmail.example")
    page.wait_for_selector("[data-decision]")
    assert overflow(page) <= 0, "result"


def test_the_script_page_fits_a_laptop_without_scrolling(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    dry_run(page, "bigmail.example")
    page.wait_for_selector("[data-decision]")
    assert page.evaluate("document.documentElement.scrollHeight - window.innerHeight") <= 0


def test_every_page_is_light(open_browser):
    page = open_browser("publisher")
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    for name, url in PAGES.items():
        responses.clear()
        page.goto(url)
        page.wait_for_timeout(100)  # for the icons, which the page does not wait for
        moved = sum(compressed(response.body(), response.url) for response in responses)
        assert 0 < moved < BUDGET, name
