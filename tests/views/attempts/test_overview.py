"""The overview: figures over a time, and the replies that are new in it."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlsplit

import psycopg
import pytest
from django.http import QueryDict
from django.urls import reverse

from rules.forms.attempts import AttemptFilterForm
from rules.outqueue.setup_sql import read_only_role_sql
from rules.wiring import connections
from tests.pages import asks_to_sign_in, names_the_role

pytestmark = pytest.mark.django_db

URL = reverse("overview")
NEW = reverse("new_replies")
TABLE = "CREATE SCHEMA outqueue; CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text)"


@pytest.fixture
def own_queue(fresh_database, settings):
    """VPOP3's database with the three documented columns; call it to add attempts as (server, minutes ago, result)."""
    url = fresh_database()
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(TABLE)
        name = owner.info.dbname
        owner.execute(read_only_role_sql(name, role=f"reader_{name}", password="secret").encode())
        settings.VPOP3_DATABASE_URL = f"postgresql://reader_{name}:secret@{owner.info.host}:{owner.info.port}/{name}"

        def add(*rows):
            for server, minutes, result in rows:
                started = datetime.now(UTC) - timedelta(minutes=minutes)
                owner.execute("INSERT INTO outqueue.sendattempts VALUES (%s, %s, %s)", (server, started, result))

        yield add
    connections.vpop3().close()


@pytest.mark.parametrize("url", [URL, NEW])
def test_it_needs_a_sign_in(url):
    asks_to_sign_in(url)


@pytest.mark.parametrize("url", [URL, NEW])
def test_it_needs_a_role(browser_of, url):
    names_the_role(browser_of(None), url, "viewer")


@pytest.mark.parametrize("url", [URL, NEW])
def test_it_is_not_for_post(viewer, url):
    assert viewer.post(url).status_code == 405


@pytest.mark.parametrize("url", [URL, NEW])
def test_without_a_database_it_says_so(viewer, url):
    page = viewer.get(url)
    assert page.status_code == 200
    assert "No VPOP3 database is connected" in page.text


def test_it_counts_shares_and_the_change_to_the_time_before(viewer, own_queue, reading):
    own_queue(("mx", 5, "250 ok"), ("mx", 6, "250 ok"), ("mx", 7, "421 later"), ("mx", 8, ""))
    own_queue(("mx", 65, "250 ok"), ("mx", 66, "550 no"), ("mx", 67, "550 no"), ("mx", 68, "550 no"))
    with reading():
        page = viewer.get(URL, {"range": "1h"})
    assert [each.count for each in page.context["totals"]] == [2, 1, 0, 1]
    assert page.context["change"].points == 25.0
    assert "▲ 25.0 points" in page.text


def test_it_names_servers_and_providers_with_most_trouble_the_worst_first(viewer, own_queue):
    own_queue(*[("mx1.big.example", n, "421 later") for n in range(4)], ("mx2.big.example", 9, "550 no"))
    own_queue(("mx.small.example", 9, "250 ok"), ("mx2.big.example", 5, "250 ok"))
    page = viewer.get(URL, {"range": "1h"})
    servers = page.context["servers"]
    assert [(each.name, each.failures, each.total) for each in servers] == [
        ("mx1.big.example", 4, 4),
        ("mx2.big.example", 1, 2),
    ]
    assert (servers[0].recent.spell.attempts, servers[1].recent.spell) == (4, None)
    assert [(each.name, each.failures, each.servers) for each in page.context["providers"]] == [("big.example", 5, 2)]


LINK = re.compile(r'<a [^>]*href="(/attempts/[?][^"]*)"[^>]*>(?:<rect [^>]*><title>[^<]*: )?([0-9,]+)[ <]')
ODD = {
    "a b%_?#&\u202e": ["421 later", "250 ok", "451-4.7.1 two\r\n451 4.7.1 lines"],
    "": ["421 4.7.0 nobody"],
    "MX.Upper.Example.": ["4", "4.7.1 no code", "5502 four digits", "550"],
    "192.0.2.1": ["Connection timed out", None, "354 go on", "\x1b[2J<b>", "2"],
    "mx1.fine.example": ["250 ok"] * 3,
    "mx1.bad.example": ["550 5.7.1 Blocked <ann@x.example> by our list"] * 4,
    "mx2.bad.example": ["550 5.7.1 Blocked <ben@x.example> by our list", "250 ok"],
}
"""What servers said that are called so: names and replies that VPOP3 may note."""


def test_every_number_leads_to_exactly_so_many_attempts(viewer, own_queue):
    replies = [(server, result) for server, results in ODD.items() for result in results]
    own_queue(*[(server, 1 + n, result) for n, (server, result) in enumerate(replies)], (None, 9, "421 4.7.0 nobody"))
    pages = [viewer.get(URL, {"range": "1h"})]
    pages += [viewer.get(reverse("server", args=[server])) for server in ODD if server]
    links = {link for page in pages for link in LINK.findall(page.text)}
    assert len(links) > 60
    for address, number in links:
        form = AttemptFilterForm(QueryDict(urlsplit(unescape(address)).query))
        assert form.is_valid(), address
        assert len(connections.attempts().page(form.wanted()).attempts) == int(number), address
    listed = viewer.get(reverse("attempts"), {"range": "1h"}).context["rows"]
    nameless = next(row for row in listed if not row.attempt.server)
    assert len(viewer.get(reverse("attempts") + "?" + nameless.server_query).context["rows"]) == 2
    for new in viewer.get(NEW).context["replies"]:
        shown = {row.attempt.result for row in viewer.get(reverse("attempts") + "?" + new.query).context["rows"]}
        assert new.kind.example in {result or "" for result in shown}


@pytest.mark.parametrize("url", [URL, reverse("server", args=["mx"])])
def test_not_even_the_attempts_of_a_moment_ago_are_lost_on_the_way_to_the_list(viewer, own_queue, url):
    own_queue(*[("mx", seconds / 60, "421 later") for seconds in (0.01, 0.5, 1.2, 1.9, 60)])
    page = viewer.get(url, {"range": "1h"})
    listed = viewer.get(reverse("attempts") + "?" + page.context["range_query"]).context["rows"]
    assert 3 <= page.context["total"] == len(listed)
    since, until = (f"{datetime.now(UTC) - timedelta(seconds=ago):%Y-%m-%dT%H:%M:%S.%fZ}" for ago in (3600, 0.3))
    page = viewer.get(url, {"since": since, "until": until})
    listed = viewer.get(reverse("attempts") + "?" + page.context["range_query"]).context["rows"]
    assert 3 <= page.context["total"] == len(listed)


def test_a_server_that_failed_at_the_end_of_a_past_time_was_failing(viewer, own_queue):
    own_queue(*[("mx", minutes, "421 later") for minutes in (100, 110, 120, 5)])
    since, until = (f"{datetime.now(UTC) - timedelta(minutes=ago):%Y-%m-%dT%H:%M:%SZ}" for ago in (180, 60))
    for url in (URL, reverse("server", args=["mx"])):
        page = viewer.get(url, {"since": since, "until": until})
        assert "was failing" in page.text
        [(address, number)] = [link for link in LINK.findall(page.text) if "outcome=failed" in link[0]][-1:]
        assert (len(viewer.get(unescape(address)).context["rows"]), number) == (3, "3")


def test_failing_servers_come_before_recovered_ones(viewer, own_queue):
    busy = [
        row
        for n in range(12)
        for row in [(f"mx{n:02}.fine.example", 1, "250 ok")]
        + [(f"mx{n:02}.fine.example", 10 + minute, "421 later") for minute in range(20)]
    ]
    own_queue(*busy, *[("mx.small.example", minute, "421 later") for minute in (2, 4, 6)])
    own_queue(*[("mx.middle.example", minute, "550 no") for minute in range(1, 9)])
    servers = viewer.get(URL, {"range": "1h"}).context["servers"]
    assert [each.name for each in servers[:3]] == ["mx.middle.example", "mx.small.example", "mx00.fine.example"]
    assert [each.fails_now for each in servers] == [True, True, *[False] * 8]


def test_a_range_that_ends_now_goes_on_doing_so_on_the_pages_that_it_leads_to(viewer, own_queue):
    own_queue(*[("mx", minutes, "421 later") for minutes in (5, 10, 15)])
    for given in (
        {"range": "24h"},
        {"range": "7d"},
        {"since": f"{datetime.now(UTC) - timedelta(hours=3):%Y-%m-%dT%H:%MZ}"},
    ):
        page = viewer.get(URL, given)
        assert "until" not in page.context["range_query"]
        [to_server] = {
            unescape(link) for link in re.findall(rf'href="({reverse("server", args=["mx"])}[?][^"]*)"', page.text)
        }
        own_queue(("mx", 0, "421 later"))
        server = viewer.get(to_server)
        assert not server.context["recent"].past
        assert "fails now" in server.text
        listed = viewer.get(reverse("attempts") + "?" + server.context["range_query"])
        assert len(listed.context["rows"]) == server.context["total"] == page.context["total"] + 1
        assert not listed.context["filter_form"].cleaned_data["until"]
        failures = viewer.get(reverse("attempts") + "?" + server.context["recent"].query)
        assert len(failures.context["rows"]) == server.context["total"]


def test_a_range_with_an_end_keeps_it(viewer, own_queue):
    own_queue(("mx", 100, "421 later"), ("mx", 5, "421 later"))
    since, until = (f"{datetime.now(UTC) - timedelta(minutes=ago):%Y-%m-%dT%H:%M:%SZ}" for ago in (180, 60))
    page = viewer.get(URL, {"since": since, "until": until})
    listed = viewer.get(reverse("attempts") + "?" + page.context["range_query"])
    assert (page.context["total"], len(listed.context["rows"])) == (1, 1)


def test_bars_add_up_to_the_total_in_any_zone(viewer, queue, settings):
    settings.TIME_ZONE = "Asia/Kathmandu"
    for length in ("1h", "24h", "7d", "60d"):
        page = viewer.get(URL, {"range": length})
        assert sum(bar.total for bar in page.context["chart"].bars) == page.context["total"]


@pytest.mark.parametrize("url", [URL, reverse("server", args=["mx"])])
def test_attempts_of_a_time_still_to_come_are_in_no_figure_but_named(viewer, own_queue, url):
    own_queue(("mx", 5, "421 later"), ("mx", -0.5, "421 a clock that is a little fast"))
    assert not viewer.get(url).context["future"]
    own_queue(("mx", -60, "250 ok"), ("mx", -120, "250 ok"))
    page = viewer.get(url)
    assert page.context["total"] == 1
    assert "Some attempts have a time in the future" in page.text
    listed = viewer.get(reverse("attempts") + "?" + page.context["future"].query).context["rows"]
    assert listed[0].attempt.started == page.context["future"].latest
    assert len(listed) == 3
    past = f"{datetime.now(UTC) - timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
    assert not viewer.get(url, {"until": past}).context["future"], "of a time that is over nobody expects them"


def test_an_empty_time_offers_a_longer_one(viewer, own_queue):
    page = viewer.get(URL)
    assert page.status_code == 200
    assert "Nothing was sent in this time" in page.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"range": "century"}, "is not in the list"),
        ({"since": "yesterday"}, "Write date and time like"),
        ({"since": "2026-02-01T00:00", "until": "2026-01-01T00:00"}, "ends before it begins"),
        ({"since": "1996-02-01T00:00", "until": "2026-01-01T00:00"}, "400 days at most"),
    ],
)
def test_a_bad_time_is_named_and_kept(viewer, own_queue, query, sentence):
    page = viewer.get(URL, query)
    assert page.status_code == 422
    assert sentence in page.text
    assert all(value in page.text for name, value in query.items() if name != "range")


def test_htmx_gets_the_figures_alone(viewer, queue):
    part = viewer.get(URL, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="figures"')


def test_names_are_escaped_and_odd_ones_harmless(viewer, own_queue):
    own_queue(("<b>x</b>/../é", 1, "550 <i>no</i>"), ("", 2, "421"), ("a b%_?#\u202e", 3, "421 \x07"))
    page = viewer.get(URL, {"range": "1h"})
    assert "<b>x</b>" not in page.text
    assert {each.name for each in page.context["servers"]} == {"<b>x</b>/../é", "", "a b%_?#\u202e"}


def test_the_number_of_queries_does_not_grow_with_the_rows(viewer, own_queue, monkeypatch):
    asked = []
    fetch = type(connections.vpop3()).rows

    def counting(database, query, parameters=None):
        asked.append(query)
        return fetch(database, query, parameters)

    monkeypatch.setattr(type(connections.vpop3()), "rows", counting)
    numbers = []
    for round_ in range(3):
        own_queue(*[(f"mx{n}.p{n % 7}.example", n % 60, "421 later") for n in range(40 * round_)])
        asked.clear()
        viewer.get(URL, {"range": "1h"})
        numbers.append(len(asked))
    assert numbers[1] == numbers[2] <= 5


def test_only_failures_that_read_like_none_before_are_new(viewer, own_queue, reading):
    days = 24 * 60
    own_queue(("mx1", 3 * days, "421 4.7.0 Too many from 192.0.2.1"), ("mx1", 20 * days, "550 Long ago"))
    own_queue(("mx1", 10, "421 4.7.0 Too many from 192.0.2.99"), ("mx1", 11, "250 ok never seen"))
    own_queue(("mx1", 12, "550 5.7.1 Blocked for anna@x.example"), ("mx2", 13, "550 5.7.1 Blocked for ben@y.example"))
    own_queue(("mx1", 14, "550 Long ago"), ("mx3", 15, None))
    with reading():
        new = viewer.get(NEW).context["new"]
    assert {(kind.code, kind.text, kind.count) for kind in new.kinds} == {
        ("550", "… … Blocked for …", 2),
        ("550", "… Long ago", 1),
        (None, "", 1),
    }
    assert re.match("550 5.7.1 Blocked", new.kinds[0].example)
    assert not new.missing


def test_a_day_with_more_kinds_than_are_compared_is_said_to(viewer, own_queue, monkeypatch):
    monkeypatch.setattr("rules.outqueue.statistics.similar_replies.MOST_KINDS", 1)
    own_queue(("mx", 3 * 24 * 60, "421 often"), ("mx", 3 * 24 * 60, "421 often"), ("mx", 3 * 24 * 60, "550 rarely"))
    own_queue(("mx", 5, "550 rarely"))
    page = viewer.get(NEW)
    assert "a rare one may not be new" in page.text
    assert [each.kind.example for each in page.context["replies"]] == ["550 rarely"]
