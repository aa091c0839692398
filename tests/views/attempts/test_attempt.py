"""One send attempt."""

import psycopg
import pytest
from django.urls import reverse

from rules.outqueue.attempts.spelling import server_name
from tests.pages import asks_to_sign_in, names_the_role
from tests.views.attempts.test_overview import own_queue  # noqa: F401

pytestmark = pytest.mark.django_db

LIST = reverse("attempts")


def address(handle: str) -> str:
    return reverse("attempt", args=[handle])


def first(viewer, **query):
    return viewer.get(LIST, {"range": "14d", **query}).context["rows"][0].attempt


def test_it_needs_a_sign_in():
    asks_to_sign_in(address("x"))


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), address("x"), "viewer")


def test_it_is_not_for_post(viewer):
    assert viewer.post(address("x")).status_code == 405


def test_the_reply_is_taken_apart_and_explained(viewer, queue, reading):
    attempt = first(viewer, enhanced="4.7.28", code="421")
    with reading():
        page = viewer.get(address(attempt.handle))
    assert page.status_code == 200
    assert attempt.result in page.context["attempt"].result
    assert "The server refused for now" in page.text
    assert "the server closes the connection" in page.text
    assert "Too much mail comes from here" in page.text
    assert "return false, 10" in page.text


def test_where_the_words_say_something_else_the_codes_meaning_is_official(viewer, own_queue):  # noqa: F811
    own_queue(
        ("mx.google.example", 5, "421-4.7.30 rate limited because DKIM did not pass\n421 4.7.30 - gsmtp"),
        ("mx.plain.example", 5, "220-mx.plain.example ESMTP\r\n521 5.7.1 Service unavailable; blocked"),
    )
    page = viewer.get(address(first(viewer, enhanced="4.7.30").handle))
    assert "Officially: the message requires TLS, which is not available" in page.text
    assert "The DKIM check failed" in page.text
    page = viewer.get(address(first(viewer, code="521").handle))
    assert "The server refused for good" in page.text
    assert "Officially" not in page.text


def test_all_that_vpop3_noted_is_shown_also_what_nobody_knows_the_meaning_of(viewer, queue):
    attempt = first(viewer)
    page = viewer.get(address(attempt.handle))
    assert attempt.recipient in page.text
    assert set(page.context["attempt"].other) == {"attemptid"}
    assert ">attemptid</dt>" in page.text


def test_the_attempts_at_the_server_before_and_after_are_around_it(viewer, queue):
    rows = viewer.get(LIST, {"range": "24h", "server": first(viewer, code="421").server}).context["rows"]
    page = viewer.get(address(rows[6].attempt.handle))
    shown = [row.key for row in page.context["rows"]]
    assert shown == [row.key for row in rows[2:11]]
    assert page.text.count('<tr aria-current="true"') == 1


def test_it_leads_to_a_dry_run_to_the_minutes_around_and_to_its_message(viewer, queue):
    attempt = first(viewer)
    page = viewer.get(address(attempt.handle))
    row = page.context["row"]
    form = viewer.get(reverse("dry_run", args=["mxserverrules.lua"]) + "?" + row.dry_run_query).context["form"]
    assert form["domain"].value() == attempt.domain
    assert row.key in {other.key for other in viewer.get(LIST + row.same_message).context["rows"]}
    around = viewer.get(LIST + row.around).context["filter_form"].wanted().time
    assert around.since < attempt.started < around.until
    messages = {other.attempt.message_id for other in viewer.get(LIST + row.same_message).context["rows"]}
    assert messages == {attempt.message_id}


def test_an_editor_can_keep_it_as_a_scenario(viewer, editor, queue):
    handle = first(viewer).handle
    assert "Save as test" not in viewer.get(address(handle)).text
    page = editor.get(address(handle))
    form = editor.get(reverse("scenario_new", args=["mxserverrules.lua"]) + "?" + page.context["row"].dry_run_query)
    assert "Save as test" in page.text
    assert form.context["inputs"]["domain"].value() == page.context["row"].destination


@pytest.mark.parametrize("handle", ["x", "A" * 3000, "é", "..", "%00", "a|b"])
def test_an_invalid_handle_is_a_page_that_says_so(viewer, queue, handle):
    page = viewer.get(address(handle))
    assert page.status_code == 404
    assert "not the address of a send attempt" in page.text


def test_without_a_database_it_says_how_to_connect_one(viewer, queue, settings):
    handle = first(viewer).handle
    settings.VPOP3_DATABASE_URL = ""
    page = viewer.get(address(handle))
    assert page.status_code == 200
    assert "MXADMIN_VPOP3_DATABASE_URL" in page.text


HOSTILE = (
    "550 <script>alert(1)</script>",
    "550-5.7.1 one\r\n550 5.7.1 two",
    "421 \x1b[2J\u202e evil",
    "5" * 65_536,
    "250",
    "",
    "Timeout (10060)",
)


def test_any_reply_in_the_three_documented_columns_has_a_page(viewer, fresh_database, settings):
    settings.VPOP3_DATABASE_URL = fresh_database()
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamp, result text)")
        for number, result in enumerate(HOSTILE):
            server = ("MX1.X.EXAMPLE.", "192.0.2.1", "", "mx\n/../x")[number % 4]
            owner.execute(
                "INSERT INTO outqueue.sendattempts VALUES (%s, now() + interval '1 minute' * %s, %s)",
                (server, number, result),
            )
    page = viewer.get(LIST)
    assert len(page.context["rows"]) == len(HOSTILE)
    assert "domain" not in page.context["filter_form"].fields
    results = []
    for row in page.context["rows"]:
        page = viewer.get(address(row.attempt.handle))
        assert page.status_code == 200
        results.append(page.context["attempt"].result)
        assert "<script>alert" not in page.text
        assert not set(page.text) & set("\x1b\u202e")
        if server := row.attempt.server:
            assert viewer.get(reverse("server", args=[server])).context["name"] == server_name(server)
    assert results == [*reversed(HOSTILE)]
