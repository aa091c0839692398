"""Send attempts."""

from datetime import timedelta

import psycopg
import pytest
from django.urls import reverse

from rules.wiring import connections
from tests.pages import asks_to_sign_in, names_the_role

pytestmark = pytest.mark.django_db

URL = reverse("attempts")
PART = {"HX-Request": "true", "HX-Target": "rows"}


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL)


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), URL, "viewer")


def test_it_is_not_for_post(viewer):
    assert viewer.post(URL).status_code == 405


def test_the_newest_come_first(viewer, queue, reading):
    with reading():
        page = viewer.get(URL)
    started = [row.attempt.started for row in page.context["rows"]]
    assert started == sorted(started, reverse=True)
    assert len(started) == 50


def test_pages_follow_each_other_without_a_row_twice(viewer, queue):
    first = viewer.get(URL, {"range": "7d"})
    second = viewer.get(URL + first.context["older_query"])
    handles = [row.attempt.handle for page in (first, second) for row in page.context["rows"]]
    assert len(set(handles)) == 100
    back = viewer.get(URL + second.context["newer_query"])
    assert [row.attempt.handle for row in back.context["rows"]] == handles[:50]
    assert second.context["list_query"] == "?range=7d"


def test_the_last_hour_is_what_is_shown_unasked(viewer, queue):
    page = viewer.get(URL)
    assert page.context["filter_form"]["range"].value() == "1h"
    assert page.context["chips"] == []


def test_filters_combine_and_each_can_be_taken_away(viewer, queue):
    query = {
        "range": "14d",
        "outcome": "transient",
        "provider": "*.bigmail.example",
        "code": "421",
        "words": "too  MANY",
    }
    page = viewer.get(URL, query)
    assert page.context["rows"]
    for row in page.context["rows"]:
        assert row.attempt.server.endswith(".bigmail.example")
        assert row.attempt.result.startswith("421 ")
        assert "Too many" in row.attempt.result
    chips = {chip.name: chip for chip in page.context["chips"]}
    assert {name: chip.value for name, chip in chips.items()} == {
        "Words in the reply": "too MANY",
        "Outcome": "transient failure",
        "Time": "Last 14 days",
        "Reply code": "421",
        "Provider": "bigmail.example",
    }
    for name in chips:
        without = viewer.get(URL + chips[name].without)
        assert [chip.name for chip in without.context["chips"]] == [other for other in chips if other != name]


def test_domain_recipient_and_enhanced_status_code_can_be_chosen(viewer, queue):
    first = viewer.get(URL, {"range": "14d", "enhanced": "4.7.28"}).context["rows"][0]
    query = {"range": "14d", "domain": first.attempt.domain.upper(), "recipient": first.attempt.recipient[:5]}
    for row in viewer.get(URL, query).context["rows"]:
        assert row.attempt.domain == first.attempt.domain
        assert first.attempt.recipient[:5] in row.attempt.recipient


def test_a_part_of_the_page_puts_the_plain_address_into_the_browser(viewer, queue):
    query = {"server": "", "outcome": "delivered", "range": "1h", "since": ""}
    part = viewer.get(URL, query, headers=PART)
    assert part["HX-Push-Url"] == f"{URL}?outcome=delivered"


def test_a_moment_typed_in_one_zone_reads_the_same_in_another(viewer, queue):
    viewer.cookies["mxadmin-zone"] = "America/New_York"
    page = viewer.get(URL, {"since": "2026-07-01T08:00"}, headers=PART)
    assert page["HX-Push-Url"] == f"{URL}?since=2026-07-01T12%3A00%3A00Z"
    viewer.cookies["mxadmin-zone"] = "Europe/Berlin"
    page = viewer.get(URL, {"since": "2026-07-01T12:00:00Z"})
    assert 'value="2026-07-01T14:00"' in page.text
    assert page.context["chips"][0].value == "1 Jul 2026, 14:00:00"
    assert page.context["filter_form"]["range"].value() == "fixed"


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "é", "localtime" * 100])
def test_an_unknown_zone_is_the_servers(viewer, queue, name):
    viewer.cookies["mxadmin-zone"] = name
    assert "UTC" in viewer.get(URL).text


def test_an_hour_that_the_clock_leaves_out_is_refused_and_one_that_it_repeats_is_whole(viewer, queue):
    viewer.cookies["mxadmin-zone"] = "Europe/Berlin"
    page = viewer.get(URL, {"since": "2026-03-29T02:30"})
    assert page.status_code == 422
    assert "02:30 was left out that day in Europe/Berlin" in str(page.context["filter_form"].errors["since"])
    page = viewer.get(URL, {"since": "2026-10-25T02:00", "until": "2026-10-25T02:59"})
    time = page.context["filter_form"].wanted().time
    assert (time.since.isoformat(), time.until.isoformat()) == (
        "2026-10-25T00:00:00+00:00",
        "2026-10-25T01:59:00+00:00",
    )


def test_names_that_nothing_is_called_lead_to_their_provider(viewer, queue):
    page = viewer.get(URL, {"server": "mx77.bigmail.example"})
    assert page.context["rows"] == []
    assert viewer.get(URL + page.context["provider_query"]).context["rows"]


@pytest.mark.parametrize("text", ["100%", "_", "'; --", '"', "\u202e\u200f", "<b>", "\\", "{{ 1 }}"])
def test_any_text_is_data_and_shown_as_it_is(viewer, queue, text):
    for field in ("words", "server", "provider", "domain", "recipient", "message"):
        page = viewer.get(URL, {field: text})
        assert page.status_code == 200
        assert page.context["filter_form"][field].value() == text
        assert page.context["rows"] == []
        assert "\u202e" not in page.text.replace(f'value="{text}"', "")


@pytest.mark.parametrize("outcome", ["delivered", "transient", "permanent", "no_reply_code"])
def test_an_outcome_can_be_chosen(viewer, queue, outcome):
    page = viewer.get(URL, {"range": "14d", "outcome": outcome})
    assert {row.attempt.outcome.value for row in page.context["rows"]} == {outcome}


def test_a_rows_server_narrows_the_list_and_keeps_its_other_filters(viewer, queue):
    for url in (URL, reverse("attempt_newest")):
        page = viewer.get(url, {"range": "24h", "outcome": "transient", "server": "", "words": "too"})
        row = page.context["rows"][0]
        assert f"?{row.server_query}&amp;words=too&amp;outcome=transient&amp;range=24h" in page.text


def test_a_server_can_be_chosen(viewer, queue):
    server = viewer.get(URL).context["rows"][0].attempt.server
    page = viewer.get(URL, {"server": f" {server} "})
    assert {row.attempt.server for row in page.context["rows"]} == {server}
    assert reverse("server", args=[server]) in page.text


@pytest.mark.parametrize("query", [{"range": "fixed"}, {"since": " ", "until": ""}, {"range": "fixed", "since": " "}])
def test_from_and_to_without_either_is_the_last_hour(viewer, queue, query):
    page = viewer.get(URL, query)
    assert (page.status_code, page.context["filter_form"]["range"].value(), page.context["chips"]) == (200, "1h", [])


def test_from_and_to_bound_the_time(viewer, queue):
    newest = viewer.get(URL).context["rows"][0].attempt.started
    page = viewer.get(URL, {"until": newest.strftime("%Y-%m-%dT%H:%M"), "since": "2020-01-01T00:00"})
    assert all(row.attempt.started < newest for row in page.context["rows"])


def test_each_row_leads_to_a_dry_run_of_its_destination(viewer, queue):
    page = viewer.get(URL)
    first = page.context["rows"][0]
    assert f"domain={first.destination}" in first.dry_run_query
    address = reverse("dry_run", args=["mxserverrules.lua"]) + "?" + first.dry_run_query
    assert viewer.get(address).context["form"]["domain"].value() == first.destination


def test_one_field_finds_by_what_is_typed_and_each_part_can_be_taken_away(viewer, queue):
    page = viewer.get(URL, {"range": "14d", "q": "*.bigmail.example  4XX -greylist", "outcome": "transient"})
    assert page.context["rows"]
    for row in page.context["rows"]:
        assert row.attempt.server.endswith(".bigmail.example")
        assert row.attempt.result.startswith("4")
        assert "greylist" not in row.attempt.result.lower()
    assert page.context["list_query"] == (
        "?q=provider%3Abigmail.example+code%3A4xx+-greylist&outcome=transient&range=14d"
    )
    chips = {chip.name: chip for chip in page.context["chips"]}
    assert list(chips) == ["Provider", "Reply code", "Not text", "Outcome", "Time"]
    assert "q=provider%3Abigmail.example+code%3A4xx&" in chips["Not text"].without
    assert viewer.get(URL + chips["Outcome"].without).context["filter_form"]["q"].value() == (
        "provider:bigmail.example code:4xx -greylist"
    )


def test_a_name_that_is_no_server_can_be_looked_for_in_the_replies(viewer, queue):
    page = viewer.get(URL, {"q": "no.such.example -a.example"})
    assert page.context["rows"] == []
    assert page.context["replies_query"] == "?q=reply%3Ano.such.example+-a.example"


def test_an_address_finds_sender_and_recipient(viewer, queue):
    first = viewer.get(URL).context["rows"][0].attempt
    for typed in (first.recipient, f"to:{first.recipient}", f"from:{first.return_path} message:{first.message_id}"):
        rows = viewer.get(URL, {"q": typed}).context["rows"]
        assert first.handle in {row.attempt.handle for row in rows}


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ({"q": "subject:hello"}, "q", "is no key"),
        ({"q": 'later "open'}, "q", "has no end"),
        ({"q": "x" * 10_240}, "q", "at most 1,000 characters; this one has 10,240"),
        ({"q": "gre*"}, "q", "A * works in codes"),
        ({"q": "a\x1bb"}, "q", "control character"),
        ({"q": "a\0b"}, "q", "It holds a NUL character"),
        ({"range": "fortnight"}, "range", "is not in the list"),
        ({"outcome": "lost"}, "outcome", "is not in the list"),
        ({"since": "yesterday"}, "since", "Write date and time like 2026-11-23 14:30."),
        ({"since": "2026-11-02T00:00", "until": "2026-11-01T00:00"}, "until", "ends before it begins"),
        ({"server": "s" * 256}, "server", "At most 255 characters"),
        ({"words": "w" * 10_000}, "words", "At most 200 characters"),
        ({"words": " w" * 21}, "words", "up to 20 can be looked for"),
        ({"words": "a\0b"}, "words", "It holds a NUL character"),
        ({"code": "42"}, "code", "Three digits"),
        ({"code": "999"}, "code", "Three digits"),
        ({"enhanced": "4.7"}, "enhanced", "Three numbers, like 4.7.1."),
        ({"since": "0026-11-23T10:00"}, "since", "The year 0026 is not one of mail"),
        ({"until": "9999-12-31T23:59"}, "until", "The year 9999"),
        ({"since": "2026-11-02T00:00+99:00"}, "since", "Write date and time like"),
        ({"after": "forged"}, "__all__", "begin again at the first page"),
        ({"before": "forged"}, "__all__", "begin again at the first page"),
    ],
)
def test_bad_input_is_explained_and_kept(viewer, queue, query, field, sentence):
    page = viewer.get(URL, query)
    assert page.status_code == 422
    form = page.context["filter_form"]
    assert sentence in str(form.errors[field])
    assert all(form[name].value() == value for name, value in query.items() if name in form.fields)


def test_a_part_of_the_page_brings_the_error_to_its_field(viewer, queue):
    part = viewer.get(URL, {"code": "42", "server": "mx"}, headers=PART)
    assert part.status_code == 422
    assert '<div id="id_code_problem" hx-swap-oob="true"><ul class="errorlist"' in part.text
    assert '<div id="id_server_problem" hx-swap-oob="true"></div>' in part.text
    assert "HX-Push-Url" not in part.headers


def test_the_place_in_another_list_is_refused(viewer, queue):
    older = viewer.get(URL).context["older_query"]
    page = viewer.get(f"{URL}{older}&outcome=delivered")
    assert page.status_code == 422
    assert "belongs to another filter" in page.text


def test_without_a_database_the_page_says_how_to_connect_one(viewer):
    page = viewer.get(URL)
    assert page.status_code == 200
    assert not page.context["database"].configured
    assert "MXADMIN_VPOP3_DATABASE_URL" in page.text


def test_a_database_that_is_away_is_a_sentence_without_the_password(viewer, settings):
    settings.VPOP3_DATABASE_URL = "postgresql://reader:hush-hush@127.0.0.1:1/vpop3"
    page = viewer.get(URL)
    assert page.status_code == 200
    assert (page.context["database"].configured, page.context["database"].reachable) == (True, False)
    assert "cannot be reached" in page.text
    assert "hush-hush" not in page.text


SLOW = """
    CREATE SCHEMA outqueue;
    CREATE TABLE t (server text, starttime timestamp, result text);
    CREATE VIEW outqueue.sendattempts AS SELECT server, starttime, result FROM t
    WHERE starttime > localtimestamp - interval '50 minutes' OR pg_sleep(2) IS NOT NULL"""


def test_when_time_runs_out_what_was_found_so_far_is_shown_and_the_rest_can_be_searched(
    viewer, fresh_database, settings
):
    settings.VPOP3_DATABASE_URL = fresh_database()
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute(SLOW)
        hours = "interval '40 min' + g * interval '3 hours'"
        owner.execute(f"INSERT INTO t SELECT 'mx' || g, localtimestamp - ({hours}), '250' FROM generate_series(0, 2) g")
    connections.vpop3().statement_timeout = 0.3
    page = viewer.get(URL, {"range": "24h"})
    assert [row.attempt.server for row in page.context["rows"]] == ["mx0"]
    assert "took too long" in page.text
    assert "Found so far, down to" in page.text
    assert page.context["older_query"]
    page = viewer.get(URL, {"range": "24h", "server": "mx2"})
    assert page.context["rows"] == []
    onward = viewer.get(URL + page.context["onward_query"]).context["filter_form"].wanted()
    assert onward.time.until == page.context["page"].searched_since
    assert "Search on, before" in page.text
    assert timedelta(hours=22.9) < onward.time.until - onward.time.since < timedelta(hours=24)
    assert onward.server == "mx2"
    connections.vpop3().close()
