"""The actions of a person on the script page."""

from playwright.sync_api import Page, expect


def type_into_editor(page: Page, text: str) -> None:
    """Replace the whole text. It is pasted, as the editor would indent what is typed."""
    page.locator(".ace-host .ace_text-input").focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def dry_run(page: Page, domain: str) -> None:
    tab = page.get_by_role("tab", name="Dry run")  # where it is narrow
    if tab.is_visible():
        tab.click()
    page.get_by_label("Domain or e-mail address").fill(domain)
    page.get_by_role("button", name="Dry run").click()


def expect_decision(page: Page, kind: str) -> None:
    expect(page.locator("[data-decision]")).to_have_attribute("data-decision", kind)
