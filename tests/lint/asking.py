"""Scripts that ask one query, for the tests of rules about SQL."""

from rules.lint.finding import Finding
from tests.lint.checking import all_findings, check_server, corrected, messages

RECENT = "starttime > now() - interval '15 minutes'"


def where(condition: str) -> str:
    """A query with nothing else to be said about it."""
    return f"SELECT 1 AS a FROM outqueue.sendattempts WHERE {RECENT} AND {condition}"


def since(moment: str) -> str:
    return f"SELECT 1 AS a FROM outqueue.sendattempts WHERE starttime > {moment}"


def asking(sql: str) -> str:
    return check_server(f"local rows = VPOP3.PostgresQuery([==[{sql}]==])", "return rows and rows[1] ~= nil")


def told(rule: str, sql: str) -> list[str]:
    return messages(rule, asking(sql))


def put_right(rule: str, sql: str) -> str:
    """The query after the fix of the only finding."""
    fixed = corrected(rule, asking(sql))
    return fixed[fixed.index("[==[") + 4 : fixed.index("]==]")]


def troubles(sql: str) -> list[Finding]:
    """All that is more than information."""
    return [each for each in all_findings(asking(sql)) if each.severity != "information"]
