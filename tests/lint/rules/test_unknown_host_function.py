import pytest

from tests.lint.checking import corrected, findings, marked

RULE = "unknown-host-function"


def test_a_name_that_vpop3_does_not_promise_is_a_warning_that_lists_what_exists():
    (finding,) = findings(RULE, "return VPOP3.SendMessage('x')")
    assert finding.severity == "warning"
    assert "VPOP3.PostgresQuery, VPOP3.HMAC" in finding.message


@pytest.mark.parametrize("name", ["PostgreSQLQuery", "postgresquery", "PostgresQuerry", "Hmac", "UnhexString"])
def test_a_misspelt_one_is_an_error_that_can_be_put_right(name):
    (finding,) = findings(RULE, f"return VPOP3.{name}('x')")
    assert finding.severity == "error"
    assert marked(RULE, corrected(RULE, f"return VPOP3.{name}('x')")) == []


def test_the_index_form_is_seen_too():
    assert marked(RULE, "return VPOP3['Nothing']") == ["VPOP3['Nothing']"]


@pytest.mark.parametrize("name", ["HMAC", "HexString", "UnHexString"])
def test_functions_of_8_7_are_missing_before(name):
    assert marked(RULE, f"return VPOP3.{name}('x')", version="8.6") == [f"VPOP3.{name}"]
    assert marked(RULE, f"return VPOP3.{name}('x')", version="8.7") == []


def test_a_table_of_the_administrator_is_not_vpop3s():
    assert marked(RULE, "local VPOP3 = {} return VPOP3.Anything") == []
