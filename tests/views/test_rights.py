"""Columns without the right to read them, tables that VPOP3 has not made yet, and views: pages, files and scripts."""

import psycopg
import pytest
from django.urls import reverse

from mxadmin.demo import seed
from rules.wiring import connections
from tests.views.attempts.test_server import go_live
from tests.views.attempts.test_three_shapes import PAGES

pytestmark = pytest.mark.django_db

LIST, CSV = reverse("attempts"), reverse("attempt_export", args=["csv"])
CONNECTION, WAITING = reverse("connection"), reverse("waiting") + "?q=plain.example"
THREE = "server text, starttime timestamptz, result text"
MX = "mx1.plain.example"
FILL = """
    INSERT INTO {} (server, starttime, result)
    SELECT '{}', now() - n * interval '1 minute', '421 later' || n % 2 FROM generate_series(1, 9) n
"""
TABLE = f"CREATE TABLE outqueue.sendattempts ({THREE}, secret text)"


@pytest.fixture
def owned(fresh_database, settings):
    """Call it with statements of the owner; a role without any right but to connect then reads the database."""
    owners = []

    def make(*statements):
        url = fresh_database()
        owners.append(psycopg.connect(url, autocommit=True))
        name, info = owners[0].info.dbname, owners[0].info
        owners[0].execute(f"CREATE ROLE reader_{name} LOGIN PASSWORD 'secret'".encode())
        for statement in statements:
            owners[0].execute(statement.replace("READER", f"reader_{name}").encode())
        settings.VPOP3_DATABASE_URL = f"postgresql://reader_{name}:secret@{info.host}:{info.port}/{name}"
        return owners[0]

    yield make
    connections.vpop3().close()
    for owner in owners:
        owner.close()


def every_page_works(viewer):
    for page in PAGES:
        answer = viewer.get(page)
        assert answer.status_code == 200, page
        assert "s database does not answer" not in answer.text, page


def exported(viewer) -> int:
    return b"".join(viewer.get(CSV).streaming_content).count(b"\r\n") - 1


GRANTS = {
    "three columns": "GRANT SELECT (server, starttime, result) ON outqueue.sendattempts TO READER",
    "three of a view": "ALTER TABLE outqueue.sendattempts RENAME TO kept;"
    "CREATE VIEW outqueue.sendattempts AS SELECT server, starttime, result, secret FROM outqueue.kept;"
    "GRANT SELECT (server, starttime, result) ON outqueue.sendattempts TO READER",
    "row security": "ALTER TABLE outqueue.sendattempts ENABLE ROW LEVEL SECURITY;"
    "CREATE POLICY all_rows ON outqueue.sendattempts FOR SELECT USING (true);"
    "GRANT SELECT ON outqueue.sendattempts TO READER",
    "partitions": "ALTER TABLE outqueue.sendattempts RENAME TO old;"
    f"CREATE TABLE outqueue.sendattempts ({THREE}, secret text) PARTITION BY LIST (server);"
    "ALTER TABLE outqueue.sendattempts ATTACH PARTITION outqueue.old DEFAULT;"
    "GRANT SELECT (server, starttime, result) ON outqueue.sendattempts TO READER",
}


@pytest.mark.parametrize("grant", GRANTS.values(), ids=GRANTS)
def test_rights_on_the_three_documented_columns_are_enough(viewer, owned, grant):
    owned(
        "CREATE SCHEMA outqueue",
        "GRANT USAGE ON SCHEMA outqueue TO READER",
        TABLE,
        FILL.format("outqueue.sendattempts", MX),
        *grant.split(";"),
    )
    every_page_works(viewer)
    rows = viewer.get(LIST).context["rows"]
    assert len(rows) == exported(viewer) == 9
    assert (
        viewer.get(reverse("attempt", args=[rows[3].attempt.handle])).context["attempt"].started
        == rows[3].attempt.started
    )
    assert len({row.key for row in rows}) == 9
    assert viewer.get(reverse("server", args=[MX])).context["total"] == 9


@pytest.mark.parametrize(
    ("grant", "named"),
    [
        ("SELECT 1", "SELECT on outqueue.sendattempts (server, starttime, result) is not granted"),
        ("GRANT SELECT (server, result) ON outqueue.sendattempts TO READER", "sendattempts (starttime) is not granted"),
        ("REVOKE USAGE ON SCHEMA outqueue FROM READER", "permission denied for schema outqueue"),
    ],
)
def test_a_missing_right_is_named_by_pages_and_by_the_decision(viewer, owned, grant, named):
    owned("CREATE SCHEMA outqueue", "GRANT USAGE ON SCHEMA outqueue TO READER", TABLE, grant)
    page = viewer.get(LIST)
    assert named in page.context["database"].sentence
    assert "The connection page has the SQL" in page.context["database"].sentence
    go_live(seed.source(1))
    text = viewer.get(WAITING).text
    assert "could not ask VPOP3" in text
    assert "lacks the right for this, such as SELECT: permission denied" in text


@pytest.mark.parametrize("schema", ["SELECT 1", "CREATE SCHEMA outqueue;GRANT USAGE ON SCHEMA outqueue TO READER"])
def test_a_table_that_vpop3_has_not_made_yet_is_no_history(viewer, owned, schema):
    owner = owned(*schema.split(";"))
    go_live(seed.source(1))
    every_page_works(viewer)
    assert (viewer.get(LIST).context["rows"], exported(viewer)) == ([], 0)
    assert "no table outqueue.sendattempts yet" in viewer.get(CONNECTION).text
    page = viewer.get(WAITING)
    live = page.context["live"].result
    assert (live.decision.kind, live.decision.reason) == ("send", "mx"), "the vendor's example counts 0"
    assert "as if it were empty (assumed)" in page.text
    owner.execute(b"CREATE SCHEMA IF NOT EXISTS outqueue")
    owner.execute(TABLE.encode())
    owner.execute(f"GRANT USAGE ON SCHEMA outqueue TO reader_{owner.info.dbname}".encode())
    owner.execute(f"GRANT SELECT ON outqueue.sendattempts TO reader_{owner.info.dbname}".encode())
    owner.execute(FILL.format("outqueue.sendattempts", MX).encode())
    assert len(viewer.get(LIST).context["rows"]) == 9, "it is there at once when VPOP3 has made it"


QUERIES = {
    "SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='x'": (("0",),),
    'select count(*) from OUTQUEUE . "sendattempts" AS a where a.result IS NULL': (("0",),),
    "-- why\nWITH recent AS (SELECT * FROM outqueue.sendattempts) SELECT count(*), max(starttime) FROM recent": (
        ("0", None),
    ),
    "SELECT server FROM outqueue.sendattempts ORDER BY outqueue.sendattempts.starttime": (),
}


@pytest.mark.parametrize(("query", "rows"), QUERIES.items())
def test_a_query_gets_what_an_empty_table_would_give(owned, query, rows):
    owned("SELECT 1")
    with connections.opened(connections.usual_resolver()) as world:
        answer = world.query(query)
    assert (answer.error, answer.rows) == (None, rows)
    assert "as if it were empty" in answer.note


@pytest.mark.parametrize("query", ["SELECT * FROM outqueue.elsewhere", "SELECT nothing FROM outqueue.sendattempts"])
def test_other_names_that_are_not_there_stay_errors(owned, query):
    owned("SELECT 1")
    with connections.opened(connections.usual_resolver()) as world:
        assert world.query(query).error


BASE = f"CREATE TABLE outqueue.kept ({THREE})"
VIEW = f"{BASE};CREATE VIEW outqueue.sendattempts AS SELECT {{}} FROM outqueue.kept AS k"
CONCURRENTLY = "CREATE INDEX CONCURRENTLY ON {} (server, starttime);"
RELATIONS = {
    f"CREATE TABLE outqueue.sendattempts ({THREE})": CONCURRENTLY.format("outqueue.sendattempts"),
    f"CREATE TABLE outqueue.sendattempts ({THREE}) PARTITION BY RANGE (starttime);"
    "CREATE TABLE outqueue.all_rows PARTITION OF outqueue.sendattempts DEFAULT": CONCURRENTLY.replace(
        "CONCURRENTLY ", ""
    ).format("outqueue.sendattempts"),
    f"{BASE};CREATE MATERIALIZED VIEW outqueue.sendattempts AS SELECT * FROM outqueue.kept": CONCURRENTLY.format(
        "outqueue.sendattempts"
    ),
    VIEW.format("*"): CONCURRENTLY.format("outqueue.kept"),
    VIEW.format("starttime, server, result"): CONCURRENTLY.format("outqueue.kept"),
    VIEW.format("lower(server) AS server, starttime, result"): None,
    f"{BASE};CREATE TABLE outqueue.other ({THREE});CREATE VIEW outqueue.sendattempts AS "
    "SELECT * FROM outqueue.kept UNION ALL SELECT * FROM outqueue.other": None,
    f"CREATE TABLE outqueue.sendattempts ({THREE});"
    'CREATE TABLE "Old ones" () INHERITS (outqueue.sendattempts)': CONCURRENTLY.format("outqueue.sendattempts")
    + "\n"
    + CONCURRENTLY.format('"Old ones"'),
    "CREATE FOREIGN DATA WRAPPER files;CREATE SERVER files FOREIGN DATA WRAPPER files;"
    f"CREATE FOREIGN TABLE outqueue.sendattempts ({THREE}) SERVER files": None,
}


@pytest.mark.parametrize(("relation", "advice"), RELATIONS.items())
def test_the_advised_index_is_one_that_postgresql_makes(viewer, owned, relation, advice):
    owner = owned(
        "CREATE SCHEMA outqueue",
        *relation.split(";"),
        "GRANT USAGE ON SCHEMA outqueue TO READER",
        "GRANT SELECT ON ALL TABLES IN SCHEMA outqueue TO READER",
    )
    page = viewer.get(CONNECTION)
    assert page.context["probe"].index_sql == advice
    assert "There is no index on (server, starttime)" in page.text
    if advice is None:
        assert "which PostgreSQL cannot index" in page.text
        return
    for statement in advice.splitlines():
        owner.execute(statement.encode())
    connections.attempts().known.forget()
    assert "Attempts of one server are found without" in viewer.get(CONNECTION).text
