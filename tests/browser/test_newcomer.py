"""The newcomer's path: from signing in to knowing why a message would be held."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SCRIPT
from tests.browser.workbench import dry_run, expect_decision, type_into_editor

pytestmark = pytest.mark.django_db(transaction=True)

HOLD = "function CheckServer(domain, mxserver)\n  print('checked ' .. mxserver)\n  return false, 25\nend\n"


def test_from_signing_in_to_the_dry_run_of_an_attempt(editor_account, open_browser):
    page = open_browser()
    page.goto("/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(editor_account)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Live rules")).to_be_visible()

    page.get_by_role("navigation").get_by_role("link", name="Script").click()
    type_into_editor(page, HOLD)
    expect(page.get_by_text("unsaved changes")).to_be_visible()

    dry_run(page, "someone@Bank.example")
    expect_decision(page, "hold")
    expect(page.locator("[data-sentence]")).to_contain_text("25 minutes")
    expect(page.locator(".steps")).to_contain_text("mx1.bank.example")
    expect(page.locator("#result")).to_contain_text("checked mx2.bank.example")

    page.get_by_placeholder("What changed").fill("Hold everything for 25 minutes")
    page.get_by_role("button", name="Save revision").click()
    expect(page.get_by_text("Saved revision 3.")).to_be_visible()

    page.get_by_role("link", name="Send attempts").click()
    first = page.locator(".attempt-table tbody tr", has_text="bigmail.example").first
    first.hover()
    destination = first.get_by_role("link", name="Dry run")
    destination.click()
    expect(page.get_by_label("Domain or e-mail address")).not_to_have_value("")
    page.get_by_role("button", name="Dry run").click()
    expect_decision(page, "hold")


def test_a_bad_domain_is_explained_beside_its_field_and_keeps_the_text(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    type_into_editor(page, HOLD)
    dry_run(page, "[1.2.3.4]")
    expect(page.locator("#id_domain_error")).to_contain_text("address")
    expect(page.get_by_label("Domain or e-mail address")).to_have_value("[1.2.3.4]")
    expect(page.get_by_label("Domain or e-mail address")).to_be_focused()
    assert page.locator("#source").input_value() == HOLD
    dry_run(page, "bank.example")
    expect_decision(page, "hold")
    expect(page.locator("#id_domain_error")).to_have_count(0)


def test_an_error_leads_to_its_line_in_the_editor(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    type_into_editor(page, "function CheckServer()\n  local x = nil\n  return x.y\nend\n")
    dry_run(page, "bank.example")
    page.locator(".script-error").get_by_role("link", name="line 3").first.click()
    expect(page.locator(".ace_failed-line")).to_be_visible()
    expect(page.locator(".ace_gutter-active-line")).to_have_text(re.compile(r"\b3$"))  # after how often it ran


def test_a_server_that_does_not_answer_is_said_and_can_be_tried_again(open_browser, watch):
    watch.expected += ("htmx:",)  # it logs every request that failed
    page = open_browser("editor")
    page.goto(SCRIPT)
    page.route("**/dry-run/", lambda route: route.abort())
    dry_run(page, "bank.example")
    expect(page.get_by_role("alert")).to_contain_text("mxadmin does not answer")
    page.unroute("**/dry-run/")
    dry_run(page, "bank.example")
    expect(page.locator("[data-decision]")).to_be_visible()
    expect(page.locator("[data-failure]")).to_be_hidden()


def test_while_it_runs_the_button_is_busy_and_the_time_counts(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    type_into_editor(page, "function CheckServer() while true do end end\n")
    dry_run(page, "bank.example")
    expect(page.locator("[data-waiting]")).to_contain_text(re.compile(r"CheckServer for mx[12]\.bank\.example"))
    expect(page.locator("[data-decision]")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-waiting]")).to_be_hidden()
    expect(page.locator("[data-announce]")).not_to_be_empty()


def test_a_viewer_reads_the_script_and_runs_what_is_live(open_browser):
    page = open_browser("viewer")
    page.goto(SCRIPT)
    expect(page.get_by_text("needs the role editor")).to_be_visible()
    expect(page.get_by_role("button", name="Save revision")).to_have_count(0)
    dry_run(page, "bank.example")
    expect(page.locator("#result")).to_contain_text("revision 1, which is live")
