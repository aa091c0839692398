"""One server, however VPOP3 wrote its name: capitals, blanks, a dot at its end; with and without the index."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.urls import reverse
from psycopg.conninfo import conninfo_to_dict

from rules.wiring import connections
from tests.views.attempts.test_overview import own_queue  # noqa: F401

pytestmark = pytest.mark.django_db

NAME = "mx.ps.example"
SPELT = (NAME, "MX.PS.Example.", " mx.ps.example ", "Mx.Ps.Example", "mx.ps.example.")
OTHERS = ("mx.ps.example.org", "amx.ps.example", "")
LIST, OVERVIEW = reverse("attempts"), reverse("overview")


@pytest.fixture(params=[True, False], ids=["indexed", "without index"])
def spelt(request, own_queue, settings, postgres):  # noqa: F811
    own_queue(*[(name, minutes, "421 later") for minutes, name in enumerate((*SPELT, *OTHERS), start=1)])
    if request.param:
        name = conninfo_to_dict(settings.VPOP3_DATABASE_URL)["dbname"]
        with psycopg.connect(postgres.url(name), autocommit=True) as owner:
            owner.execute("CREATE INDEX ON outqueue.sendattempts (server, starttime)")


@pytest.mark.parametrize("typed", SPELT)
def test_every_spelling_leads_to_all_attempts(spelt, viewer, typed):
    rows = viewer.get(LIST, {"server": typed}).context["rows"]
    assert [row.attempt.server for row in rows] == list(SPELT)
    assert {row.server_query for row in rows} == {f"server={NAME}"}
    page = viewer.get(reverse("server", args=[typed]))
    assert (page.context["name"], page.context["total"], page.context["shares"].total) == (NAME, 5, 5)
    assert page.context["recent"].spell.attempts == 5
    assert page.context["rule_count"] == 1, "the rule compares with the canonical name"


def test_lists_of_servers_have_it_once(spelt, viewer):
    for span in ("1h", "60d"):
        servers = viewer.get(OVERVIEW, {"range": span}).context["servers"]
        assert [(each.name, each.total) for each in servers][:1] == [(NAME, 5)]
        assert len(servers) == 4
        assert servers[0].recent.spell.attempts == 5


def test_why_is_it_waiting_finds_them_all(spelt, viewer):
    found = viewer.get(reverse("waiting"), {"q": "MX.PS.example."}).context["found"]
    assert (found.server, len(found.attempts)) == (NAME, 5)


def test_a_spelling_that_appears_later_is_found_too(spelt, viewer, own_queue):  # noqa: F811
    viewer.get(LIST, {"server": NAME})
    connections.attempts()._odd._until = 0.0  # the time for which it rests is over
    own_queue(("MX.ps.EXAMPLE", 0, "250 ok"))
    assert len(viewer.get(LIST, {"server": NAME}).context["rows"]) == 6


def test_pages_go_through_all_spellings_in_one_order(spelt, viewer):
    source, seen, after = connections.attempts(), [], None
    wanted = viewer.get(LIST, {"server": NAME}).context["filter_form"].wanted()
    while True:
        page = source.page(wanted, after=after, limit=2, now=datetime.now(UTC) + timedelta(seconds=1))
        seen += [attempt.server for attempt in page.attempts]
        if not (after := page.next):
            break
    assert seen == list(SPELT)
