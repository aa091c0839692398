"""Outcomes of send attempts in SQL: they must agree with `rules.smtp.reply.outcome_of`."""

from psycopg import sql

from rules.smtp.reply import DIGITS, Outcome


def outcome_sql(result: sql.Composable) -> sql.Composed:
    """An SQL expression that gives the outcome's value; `result` is a text expression, NULL is no reply code."""
    cases = (sql.SQL("WHEN {} THEN {}").format(digit, outcome.value) for digit, outcome in DIGITS.items())
    return sql.SQL("CASE left({}, 1) {} ELSE {} END").format(
        result, sql.SQL(" ").join(cases), Outcome.NO_REPLY_CODE.value
    )


def outcome_condition(result: sql.Composable, outcome: Outcome) -> sql.Composed:
    """An SQL condition, true for exactly the results of that outcome."""
    for digit, known in DIGITS.items():
        if known is outcome:
            return sql.SQL("left({}, 1) = {}").format(result, digit)
    return sql.SQL("coalesce(left({}, 1), '') NOT IN ({})").format(result, sql.SQL(", ").join(DIGITS))


def failure_condition(result: sql.Composable) -> sql.Composed:
    """True for every result but those that are delivered, a missing one too."""
    return sql.SQL("coalesce(left({}, 1), '') <> '2'").format(result)
