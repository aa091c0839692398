"""The linter with the compiler and the database that mxadmin is connected to."""

import pytest

from rules.vpop3 import versions
from rules.wiring import linting

SCRIPT = b"""
local function failures(server)
    return VPOP3.PostgresQuery("SELECT reslt FROM outqueue.sendattempts WHERE starttime > now()")
end
return failures
"""


def rules_for(source: bytes) -> list[str]:
    return [finding.rule for finding in linting.findings(source, versions.CURRENT)]


def test_names_in_sql_are_compared_with_the_connected_database(settings, demo_queue):
    settings.VPOP3_DATABASE_URL = demo_queue
    assert rules_for(SCRIPT) == ["unused", "sql-names"]


def test_the_connected_database_plans_a_constant_query_and_its_words_stand_at_their_place(settings, demo_queue):
    settings.VPOP3_DATABASE_URL = demo_queue
    sql = "SELECT server FROM outqueue.sendattempts WHERE starttime > now() AND result > 400 AND pg_sleep(60) IS NULL"
    source = SCRIPT.replace(b"SELECT reslt FROM outqueue.sendattempts WHERE starttime > now()", sql.encode())
    (found,) = [each for each in linting.findings(source, versions.CURRENT) if each.rule == "sql-database"]
    assert "operator does not exist: text > integer" in found.message
    line = source.decode().split("\n")[found.range.line - 1]
    assert line[found.range.column - 1 : found.range.end_column - 1] == ">"


def test_a_query_that_the_database_can_plan_is_not_run(settings, demo_queue):
    settings.VPOP3_DATABASE_URL = demo_queue
    assert rules_for(SCRIPT.replace(b"reslt", b"result")) == ["unused"]


@pytest.mark.parametrize("url", ["", "postgresql://nobody@127.0.0.1:1/none"])
def test_without_a_database_the_other_rules_go_on(settings, url):
    settings.VPOP3_DATABASE_URL = url
    assert rules_for(SCRIPT) == ["unused"]


def test_the_compiler_says_why_a_text_does_not_load():
    problem = linting.syntax_problem(b"\xef\xbb\xbflocal x\nx = = 1\n")
    assert (problem.message, problem.line, problem.checked) == ("unexpected symbol near '='", 2, True)


def test_a_text_that_is_too_long_is_refused_and_one_that_errs_when_run_is_not():
    assert linting.syntax_problem(b"-" * 2_000_000).checked
    assert linting.syntax_problem(b"error('at the top')") is None
