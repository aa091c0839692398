"""A dry run in the browser, as it happens."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SCRIPT
from tests.browser.workbench import dry_run, expect_decision, type_into_editor
from tests.dns_server import DnsServer

pytestmark = pytest.mark.django_db(transaction=True)

ZONE = "slow.example. MX 10 mx.slow.example.\nmx.slow.example. A 192.0.2.1"


def test_a_slow_server_is_seen_waiting_and_cancel_ends_it(open_browser):
    with DnsServer(ZONE) as dns:
        dns.misbehave("slow.example", drop=-1)
        page = open_browser("editor")
        page.goto(SCRIPT)
        type_into_editor(page, "function GetCheckCache() return false end\n")
        expect(page.locator("#id_dns_server")).to_be_hidden()
        page.get_by_label("DNS", exact=True).select_option("A given server")
        page.locator("#id_dns_server").fill(str(dns.endpoint))
        dry_run(page, "slow.example")
        expect(page.locator("[data-now]")).to_have_text(f"Asking {dns.endpoint} for MX of slow.example")
        expect(page.locator(".step-name")).to_have_text(["load", "GetCheckCache"])
        expect(page.locator("[data-since]")).to_have_text(re.compile(r"0\.[4-9] s"))
        page.get_by_role("button", name="Cancel").click()
        expect(page.locator("[data-live]")).to_contain_text("no decision")
        expect(page.locator("[data-waiting]")).to_be_hidden()
        dns.misbehave("slow.example")
        dry_run(page, "slow.example")
        expect_decision(page, "send")
        expect(page.locator("[data-announce]")).to_have_text("Sent to mx.slow.example.")


def test_lines_that_ran_are_marked_until_the_text_changes_and_two_texts_are_compared(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    lines = ["function CheckServer()", "  local held = 12", "  if held < 5 then", "    return true", "  end"]
    type_into_editor(page, "\n".join([*lines, "  return false, held", "end", ""]))
    dry_run(page, "bank.example")
    expect_decision(page, "hold")
    expect(page.locator(".ace_gutter-cell.not-ran")).to_have_text(re.compile(r"^\s*4"))
    expect(page.locator(".ace_gutter-cell.decided")).to_have_text(re.compile(r"2×\s*6"))
    page.locator(".assumed summary").last.click()  # "What is defaultResult?", beside the step
    page.locator(".assumed").last.get_by_role("button", name="Always true.").click()
    expect(page.locator("#assumed-default_result")).to_contain_text("your choice")
    expect(page.get_by_label("What is defaultResult?")).to_have_value("always_true")
    changed = page.locator("[data-changed]:not([hidden])")
    expect(changed).to_have_count(2)  # of all, and of CheckServer
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator("[data-compared]").last).to_have_attribute("data-compared", "hold")
    expect(page.locator("[data-stale]")).to_be_hidden()
    assert page.locator(".compared-rows").evaluate("box => box.scrollHeight - box.clientHeight") == 0
    expect(page.locator(".compared-steps .differs").first).to_be_visible()
    page.locator(".ace_text-input").focus()
    page.keyboard.type("x")
    expect(page.locator(".ace_gutter-cell.ran")).to_have_count(0)


def test_a_link_of_the_why_card_runs_at_the_line_that_decided_and_a_viewer_runs_what_is_shown(open_browser):
    page = open_browser("viewer")
    page.goto("/waiting/?q=bigmail.example")
    page.get_by_role("link", name="Dry run with every step").click()
    expect_decision(page, "hold")
    answered = "For bigmail.example, first try, 20KB, VPOP3 8.8, revision 1, which is live"
    expect(page.locator(".answered-for")).to_have_text(answered)
    expect(page.locator("[data-stale]")).to_be_hidden()
    decided = page.locator(".line-link").first.inner_text().removeprefix("line ")
    assert page.url.endswith(f"seed={page.locator('#id_seed').input_value()}#L{decided}")
    expect(page.locator(".ace_pointed-line")).to_have_count(1)
    assert page.evaluate("ace.edit(document.querySelector('.ace_editor')).getCursorPosition().row + 1") == int(decided)
    expect(page.locator("summary", has_text="Revision 1")).to_be_visible()
    page.goto(f"{SCRIPT}?revision=2")
    dry_run(page, "bank.example")
    expect(page.locator("[data-answered-text]")).to_have_text("revision 2, which is the latest")
    page.goto(SCRIPT)
    expect(page.locator("summary", has_text="Revision 1")).to_be_visible()
