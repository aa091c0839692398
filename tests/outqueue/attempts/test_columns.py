"""The columns that VPOP3 keeps, found by name and type."""

import pytest
from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import discover, recognise
from rules.outqueue.attempts.filters import AttemptFilter, TimeRange
from rules.outqueue.connection.unavailable import Trouble, Unavailable

ANY_TIME = AttemptFilter(time=TimeRange())


def meanings(*attributes):
    return {column.name: column.meaning for column in recognise(list(attributes)) if column.meaning}


def test_three_documented_columns_are_enough(make_vpop3, connect):
    columns = discover(connect(make_vpop3("documented").url))
    assert [column.because for column in columns.all] == ["documented by the vendor"] * 3
    assert not columns.indexed


def test_more_columns_are_used_by_what_they_mean(make_vpop3, connect):
    columns = discover(connect(make_vpop3("demo").url))
    assert {column.name for column in columns.unknown} == {"id", "priority", "note"}
    assert columns[Meaning.IP].because == "by its name and its type inet"
    assert columns.indexed


def test_case_underscores_and_length_do_not_hide_a_column(make_vpop3, connect):
    columns = discover(connect(make_vpop3("odd").url))
    assert columns[Meaning.MESSAGE_ID].name == "Message_Id"
    assert columns[Meaning.DURATION].name == "Elapsed_ms"
    assert columns[Meaning.RESULT].type == "integer"


def test_a_name_with_the_wrong_type_means_nothing():
    assert meanings(("size", "text"), ("ip", "integer"), ("endtime", "text")) == {}


def test_no_meaning_is_given_twice_and_the_likelier_name_wins():
    assert meanings(("domain", "text"), ("destination", "text")) == {"domain": Meaning.DOMAIN}


def test_a_sender_is_an_address_where_it_is_text_and_a_sender_of_vpop3s_where_it_is_a_number():
    assert meanings(("sender", "text"), ("connectionname", "text")) == {
        "sender": Meaning.RETURN_PATH,
        "connectionname": Meaning.SENDER,
    }
    assert meanings(("sender", "integer")) == {"sender": Meaning.SENDER}


def test_a_domain_type_counts_as_what_it_is_made_of(make_vpop3, connect):
    vpop3 = make_vpop3(
        "CREATE DOMAIN host AS text; CREATE TABLE outqueue.sendattempts (server host, starttime timestamp, result text)"
    )
    assert discover(connect(vpop3.url))[Meaning.SERVER].type == "text"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("CREATE TABLE outqueue.sendattempts (server text, result text)", "has no column starttime"),
        ("CREATE TABLE outqueue.sendattempts (server text, starttime text, result text)", "has no column starttime"),
    ],
)
def test_a_database_that_is_not_vpop3s_is_a_sentence(make_vpop3, connect, table, told):
    with pytest.raises(Unavailable, match=told) as refused:
        discover(connect(make_vpop3(table).url))
    assert refused.value.trouble is Trouble.SCHEMA


def test_a_role_without_rights_is_a_sentence(make_vpop3, connect):
    vpop3 = make_vpop3()
    vpop3.owner.execute(f"CREATE ROLE nobody_{vpop3.name} LOGIN PASSWORD 'secret'")
    with pytest.raises(Unavailable, match="permission denied for schema outqueue") as refused:
        discover(connect(vpop3.url_as(f"nobody_{vpop3.name}")))
    assert refused.value.trouble is Trouble.FORBIDDEN


def test_a_column_that_goes_away_is_noticed_when_a_query_fails_on_it(make_vpop3, read):
    vpop3 = make_vpop3("demo")
    vpop3.add("mx", "2026-11-23 12:00", "250")
    attempts = read(vpop3)
    assert attempts.columns().get(Meaning.RECIPIENT)
    vpop3.owner.execute("ALTER TABLE outqueue.sendattempts RENAME recipient TO whoever")
    [found] = attempts.page(ANY_TIME).attempts
    assert found.recipient is None
    assert "whoever" in {column.name for column in attempts.columns().unknown}


INDEXES = {
    "(server, starttime)": (True, False),
    "(starttime)": (False, True),
    "(server)": (False, False),
    "USING brin (server, starttime)": (False, False),
    "USING brin (starttime)": (False, False),
    "(server, starttime) WHERE result LIKE '4%'": (False, False),
}


@pytest.mark.parametrize(("index", "found"), INDEXES.items(), ids=INDEXES)
def test_only_a_whole_btree_serves_a_list(make_vpop3, connect, index, found):
    vpop3 = make_vpop3("documented")
    vpop3.owner.execute(f"CREATE INDEX ON outqueue.sendattempts {index}")
    columns = discover(connect(vpop3.url))
    assert (columns.indexed, columns.time_indexed) == found
    assert (columns.index_sql is None) is columns.indexed


THREE = "server text, starttime timestamp, result text"
KINDS = {
    f"CREATE TABLE outqueue.sendattempts ({THREE})": "tid",
    f"CREATE TABLE outqueue.sendattempts (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, {THREE})": "bigint",
    f"CREATE TABLE outqueue.sendattempts (n bigint UNIQUE, {THREE})": "tid",
    f"CREATE TABLE outqueue.sendattempts ({THREE}) PARTITION BY LIST (server);"
    "CREATE TABLE one PARTITION OF outqueue.sendattempts FOR VALUES IN ('mx1');"
    "CREATE TABLE others PARTITION OF outqueue.sendattempts DEFAULT": "text",
    f"CREATE TABLE t ({THREE}); CREATE VIEW outqueue.sendattempts AS SELECT * FROM t": "text",
}


@pytest.mark.parametrize(("table", "key"), KINDS.items())
def test_rows_of_one_moment_are_told_apart_in_any_kind_of_table(make_vpop3, read, table, key):
    vpop3 = make_vpop3(table)
    for number in range(7):
        vpop3.add(f"mx{number}", "2026-11-23 12:00", "250")
    attempts = read(vpop3)
    assert attempts.columns().key_type == key
    seen, after = [], None
    while True:
        page = attempts.page(ANY_TIME, after=after, limit=3)
        seen += [attempt.server for attempt in page.attempts]
        if not (after := page.next):
            break
    assert sorted(seen) == [f"mx{number}" for number in range(7)]


def test_a_percent_sign_in_a_name_is_only_a_name(make_vpop3, read):
    vpop3 = make_vpop3("odd")
    vpop3.owner.execute(
        sql.SQL(
            "INSERT INTO outqueue.sendattempts (server, starttime, result, {}) VALUES ('mx', now(), 250, 'x')"
        ).format(sql.Identifier("50% odd"))
    )
    attempts = read(vpop3)
    [found] = attempts.page(ANY_TIME).attempts
    assert attempts.find(found.handle).other["50% odd"] == "x"
