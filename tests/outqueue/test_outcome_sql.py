"""Outcomes in SQL and in Python."""

import psycopg
from psycopg import sql

from rules.outqueue.outcome_sql import outcome_condition, outcome_sql
from rules.smtp.reply import Outcome, outcome_of

RESULTS = ["250 ok", "2", "354", "421 x", "450-4.7.1", "550", "4.4.1 timed out", " 450", "", "Timeout", "é", "199", "6"]


def test_a_database_sees_the_same_outcomes(fresh_database):
    with psycopg.connect(fresh_database(), autocommit=True) as owner:
        for result in [*RESULTS, None]:
            value = sql.SQL("{}::text").format(sql.Literal(result))
            [(named,)] = owner.execute(sql.SQL("SELECT {}").format(outcome_sql(value))).fetchall()
            assert named == outcome_of(result or "")
            for outcome in Outcome:
                [(met,)] = owner.execute(sql.SQL("SELECT {}").format(outcome_condition(value, outcome))).fetchall()
                assert bool(met) is (outcome is outcome_of(result or ""))
