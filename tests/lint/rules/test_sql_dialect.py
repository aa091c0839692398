import pytest

from tests.lint.asking import RECENT, put_right, since, told, troubles, where

RULE = "sql-dialect"
CORRECTED = [
    (where("server == 'a'"), where("server = 'a'")),
    (where("server = 'a' && result = 'b'"), where("server = 'a' AND result = 'b'")),
    (where("result REGEXP '^4'"), where("result ~ '^4'")),
    (where("IFNULL(result, '') = ''"), where("coalesce(result, '') = ''")),
    (where("LEN(result) > 3"), where("length(result) > 3")),
    (where("true ORDER BY starttime LIMIT 5, 10"), where("true ORDER BY starttime LIMIT 10 OFFSET 5")),
]
TOLD = [
    (f"SELECT TOP 5 server FROM outqueue.sendattempts WHERE {RECENT}", "`LIMIT 5` at the end"),
    (since("DATE_SUB(now(), interval '1 hour')"), "no DATE_SUB()"),
    (since("GETDATE()"), "`now()`"),
    (f"SELECT 1 AS a FROM `outqueue`.sendattempts WHERE {RECENT}", "no backquotes"),
]
CLEAN = [where("coalesce(result, '') = '' AND ARRAY['a'] && ARRAY[server]"), where("length(result || 'a') > 3")]


@pytest.mark.parametrize(("written", "right"), CORRECTED)
def test_words_of_other_databases_are_fixed(written, right):
    assert put_right(RULE, written) == right
    assert troubles(right) == []


@pytest.mark.parametrize(("sql", "message"), TOLD)
def test_the_message_names_the_way_where_there_is_no_fix(sql, message):
    assert message in told(RULE, sql)[0]


@pytest.mark.parametrize("sql", CLEAN)
def test_postgresqls_own_is_not_reported(sql):
    assert troubles(sql) == []
