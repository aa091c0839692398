"""What is rewritten, and what is refused because its meaning at a past moment is not certain."""

from datetime import UTC, datetime

import pytest

from rules.replay.as_of.parts import AS_OF_THEN
from rules.replay.as_of.table import ABSENT, AttemptsTable
from rules.replay.as_of.translator import Asked, NoQuery, Translator
from rules.replay.as_of.views import is_timeless
from rules.replay.past import NotAsOf

COLUMNS = {**ABSENT, "starttime": "timestamp with time zone", "at_time": "time with time zone"}
TABLE = AttemptsTable(columns=COLUMNS)
FROM = "FROM outqueue.sendattempts"
REFUSED = {
    f"SELECT random() {FROM}": "random()",
    f"SELECT gen_random_uuid() {FROM}": "gen_random_uuid()",
    f"SELECT * {FROM} ORDER BY random()": "random()",
    "SELECT nextval('s')": "nextval()",
    f"SELECT count(*) {FROM} TABLESAMPLE system (10)": "TABLESAMPLE",
    f"SELECT * {FROM} FOR UPDATE": "FOR UPDATE",
    f"SELECT * {FROM} FOR SHARE": "FOR UPDATE or FOR SHARE",
    f"SELECT * INTO x {FROM}": "INTO",
    "SELECT * FROM outqueue.outmessages": "outqueue.outmessages",
    "SELECT * FROM sendattempts": "reads sendattempts",
    "SELECT * FROM pg_class": "pg_class",
    "SELECT * FROM pg_catalog.pg_stat_activity": "pg_stat_activity",
    "SELECT * FROM vpop3.outqueue.sendattempts": "vpop3.outqueue.sendattempts",
    'SELECT * FROM "outqueue"."SendAttempts"': "outqueue.SendAttempts",
    "WITH sendattempts AS (SELECT * FROM sendattempts) SELECT * FROM sendattempts": "reads sendattempts",
    f"SELECT count(*) {FROM} a WHERE EXISTS (SELECT 1 FROM public.other)": "public.other",
    f"SELECT ctid {FROM}": "ctid",
    f"SELECT a.xmin {FROM} a": "xmin",
    f"SELECT tableoid {FROM}": "tableoid",
    f"SELECT age(xmin) {FROM}": "xmin",
    f"SELECT a {FROM} a": "whole row",
    f"SELECT sendattempts::text {FROM}": "whole row",
    f"SELECT count(a.*) {FROM} a": "all columns (*) as one value",
    f"SELECT row_to_json(sendattempts) {FROM}": "whole row",
    f"SELECT pg_sleep(1) {FROM}": "pg_sleep()",
    "SELECT current_setting('TimeZone')": "current_setting()",
    "SELECT public.mine(1)": "public.mine()",
    "SELECT mine(1)": "mine()",
    "SELECT txid_current()": "txid_current()",
    "SELECT query_to_xml('SELECT 1', true, true, '')": "query_to_xml()",
    "SELECT XMLELEMENT(NAME a)": "XML",
    "SELECT $1::int": "a parameter",
    "SELECT 'x'::regclass": "regclass",
    "SELECT '12:00'::timetz": "timetz",
    "SELECT '12:00'::time with time zone": "timetz",
    "SELECT LOCALTIME::timetz": "timetz",
    f"SELECT count(*) {FROM} WHERE CURRENT_TIME > '12:00'": "CURRENT_TIME",
    f"SELECT count(*) {FROM} WHERE CURRENT_TIME > starttime::time": "CURRENT_TIME",
    f"SELECT at_time {FROM}": "at_time",
    "SELECT LOCALTIME AT TIME ZONE 'UTC'": "AT TIME ZONE",
    "SELECT ('n' || 'ow')::timestamptz": "put together",
    "SELECT lower('NOW')::timestamp": "put together",
    "SELECT 'now'::text::timestamptz": "put together",
    f"SELECT result::date {FROM}": "put together",
    f"SELECT date(result) {FROM}": "put together",
    f"SELECT max(result)::timestamp {FROM}": "put together",
    f"SELECT (SELECT result {FROM} LIMIT 1)::timestamp": "put together",
    f"SELECT started::date FROM (SELECT result AS started {FROM}) x": "put together",
    "SELECT x::date FROM (VALUES ('now')) AS v(x), outqueue.sendattempts": "put together",
    f"SELECT starttime::date FROM (SELECT result AS starttime {FROM}) x": "put together",
    "WITH w(starttime) AS (SELECT 'now') SELECT starttime::timestamptz FROM w": "put together",
    "SELECT string_to_array('now', ',')::timestamptz[]": "put together",
    "SELECT '{now}'::timestamptz[]": "'{now}'",
    "SELECT 'now 12:00'::timestamp": "'now 12:00'",
    "SELECT 'today +1'::timestamp": "'today +1'",
    "SELECT 'today'::time": "'today'",
    "SELECT 'tomorrow allballs'::timestamptz": "'tomorrow allballs'",
    "SELECT age('2026-01-01')": "age() of a literal",
    "SELECT 1 OPERATOR(public.+) 2": "public.+",
    "SELECT 1 <-> 2": "<->",
    f"SELECT outqueue.sendattempts.server {FROM}, (SELECT 1) AS sendattempts": "the name sendattempts",
    f"SELECT mxadmin_asked.mxadmin_now {FROM}": "mxadmin_",
    f"SELECT * {FROM} a, XMLTABLE('/a' PASSING '<a/>' COLUMNS b int)": "XML",
}
NO_QUERIES = (
    "SELEC 1",
    "",
    "SELECT 1; SELECT 2",
    "DELETE FROM outqueue.sendattempts",
    "SET x = 1",
    "SELECT 'open",
    "--",
)


@pytest.mark.parametrize("sql", REFUSED)
def test_what_is_not_understood_is_refused_with_a_sentence(sql: str):
    found = Translator(TABLE).read(sql)
    assert isinstance(found, NotAsOf)
    assert REFUSED[sql] in found.reason
    assert found.reason.endswith(".")


@pytest.mark.parametrize("sql", NO_QUERIES)
def test_a_text_that_is_no_query_is_told_apart(sql: str):
    assert Translator(TABLE).read(sql) == NoQuery()


def test_texts_of_one_shape_share_a_template_and_differ_in_their_literals():
    translator = Translator(TABLE)
    one, other, number = (
        translator.read(f"SELECT count(*) {FROM} WHERE server = {value} AND size > 5 -- {value}")
        for value in ("'a''b'", "'c'", "7")
    )
    assert isinstance(one, Asked)
    assert isinstance(other, Asked)
    assert isinstance(number, Asked)
    plain = [
        translator.read(f"SELECT count(*) {FROM} WHERE server = {value} AND size > 5") for value in ("'a'", "'b'", "7")
    ]
    assert plain[0].template is plain[1].template
    assert plain[0].template is not plain[2].template
    assert plain[1].literals == ("'b'", "5")


def test_a_precision_or_a_word_belongs_to_the_template():
    translator = Translator(TABLE)
    at = datetime(2026, 1, 2, tzinfo=UTC)
    texts = [
        "SELECT CURRENT_TIMESTAMP(0)",
        "SELECT CURRENT_TIMESTAMP(3)",
        "SELECT 'today'::date",
        "SELECT 'yesterday'::date",
    ]
    found = [translator.read(text) for text in texts]
    written = [each.template.alone(at, each.literals, AS_OF_THEN) for each in found]
    assert "timestamptz(0)" in written[0]
    assert "timestamptz(3)" in written[1]
    assert "+ -1" in written[3]
    assert len(set(written)) == 4


def test_a_refusal_that_a_literal_decides_is_no_refusal_of_another():
    translator = Translator(TABLE)
    assert isinstance(translator.read("SELECT ('2026-01-01' || ' noon')::timestamp"), NotAsOf)
    assert isinstance(translator.read("SELECT ('2026-01-01' || ' 12:00')::timestamp"), Asked)
    assert isinstance(translator.read("SELECT ('2026-01-01' || ' now')::timestamp"), NotAsOf)


def test_a_table_that_cannot_be_shown_as_of_a_moment_refuses_all():
    assert Translator(AttemptsTable(columns=COLUMNS, unusable="It is a view.")).read("SELECT 1") == NotAsOf(
        "It is a view."
    )


@pytest.mark.parametrize(
    ("definition", "timeless"),
    [
        ("SELECT server, starttime, result FROM archive.attempts WHERE starttime > '2020-01-01'::timestamptz", True),
        ("SELECT a.server, lower(result) AS result, starttime FROM archive.attempts a", True),
        ("SELECT * FROM archive.attempts WHERE starttime > now() - '30 days'::interval", False),
        ("SELECT * FROM archive.attempts WHERE starttime > CURRENT_DATE", False),
        ("SELECT * FROM archive.attempts WHERE starttime > 'yesterday'::date", False),
        ("SELECT * FROM archive.attempts JOIN archive.names USING (id)", False),
        ("SELECT * FROM archive.attempts WHERE age(starttime) < '1 day'::interval", False),
        ("SELECT * FROM archive.attempts WHERE random() < 0.5", False),
        ("this is no SQL", False),
    ],
)
def test_a_view_of_one_table_without_a_clock_is_timeless(definition: str, timeless: bool):
    assert is_timeless(definition) == timeless
