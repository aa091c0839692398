"""Rules for every page: accessible in light and dark, narrow enough for a telephone, small on a bad line."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, ViewportSize

from rules.models import AuditEntry
from tests.browser.conftest import SCRIPT, compressed, finished_guard, finished_trial, finished_tuning
from tests.browser.workbench import dry_run, type_into_editor

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "home": "/",
    "what is wrong": "/home/trouble/?asked=1",
    "script": SCRIPT,
    "revisions": f"{SCRIPT}revisions/",
    "revision": f"{SCRIPT}revisions/2/",
    "blame": f"{SCRIPT}revisions/2/?blame=1",
    "search": f"{SCRIPT}revisions/?search=LIMIT",
    "compare": f"{SCRIPT}compare/?old=1&new=2",
    "compare in one column": f"{SCRIPT}compare/?old=1&new=2&view=unified",
    "scripts": "/scripts/",
    "script settings": f"{SCRIPT}settings/",
    "publish": f"{SCRIPT}revisions/2/publish/",
    "roll back": f"{SCRIPT}revisions/1/roll-back/",
    "attempts": "/attempts/",
    "filtered attempts": "/attempts/?q=mx1.bigmail.example+-5xx&outcome=transient",
    "no attempts": "/attempts/?server=nobody.example",
    "bad filter": "/attempts/?q=%22open&range=century",
    "overview": "/attempts/overview/",
    "overview of a week": "/attempts/overview/?range=7d",
    "bad time": "/attempts/overview/?since=2026-02-01T00:00&until=2026-01-01T00:00",
    "server": "/attempts/servers/mx1.bigmail.example/",
    "new replies": "/attempts/overview/new-replies/",
    "waiting": "/waiting/",
    "waiting for": "/waiting/?q=bigmail.example",
    "waiting for nothing": "/waiting/?q=",
    "connection": "/connection/",
    "delivery": f"{SCRIPT}delivery/",
    "audit": "/audit/",
    "people": "/people/",
    "account": "/account/",
    "checks": f"{SCRIPT}revisions/2/publish/?checks=run",
    "lint rules": "/lint/",
    "help": "/help/",
    "help search": "/help/?q=dns",
    "help page": "/help/settings/",
    "scenarios": f"{SCRIPT}scenarios/",
    "new scenario": f"{SCRIPT}scenarios/new/",
    "coverage": f"{SCRIPT}scenarios/coverage/",
    "batches": f"{SCRIPT}batches/",
    "publications": f"{SCRIPT}publications/",
    "recipes": f"{SCRIPT}recipes/",
    "recipe": f"{SCRIPT}recipes/warm-up/",
    "try on history": f"{SCRIPT}replays/",
    "alerts": "/alerts/",
    "shadow": f"{SCRIPT}shadows/",
    "tune": f"{SCRIPT}tunings/",
    "guards": f"{SCRIPT}guards/",
    "not found": "/scripts/nothing.lua/",
}
BUDGET = 350_000
LAPTOP, TELEPHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PARTS = 6
"""In which the pages are gone through, so that several processes share them."""


AXE = Axe().axe_script
ALL_RULES = {"resultTypes": ["violations"], "preload": False}
"""Without `preload`, which loads style sheets again for rules that are off."""
RULES_OF_COLOURS = ALL_RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}


def above_minor(page: Page, options: dict[str, object] = ALL_RULES) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("(options) => axe.run(options).then((found) => found.violations)", options)
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"
        for violation in found
        if violation["impact"] != "minor"
    ]


ALIKE = """() => {
    const seen = {};
    for (const row of document.querySelectorAll("tbody tr")) {
        const classes = [row, ...row.querySelectorAll("[class]")].flatMap((each) => [...each.classList]);
        const kind = [...new Set(classes)].sort().join(" ");
        seen[kind] = (seen[kind] ?? 0) + 1;
        if (seen[kind] > 2) row.remove();
    }
}"""


def leave_out_rows_alike(page: Page) -> None:
    """Keep two rows of each set of classes, as even and odd ones differ: axe takes long for each text."""
    page.evaluate(ALIKE)


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


SETTLED = """async () => {
    for (const frame of [1, 2]) await new Promise(requestAnimationFrame);
    const running = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.all(running.map((each) => each.finished.catch(() => {})));
    await new Promise(requestAnimationFrame);
}"""


def show(page: Page, *, scheme: str = "", viewport: ViewportSize | None = None) -> None:
    """The page that is open in other colours or of another size, once they have arrived."""
    if scheme:
        page.emulate_media(color_scheme=scheme)
    if viewport:
        page.set_viewport_size(viewport)
    page.evaluate(SETTLED)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_light_accessible_and_not_wider_than_a_telephone(open_browser, part):
    """One visit for all of it. Between light and dark only colours change: one style sheet is for both."""
    page = open_browser("publisher", reduced_motion="reduce")
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))
    for name, url in list(PAGES.items())[part::PARTS]:
        page.goto("about:blank")  # what the page before still asks for ends here: its bodies are gone with it
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(TELEPHONE)
        requests.clear()
        page.goto(url)
        assert overflow(page) <= 0, name
        show(page, viewport=LAPTOP)
        leave_out_rows_alike(page)
        assert above_minor(page) == [], name
        responses = [request.response() for request in list(requests)]  # the icons have come, too, while axe looked
        moved = sum(compressed(response.body(), response.url) for response in responses)
        assert 0 < moved < BUDGET, name
        show(page, scheme="dark")
        assert above_minor(page, RULES_OF_COLOURS) == [], f"{name}, dark"


def test_publications_and_trials_are_light_accessible_and_not_wider_than_a_telephone(open_browser):
    page = open_browser("editor", reduced_motion="reduce")
    trial, tuning, guard = finished_trial(), finished_tuning(), finished_guard()
    publication = AuditEntry.objects.get(action="revision_publish")
    for url in (
        f"{SCRIPT}publications/{publication.pk}/",
        f"/replays/{trial.pk}/",
        f"/replays/{trial.pk}/rows/?kind=useful",
        f"/replays/{trial.pk}/servers/mx1.bigmail.example/",
        f"/tunings/{tuning.pk}/",
        f"/tunings/{tuning.pk}/points/0/",
        f"/guards/{guard.pk}/",
    ):
        page.set_viewport_size(LAPTOP)
        page.emulate_media(color_scheme="light")
        page.goto(url)
        leave_out_rows_alike(page)
        assert above_minor(page) == [], url
        show(page, scheme="dark")
        assert above_minor(page, RULES_OF_COLOURS) == [], f"{url}, dark"
        show(page, viewport=TELEPHONE)
        assert overflow(page) <= 0, url


def test_a_result_is_accessible_and_not_wider_than_a_telephone(open_browser):
    page = open_browser("publisher", reduced_motion="reduce")
    page.goto(SCRIPT)
    page.get_by_role("button", name="Line history").click()
    page.wait_for_selector("[data-blame-said] a")
    dry_run(page, "bigmail.example")
    page.wait_for_selector("[data-decision]")
    show(page, viewport=TELEPHONE)
    assert overflow(page) <= 0
    show(page, viewport=LAPTOP)
    page.evaluate("document.querySelectorAll('.step').forEach((step) => { step.open = true; })")
    leave_out_rows_alike(page)
    assert above_minor(page) == []
    show(page, scheme="dark")
    assert above_minor(page, RULES_OF_COLOURS) == []


def test_axe_finds_nothing_above_minor_before_the_sign_in(open_browser):
    page = open_browser(color_scheme="light")
    page.goto("/sign-in/")
    assert above_minor(page) == []
    show(page, scheme="dark")
    assert above_minor(page, RULES_OF_COLOURS) == []


def test_the_script_page_fits_a_laptop_without_scrolling(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    dry_run(page, "bigmail.example")
    page.wait_for_selector("[data-decision]")
    type_into_editor(page, "-- a list of findings that is long\n" + "print(nothing)\n" * 60)
    page.wait_for_selector(".finding:nth-child(60)", state="attached")
    assert page.evaluate("document.documentElement.scrollHeight - window.innerHeight") <= 0
