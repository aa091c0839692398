"""Counts of queries in words; nothing where the words would say less or more than the text."""

import pytest

from rules.analysis.sql.counting import counted

FROM = "FROM outqueue.sendattempts"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (f"SELECT COUNT(*) AS n {FROM}", "attempts"),
        (f"SELECT COUNT(*) AS N {FROM} WHERE LEFT(result, 1) = '4'", "answers beginning with 4"),
        (f"SELECT COUNT(*) AS n {FROM} WHERE result LIKE '421%'", "answers beginning with 421"),
        (
            f"SELECT COUNT(*) AS n {FROM} WHERE server='mx' AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES'",
            "attempts at mx in the last 15 minutes",
        ),
        (f"SELECT COUNT(*) AS n {FROM} WHERE starttime >= now() - INTERVAL '1 hour'", "attempts in the last hour"),
        (
            f"SELECT 1, COUNT(CASE WHEN result LIKE '4%' THEN 1 END) AS n {FROM} "
            "WHERE RIGHT('.' || server, 5) = '.a.ab'",
            "answers beginning with 4 at servers of a.ab",
        ),
        (f"SELECT SUM(CASE WHEN result LIKE '5%' THEN 1 ELSE 0 END) AS n {FROM}", "answers beginning with 5"),
        (f"SELECT COUNT(*) FILTER (WHERE result LIKE '5%') AS n {FROM}", "answers beginning with 5"),
        (f"SELECT COUNT(*) {FROM}", None),
        (f"SELECT COUNT(DISTINCT server) AS n {FROM}", None),
        (f"SELECT COUNT(*) AS n {FROM} GROUP BY server", None),
        (f"SELECT COUNT(*) AS n {FROM} WHERE NOT result LIKE '4%'", None),
        (f"SELECT COUNT(*) AS n {FROM} WHERE result LIKE '4%' OR result LIKE '5%'", None),
        (f"SELECT COUNT(*) AS n {FROM} WHERE result LIKE '4%' AND result LIKE '45%'", None),
        (f"SELECT COUNT(*) AS n {FROM} WHERE result LIKE '4_1%'", None),
        (f"SELECT COUNT(*) AS n {FROM} WHERE LEFT(result, 2) = '4'", None),
        (f"SELECT COUNT(*) AS n {FROM} WHERE starttime > '2026-01-01'", None),
        (f"SELECT COUNT(*) AS n {FROM} WHERE starttime > now() + INTERVAL '1 hour'", None),
        (
            f"SELECT COUNT(*) AS n {FROM} WHERE starttime BETWEEN now() - INTERVAL '2 h' AND now() - INTERVAL '1 h'",
            None,
        ),
        (f"SELECT SUM(CASE WHEN result LIKE '5%' THEN 1 ELSE 2 END) AS n {FROM}", None),
        (f"SELECT MAX(size) AS n {FROM}", None),
        ("SELECT COUNT(*) AS n FROM other", None),
        ("SELECT n", None),
        ("not SQL", None),
    ],
)
def test_words_for_what_is_counted(sql, words):
    assert counted(sql, "n") == words


def test_a_column_without_an_alias_has_postgresqls_name():
    assert counted(f"SELECT COUNT(*) {FROM}", "count") == "attempts"


@pytest.mark.parametrize(
    ("here", "words"), [("mx.a", "attempts"), ("mx", "attempts at mx.a"), ("", "attempts at mx.a")]
)
def test_the_server_that_is_spoken_of_is_not_named_again(here, words):
    assert counted(f"SELECT COUNT(*) AS n {FROM} WHERE server = 'mx.a'", "n", here) == words
