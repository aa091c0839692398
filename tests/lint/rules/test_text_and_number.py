import pytest

from tests.lint.checking import check_server, corrected, findings, marked

RULE = "text-and-number"
ROWS = 'local rows = VPOP3.PostgresQuery("SELECT 1 AS cnt") or {{cnt = "1"}}'


@pytest.mark.parametrize("comparison", ["rows[1].cnt > 5", "5 < rows[1].cnt", "rows[1]['cnt'] >= numRetries"])
def test_ordering_text_and_a_number_raises_an_error(comparison):
    (finding,) = findings(RULE, check_server(ROWS, f"return {comparison}"))
    assert finding.severity == "error"
    assert marked(RULE, check_server(ROWS, f"return {comparison}")) == [comparison]


@pytest.mark.parametrize("comparison", ["rows[1].cnt == 5", "0 ~= rows[1].cnt", "domain == 5", '"5" == numRetries'])
def test_text_is_never_equal_to_a_number(comparison):
    (finding,) = findings(RULE, check_server(ROWS, f"return {comparison}"))
    assert finding.severity == "warning"


def test_the_fix_makes_a_number_of_it():
    assert corrected(RULE, check_server(ROWS, "return rows[1].cnt > 5")) == check_server(
        ROWS, "return tonumber(rows[1].cnt) > 5"
    )


@pytest.mark.parametrize(
    ("date", "after"),
    [
        ('os.date("%H")', 'tonumber(os.date("%H"))'),
        ('os.date("%H:%M")', 'tonumber(os.date("%H%M"))'),
        ('os.date("!%Y-%m-%d")', 'tonumber(os.date("!%Y%m%d"))'),
        ('os.date("%A")', None),
        ('os.date("%c")', None),
    ],
)
def test_a_date_becomes_a_number_where_it_is_digits_alone(date, after):
    source = check_server(f"return {date} > 900")
    (finding,) = findings(RULE, source)
    assert finding.severity == "error"
    if after is None:
        assert finding.fix is None
    else:
        assert corrected(RULE, source) == check_server(f"return {after} > 900")


@pytest.mark.parametrize(
    ("comparison", "after"),
    [('rows[1].cnt > "5"', "tonumber(rows[1].cnt) > 5"), ("'05' <= rows[1].cnt", "5 <= tonumber(rows[1].cnt)")],
)
def test_digits_are_no_number(comparison, after):
    (finding,) = findings(RULE, check_server(ROWS, f"return {comparison}"))
    assert (finding.severity, "letter by letter" in finding.message) == ("warning", True)
    assert corrected(RULE, check_server(ROWS, f"return {comparison}")) == check_server(ROWS, f"return {after}")


def test_a_column_is_followed_through_names_and_loops():
    assert marked(RULE, check_server(ROWS, "local cnt = rows[1].cnt", "return cnt > 5")) == ["cnt > 5"]
    assert marked(RULE, check_server(ROWS, "for _, row in ipairs(rows) do print(row.cnt > 5) end")) == ["row.cnt > 5"]


@pytest.mark.parametrize(
    "comparison",
    [
        "tonumber(rows[1].cnt) > 5",
        "rows[1].cnt == '5'",
        "rows[1].cnt + 0 > 5",
        "#rows > 5",
        "numRetries > 5",
        "domain == 'x'",
        "#domain > 5",
        "(tonumber(rows[1].cnt) or 0) > 5",
        "messageSize / 1024 > 5",
        "os.date('%H') >= '22'",
        "rows[1].cnt > domain",
        "rows[1].cnt > '2026-01-01'",
    ],
)
def test_numbers_beside_numbers_are_fine(comparison):
    assert marked(RULE, check_server(ROWS, f"return {comparison}")) == []


def test_a_name_that_changes_its_kind_is_left_alone():
    assert marked(RULE, check_server(ROWS, "local c = rows[1].cnt", "c = tonumber(c)", "return c > 5")) == []
