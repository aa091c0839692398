"""The fix of sql-quoting against the real PostgreSQL: whatever the name is, it stays one text."""

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rules.wiring import connections
from tests.lint.checking import corrected

NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20) | st.text(
    st.sampled_from("'\\\"-;$%abE "), max_size=12
)
PLACES = {
    "in quotes": '''"SELECT '" .. mxserver .. "' AS name, 1 AS one"''',
    "after an equals sign": """"SELECT x AS name, 1 AS one FROM (SELECT ''::text AS x) t WHERE '' = " .. mxserver""",
    "in an escape text": '''"SELECT E'" .. mxserver .. "' AS name, 1 AS one"''',
    "in a format": """("SELECT '%s' AS name, 1 AS one"):format(mxserver)""",
}


def fixed(place: str) -> bytes:
    """A hook that returns the SQL which the fix makes of a query."""
    source = f"function CheckServer(domain, mxserver) return VPOP3.PostgresQuery({PLACES[place]}) end"
    after = corrected("sql-quoting", source)
    return after.replace("VPOP3.PostgresQuery", "", 1).encode()


@pytest.fixture(scope="module", params=PLACES)
def place(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def connection(postgres) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as open_connection:
        yield open_connection


@pytest.fixture(scope="module")
def session(place):
    with connections.sandbox().open(fixed(place)) as open_session:
        yield open_session


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES)
@example(name="x' OR '1'='1")
@example(name="\\' OR 1=1 --")
@example(name="'; DROP TABLE x; --")
@example(name="\\")
def test_the_name_comes_back_as_it_was(place, connection, session, name):
    call = session.call("CheckServer", ["shop.example", name])
    assert call.error is None
    (sql,) = call.returned
    rows = connection.execute(sql.encode()).fetchall()
    expected = [("", 1)] if name == "" else []
    assert rows == (expected if place == "after an equals sign" else [(name, 1)])
