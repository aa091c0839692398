"""The answers of `VPOP3.PostgresQuery` to a script."""

import re
import resource
import time

import psycopg
import pytest

from rules.outqueue.broker.broker import Broker
from rules.outqueue.broker.limits import Bounds
from rules.outqueue.broker.protocol import CANCEL_SECONDS, GRACE_SECONDS
from rules.outqueue.broker.transaction import capped

VENDORS_QUERY = """SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='mx1.example'
 AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'"""


def test_the_vendors_example_counts(broker):
    answer = broker.query(VENDORS_QUERY)
    assert (answer.columns, answer.rows, answer.error) == (("cnt",), (("10",),), None)
    assert answer.elapsed_ms > 0


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("true", "t"),
        ("false", "f"),
        ("NULL", None),
        ("''", ""),
        ("1.50", "1.50"),
        ("'NaN'::float8", "NaN"),
        ("ARRAY['a', NULL]", "{a,NULL}"),
        ("ROW(1, 'a')", "(1,a)"),
        ("'\\x00ff'::bytea", "\\x00ff"),
        ("timestamp '2026-11-23 12:00'", "2026-11-23 12:00:00"),
        ("interval '90 minutes'", "01:30:00"),
        ("inet '192.0.2.1'", "192.0.2.1"),
        ("'a'::char(4)", "a   "),
        ("'ü€'", "ü€"),
        ("1::oid::regclass", "1"),
    ],
)
def test_values_are_postgresqls_own_text(broker, expression, text):
    assert broker.query(f"SELECT {expression}").rows == ((text,),)


def test_columns_have_lower_case_names(broker):
    assert broker.query('SELECT 1 AS "CNT", 2 AS Other').columns == ("cnt", "other")


@pytest.mark.parametrize(
    "text",
    [
        "VALUES (1)",
        "TABLE outqueue.sendattempts",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "SELECT 1; -- and no more",
        "SELECT ';' AS a /* ; */ ;; ",
        "(SELECT 1) UNION ALL SELECT 2;",
        "-- counts\nSELECT count(*) FROM outqueue.sendattempts",
        "SELECT 1 -- one",
        "SELECT 'a--b', '%', '%s', '{', '$1', $$;$$",
        "SELECT random(), clock_timestamp(), gen_random_uuid(), pg_sleep(0)",
        "SELECT version(), current_setting('server_version'), to_char(now(), 'HH24:MI')",
        "SELECT 'a' LIKE 'a%' AND 7 % 2 = 1",
    ],
)
def test_every_kind_of_query_is_run(broker, text):
    answer = broker.query(text)
    assert answer.error is None
    assert answer.rows


def test_no_rows_are_no_error(broker):
    answer = broker.query("SELECT server FROM outqueue.sendattempts WHERE false")
    assert (answer.columns, answer.rows, answer.error) == (("server",), (), None)


@pytest.mark.parametrize(
    ("text", "told", "position"),
    [
        ("SELECT nix FROM outqueue.sendattempts", 'column "nix" does not exist', 8),
        ("SELECT 'ü' FROM nowhere", 'relation "nowhere" does not exist', 17),
        ("SELECT 1 FROM", "syntax error at end of input", 14),
        ("SELECT 1/0", "division by zero", None),
        ("SELECT 1 / (count(*) - count(*)) FROM outqueue.sendattempts", "division by zero", None),
        ("SELECT 'x'::int", 'invalid input syntax for type integer: "x"', 8),
        ("  DELETE FROM x", "Only queries (SELECT, VALUES, TABLE, WITH) are run, so DELETE was not", 3),
        ("/* a */ update x set y = 1", "so UPDATE was not", 9),
        ("SELECT 1; SELECT 2", "Only one statement at a time", None),
        ("WITH a AS (DELETE FROM x) SELECT 1", 'relation "x" does not exist', 24),
        ("WITH a AS (DELETE FROM outqueue.sendattempts) SELECT 1", "would write, so it was not run", None),
        ("SELECT pg_advisory_lock(1)", "names pg_advisory_lock, which may do more than read", None),
        (
            "SELECT * FROM pg_authid",
            "lacks the right for this, such as SELECT: permission denied for table pg_authid",
            None,
        ),
        ("", "is empty", None),
        (" \n\t", "is empty", None),
        ("SELECT 1\0", "NUL character", None),
        ("SELECT '\udc80'", "has no '\\udc80'", None),
        ("SELECT " + "1 + " * 40_000 + "1", "longer than 100,000 characters", None),
        ("x", "so X was not", 1),
    ],
)
def test_an_error_is_a_sentence_with_its_place_in_the_text(broker, text, told, position):
    answer = broker.query(text)
    assert told in answer.error
    assert answer.position == position
    assert answer.rows == ()


def test_a_query_nested_too_deep_is_a_sentence(broker):
    assert "PostgreSQL refused the query" in broker.query("SELECT " + "(" * 20_000 + "1" + ")" * 20_000).error


def test_rows_are_taken_up_to_the_bound_and_the_rest_is_named(broker):
    answer = broker.query("SELECT generate_series(1, 1000000)")
    assert answer.truncated
    assert answer.rows[-1] == ("1000",)
    assert "more than 1,000 rows" in answer.error


def test_exactly_as_many_rows_as_the_bound_are_no_error(broker):
    answer = broker.query("SELECT generate_series(1, 1000)")
    assert (len(answer.rows), answer.error, answer.truncated) == (1000, None, False)


def test_bytes_are_taken_up_to_the_bound(broker):
    answer = broker.query("SELECT repeat('x', 400000) FROM generate_series(1, 3)")
    assert answer.truncated
    assert len(answer.rows) == 2
    assert "more than 1,000,000 bytes" in answer.error


@pytest.mark.parametrize(
    ("columns", "length", "rows"), [(1, 1000, 1), (1, 1001, 0), (2, 500, 1), (2, 501, 0), (16, 62, 1), (16, 63, 0)]
)
def test_a_row_is_taken_whole_or_not_at_all(make_vpop3, connect, columns, length, rows):
    broker = Broker(connect(make_vpop3().reader_url()), Bounds(bytes=1000))
    answer = broker.query(f"SELECT {', '.join([f'repeat(chr(120), {length})'] * columns)}")
    assert answer.rows == ((("x" * length,) * columns),) * rows
    assert answer.truncated is (rows == 0)


@pytest.mark.parametrize(("columns", "most"), [(0, None), (1, 1001), (8, 1001), (16, 501), (100, 81)])
def test_the_database_sends_no_value_that_is_much_longer_than_the_bound(columns, most):
    """A value is cut there, one character beyond what a row may have; of many columns each is cut shorter."""
    declared, aliases = capped(columns, 1000)
    assert re.findall(r"left\(format\('%s', c\d+\), (\d+)\)", declared) == [str(most)] * columns
    assert aliases.count("c") == columns


def test_a_value_of_a_hundred_megabytes_never_comes_into_memory(make_vpop3, connect):
    database = connect(make_vpop3().reader_url(), statement_timeout=60)
    broker = Broker(database, Bounds(seconds=60))  # a busy server takes long to make it
    broker.query("SELECT 1")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = broker.query("SELECT repeat('x', 100000000)")
    assert answer.truncated
    assert "more than 1,000,000 bytes" in answer.error
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # KiB
    assert broker.query("SELECT 1").rows == (("1",),)


def test_a_query_that_takes_too_long_is_stopped(make_vpop3, connect):
    broker = Broker(connect(make_vpop3().reader_url()), Bounds(seconds=0.3))
    with broker.session() as query:
        started = time.monotonic()
        assert query("SELECT pg_sleep(60)").error == "The query took longer than 0.3 s and was stopped."
        assert time.monotonic() - started < 4
        assert query("SELECT 1").rows == (("1",),)
    assert CANCEL_SECONDS + GRACE_SECONDS <= 1, "what a server that does not obey costs beyond the bound"


def test_all_queries_of_a_run_share_one_connection(broker):
    with broker.session() as query:
        first, second = (query("SELECT pg_backend_pid()").rows for _ in range(2))
    assert first == second


def test_a_run_that_asks_nothing_takes_no_connection(make_vpop3, connect):
    vpop3 = make_vpop3()
    database = connect(vpop3.reader_url(), application_name="quiet")
    with Broker(database).session():
        assert vpop3.owner.execute("SELECT 1 FROM pg_stat_activity WHERE application_name = 'quiet'").fetchall() == []


@pytest.mark.parametrize(("snapshot", "seen"), [(True, "0"), (False, "1")])
def test_in_a_snapshot_all_queries_see_the_same_moment(make_vpop3, connect, snapshot, seen):
    vpop3 = make_vpop3()
    with Broker(connect(vpop3.reader_url())).session(snapshot=snapshot) as query:
        assert query("SELECT count(*) FROM outqueue.sendattempts").rows == (("0",),)
        vpop3.add("mx", "2026-11-23 12:00", "250")
        assert query("SELECT nonsense").error
        assert query("SELECT count(*) FROM outqueue.sendattempts").rows == ((seen,),)


def test_runs_at_the_same_time_wait_for_each_other_and_say_so(make_vpop3, connect):
    broker = Broker(connect(make_vpop3().reader_url(), max_connections=1, connect_timeout=0.3))
    with broker.session() as first, broker.session() as second:
        assert first("SELECT 1").error is None
        assert "All 1 connections" in second("SELECT 1").error
    assert broker.query("SELECT 1").error is None


def test_without_a_database_the_answer_says_so(connect):
    assert connect("").configured is False
    assert "No VPOP3 database is connected" in Broker(connect("")).query("SELECT 1").error


def test_a_wide_role_may_still_read_the_queue_and_call_functions(make_vpop3, connect):
    vpop3 = make_vpop3()
    broker = Broker(connect(vpop3.writer_url()))
    vpop3.owner.execute(f"CREATE TABLE public.mine (a int); GRANT SELECT ON public.mine TO writer_{vpop3.name}")
    assert broker.query(VENDORS_QUERY).rows == (("0",),)
    told = broker.query("SELECT * FROM public.mine").error
    assert "reads public.mine" in told
    assert "connection page" in told


def test_schemas_that_were_allowed_are_read_with_a_wide_role_too(make_vpop3, connect):
    vpop3 = make_vpop3()
    url = vpop3.writer_url()
    vpop3.owner.execute(f"CREATE TABLE public.mine (a int); GRANT SELECT ON public.mine TO writer_{vpop3.name}")
    broker = Broker(connect(url), Bounds(schemas=("outqueue", "public")))
    assert broker.query("SELECT count(*) FROM mine").rows == (("0",),)


def test_replies_that_are_no_text_reach_the_script_byte_by_byte(postgres, connect):
    with psycopg.connect(postgres.url(), autocommit=True) as server:
        server.execute("CREATE DATABASE raw_script ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'")
        server.execute("CREATE ROLE raw_reader LOGIN PASSWORD 'secret'")
    try:
        database = connect(postgres.url("raw_script", "raw_reader", "secret"))
        broker = Broker(database)
        assert broker.query("SELECT convert_from('\\xe4'::bytea, 'SQL_ASCII'), 'ü'").rows == (("ä", "ü"),)
        database.close()
    finally:
        postgres.drop_database("raw_script")
        with psycopg.connect(postgres.url(), autocommit=True) as server:
            server.execute("DROP ROLE raw_reader")


def test_a_plan_is_explained_and_the_query_is_not_run(broker):
    plan = broker.explain("SELECT pg_sleep(60), count(*) FROM outqueue.sendattempts")
    assert (plan.error, plan.columns) == (None, ("query plan",))
    assert any("on sendattempts" in line for (line,) in plan.rows)
    refused = broker.explain("SELECT 1 FROM nowhere")
    assert ("does not exist" in refused.error, refused.position) == (True, 15)
    assert "was not" in broker.explain("DELETE FROM outqueue.sendattempts").error
