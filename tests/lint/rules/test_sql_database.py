from rules.analysis.sql.catalogue import Catalogue
from tests.lint.asking import asking, since, where
from tests.lint.checking import check_server, findings, marked

RULE = "sql-database"
COLUMNS = {("outqueue", "sendattempts"): ("server", "starttime", "result")}
SENTENCE = "PostgreSQL refused the query: operator does not exist: text > integer."


def connected(asked: list[str]) -> Catalogue:
    """A database that plans everything but a comparison of the result with a number."""

    def judge(sql: str):
        asked.append(sql)
        return (SENTENCE, sql.index("> 400")) if "> 400" in sql else None

    return Catalogue(tables=COLUMNS, judge=judge)


def test_postgresqls_sentence_is_reported_at_its_place():
    source = asking(where("result > 400"))
    assert marked(RULE, source, catalogue=connected([])) == [">"]
    assert findings(RULE, source, catalogue=connected([]))[0].message == SENTENCE


def test_only_constant_queries_that_nothing_else_is_said_about_are_asked():
    asked: list[str] = []
    filled = (
        "VPOP3.PostgresQuery('SELECT 1 FROM outqueue.sendattempts WHERE starttime > now() AND server = ' .. domain)"
    )
    for source in (check_server(f"return {filled}"), asking(since("now() - 15")), asking("DELETE FROM a")):
        assert findings(RULE, source, catalogue=connected(asked)) == []
    assert asked == []


def test_without_a_database_nothing_is_asked():
    assert findings(RULE, asking(where("result > 400"))) == []
