"""Every page of the send-attempt desk over any VPOP3 database: three shapes of the table, and no index."""

import psycopg
import pytest
from django.urls import reverse

from rules.wiring import connections
from tests.outqueue.conftest import SHAPES

pytestmark = pytest.mark.django_db

PAGES = [
    reverse("home"),
    reverse("connection"),
    reverse("attempts") + "?range=all",
    reverse("overview"),
    reverse("overview") + "?range=60d",
    reverse("new_replies"),
    reverse("server", args=["mx1.plain.example"]),
    reverse("waiting") + "?q=plain.example",
    reverse("waiting") + "?q=anna@plain.example",
    reverse("waiting") + "?q=mx1.plain.example",
]
FILL = """
    INSERT INTO outqueue.sendattempts (server, starttime, result)
    SELECT 'mx1.plain.example', now() - n * interval '7 minutes', (CASE n % 3 WHEN 0 THEN 250 ELSE 421 END)
    FROM generate_series(1, 300) AS n
"""


@pytest.mark.parametrize("shape", SHAPES)
def test_every_page_works_and_shows_what_there_is(viewer, settings, fresh_database, shape):
    settings.VPOP3_DATABASE_URL = fresh_database()
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute(SHAPES[shape].encode())
        for page in PAGES:
            assert viewer.get(page).status_code == 200, f"{page}, empty"
        connections._overviews.cache_clear()  # it remembers days that are over
        owner.execute(FILL)
        for page in PAGES:
            answer = viewer.get(page)
            assert answer.status_code == 200, page
            assert "s database does not answer" not in answer.text, page
        if shape != "demo":
            assert "CREATE INDEX CONCURRENTLY" in viewer.get(reverse("connection")).text
        assert viewer.get(reverse("overview") + "?range=60d").context["total"] == 300
        owner.execute("ALTER TABLE outqueue.sendattempts ADD COLUMN later text")
        owner.execute('ALTER TABLE outqueue.sendattempts RENAME COLUMN result TO "other"')
        assert "has no column result" in viewer.get(reverse("overview")).text
        owner.execute('ALTER TABLE outqueue.sendattempts RENAME COLUMN "other" TO result')
        assert viewer.get(reverse("overview")).context["total"], "it recovers by itself"
    connections.vpop3().close()


def test_a_count_that_takes_too_long_is_said_to_and_nothing_else_breaks(viewer, settings, fresh_database, monkeypatch):
    settings.VPOP3_DATABASE_URL = fresh_database()
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE FUNCTION slow(text) RETURNS text LANGUAGE sql AS 'SELECT pg_sleep(0.2)::text || $1'")
        owner.execute(
            "CREATE VIEW outqueue.sendattempts AS SELECT slow('mx'::text) AS server, '421'::text AS result, "
            "LOCALTIMESTAMP - n * interval '1 minute' AS starttime FROM generate_series(1, 20) AS n"
        )
    database = connections.vpop3()
    database._pool.close()
    monkeypatch.setattr(database, "statement_timeout", 0.3)
    for page in (reverse("overview"), reverse("new_replies"), reverse("server", args=["mx"]), reverse("home")):
        answer = viewer.get(page)
        assert answer.status_code == 200
    assert "This takes VPOP3's database too long" in viewer.get(reverse("overview")).text
    database.close()


OLD_IS_SLOW = """
    CREATE SCHEMA outqueue;
    CREATE TABLE noted AS SELECT 'mx'::text AS server, '421 later'::text AS result,
        LOCALTIMESTAMP - n * interval '12 minutes' AS starttime FROM generate_series(0, 20) AS n;
    INSERT INTO noted VALUES ('mx.old.example', '421 later', LOCALTIMESTAMP - interval '3 hours');
    CREATE VIEW outqueue.sendattempts AS SELECT server, starttime, result FROM noted
        WHERE starttime > LOCALTIMESTAMP - interval '61 minutes' OR pg_sleep(2) IS NOT NULL;
"""


def test_counts_so_far_are_shown_when_the_rest_takes_too_long(viewer, settings, fresh_database, monkeypatch):
    settings.VPOP3_DATABASE_URL = fresh_database()
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute(OLD_IS_SLOW)
    monkeypatch.setattr(connections.vpop3(), "statement_timeout", 0.3)
    server = viewer.get(reverse("server", args=["mx"]))
    assert len(server.context["rows"]) == 5
    assert (server.context["total"], server.context["rule_count"]) == (None, None)
    assert "Not counted" in server.text
    assert "took too long" in server.text
    overview = viewer.get(reverse("overview"), {"range": "1h"})
    assert overview.context["total"] == 5
    assert "the time before is not known" in overview.text
    assert not overview.context["goes_on"], "it would ask the same again"
    assert [each.recent for each in overview.context["servers"]] == [None]
    quarter = viewer.get(reverse("overview"), {"range": "6h"})
    assert (quarter.context["total"], quarter.context["found"].missing.seconds) == (5, 5 * 3600)
    assert "took too long" in quarter.text
    assert "Counted so far" in quarter.text
    assert len(viewer.get(reverse("attempts") + "?" + quarter.context["range_query"]).context["rows"]) == 5
    for bar in quarter.context["chart"].bars:
        listed = viewer.get(reverse("attempts") + "?" + bar.query).context["rows"] if bar.total else ()
        assert len(listed) == bar.total
    asked = []
    rows = type(connections.vpop3()).rows
    monkeypatch.setattr(type(connections.vpop3()), "rows", lambda self, *args: asked.append(args) or rows(self, *args))
    waiting = viewer.get(reverse("waiting"), {"q": "MX.Old.example"})
    assert "for mx.old.example, as far as was looked" in " ".join(waiting.text.split())
    assert len(asked) == 2, "an hour, then the rest; the name as it was typed and its servers are not looked for"
    connections.vpop3().close()


def test_many_questions_that_are_slow_but_not_too_slow_end_in_time(viewer, queue, monkeypatch, settings, tmp_path):
    monkeypatch.setattr("rules.outqueue.statistics.time_budget.SECONDS", 0)
    server = viewer.get(reverse("server", args=["mx1.bigmail.example"]))
    assert server.context["rows"]
    assert (server.context["total"], server.context["shares"], server.context["rule_count"]) == (None, None, None)
    overview = viewer.get(reverse("overview"))
    assert overview.context["total"]
    assert not overview.context["goes_on"], "it would ask the same again"
    settings.DATA_DIR = tmp_path  # without the days that other tests have counted
    connections._overviews.cache_clear()
    monkeypatch.setattr("rules.outqueue.statistics.overview.SECONDS", 0)
    assert viewer.get(reverse("overview"), {"range": "7d"}).context["goes_on"], "each time it comes further"
    waiting = viewer.get(reverse("waiting"), {"q": "bigmail.example"})
    assert "for bigmail.example, as far as was looked" in " ".join(waiting.text.split())
    for page in (server, overview, waiting):
        assert "does not ask it for the rest" in page.text
