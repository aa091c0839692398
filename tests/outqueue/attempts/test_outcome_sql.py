"""Replies as PostgreSQL reads them: the same outcome and the same codes as in Python."""

import random

import psycopg
import pytest
from psycopg import sql

from rules.outqueue.attempts.outcome_sql import (
    code_condition,
    code_sql,
    enhanced_condition,
    failure_condition,
    no_code_condition,
    outcome_condition,
    outcome_sql,
)
from rules.outqueue.statistics.counts import code_of
from rules.smtp.reply import Outcome, Reply, outcome_of

RESULTS = [
    "250 ok", "2", "354", "421 x", "450-4.7.1", "550", "4.4.1 timed out", " 450", "", "Timeout", "é", "199", "6",
    "4210 x", "220-mx.example ESMTP\n521 5.7.1 Blocked", "220 mx.example ESMTP\r\n421 4.7.0 Too many",
    "354 go ahead\n250 2.0.0 Ok", "250 ok\r\n421 closing", "550-5.1.1 a\n\n550-b\r\n550 5.1.1 c",
    "554-a\n5.7.1 no code\n554 b (#5.7.1)", "220-\n\n\r\n\n", "220-a\n220-b\n192.0.2.1 is no line\n554 5.3.2 c",
    "#550 5.1.1 RESOLVER; not found", "#5", "##550 x", "3", "220", "220-", "550 #5.1.0 Address rejected.",
    "550 (#5.1.1)", "550 Action not taken [5.7.1]", "553 no relay (#5.7.1)", "550 4.7.1 x",
    "554 mx.example said 5.7.1, and 4.2.1", "421 ESMTP 5.7.1 x 4.7.0.", "450 Exim 4.94.2",
    "550 [5.7.12345] 5.7.1.1 x", "421-4.7.27 Your email\n421-4.7.27 has been\n421 4.7.27 limited",
    "220-2.0.0 hi\n521 5.7.1 x", "554-5.7.1 a\n554 b",
    "421-a\n550-b\n421 c", "220-a\n220 b\n521 c", "550-a\r550 b", "354-a\n354 b\n250 c",
]  # fmt: skip
PIECES = [
    "220",
    "250",
    "354",
    "421",
    "550",
    "-",
    " ",
    "\n",
    "\r\n",
    "#",
    "5.7.1",
    "4.7.28",
    "(",
    "]",
    ".",
    "7",
    "x",
    "ü",
]


@pytest.fixture(scope="module")
def results() -> list[str]:
    chance = random.Random(12)
    made = ["".join(chance.choices(PIECES, k=chance.randrange(1, 14))) for _ in range(3_000)]
    return [*RESULTS, *made]


@pytest.fixture
def ask(fresh_database, results):
    """Evaluate an expression over `result` for each of the results, and for NULL, which comes last."""
    with psycopg.connect(fresh_database(), autocommit=True) as owner:

        def answers(expression: sql.Composable) -> list[object]:
            query = sql.SQL("SELECT {} FROM unnest(%s::text[]) WITH ORDINALITY AS rows(result, place) ORDER BY place")
            return [value for (value,) in owner.execute(query.format(expression), ([*results, None],)).fetchall()]

        yield answers


RESULT = sql.SQL("result")


def test_a_database_sees_the_same_outcomes(ask, results):
    expected = [outcome_of(result) for result in [*results, ""]]
    assert ask(outcome_sql(RESULT)) == expected
    assert ask(failure_condition(RESULT)) == [outcome is not Outcome.DELIVERED for outcome in expected]
    for outcome in Outcome:
        assert [bool(met) for met in ask(outcome_condition(RESULT, outcome))] == [each is outcome for each in expected]


def test_a_database_sees_the_same_codes(ask, results):
    replies = [Reply.parse(result) for result in [*results, ""]]
    assert ask(no_code_condition(RESULT)) == [reply.code is None for reply in replies]
    for code in ("220", "250", "354", "421", "521", "550"):
        met = ask(code_condition(RESULT, sql.Literal(code)))
        assert [bool(each) for each in met] == [reply.code == code for reply in replies]


def test_a_database_counts_by_the_same_codes(ask, results):
    expected = [Reply.parse(result).code for result in results]
    found = [code_of(beginning) for beginning in ask(code_sql(RESULT))]
    counted = {Outcome.DELIVERED, Outcome.TRANSIENT, Outcome.PERMANENT}
    for result, code, by_database in zip(results, expected, found, strict=False):
        assert by_database == ((code or result[:1]) if outcome_of(result) in counted else None)


def test_a_database_sees_the_same_enhanced_status_codes(ask, results):
    replies = [Reply.parse(result) for result in [*results, ""]]
    for enhanced in ("5.7.1", "4.7.28", "5.1.1", "5.1.0", "4.7.27", "2.0.0", "5.3.2"):
        met = ask(enhanced_condition(RESULT, sql.Literal(enhanced)))
        assert [bool(each) for each in met] == [reply.enhanced == enhanced for reply in replies]
        assert any(met)
