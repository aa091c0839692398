import pytest

from tests.lint.asking import asking, put_right, told, troubles, where
from tests.lint.checking import check_server, findings, messages

RULE = "sql-text"
CORRECTED = [
    (where('server = "mx1.example"'), where("server = 'mx1.example'")),
    (where('result LIKE "4%"'), where("result LIKE '4%'")),
    (where("result = '4%'"), where("result LIKE '4%'")),
    (where("server LIKE '*.example'"), where("server LIKE '%.example'")),
    (where("result LIKE '%it\\'s%'"), where("result LIKE '%it''s%'")),
]
CLEAN = [
    where("result ~ '^4' AND result NOT LIKE '42_%'"),
    where("\"server\" = 'it''s' AND result LIKE E'it\\'s%'"),
    where("result LIKE '4' || '%' AND server = '%'"),
    where('true GROUP BY "server" ORDER BY "server" LIMIT 5 OFFSET 2'),
]


@pytest.mark.parametrize(("written", "right"), CORRECTED)
def test_a_text_is_written_as_postgresql_reads_it(written, right):
    assert put_right(RULE, written) == right
    assert troubles(right) == []


@pytest.mark.parametrize("sql", CLEAN)
def test_valid_texts_are_not_reported(sql):
    assert told(RULE, sql) == []


def test_a_value_between_double_quotes_is_reported():
    sql = "'SELECT 1 FROM outqueue.sendattempts WHERE starttime > now() AND server = \"' .. mxserver .. '\"'"
    source = check_server(f"return VPOP3.PostgresQuery({sql}) ~= nil")
    assert messages(RULE, source) == ["Double quotes name a column in PostgreSQL: a text is written in single quotes."]


def test_like_without_a_wildcard_is_information():
    assert [each.severity for each in findings(RULE, asking(where("server LIKE 'mx1.example'")))] == ["information"]
