"""Queries over the table that VPOP3 has not made yet."""

import pytest

from rules.outqueue.attempts.columns import NOTHING
from rules.outqueue.broker import empty_table
from rules.outqueue.broker.protocol import ServerError

EMPTY = f"sendattempts AS ({NOTHING})"


@pytest.mark.parametrize(
    ("query", "instead"),
    [
        ("SELECT 1 FROM outqueue.sendattempts", f"WITH {EMPTY} SELECT 1 FROM sendattempts"),
        ('SELECT 1 FROM "outqueue" . "sendattempts" s', f"WITH {EMPTY} SELECT 1 FROM sendattempts s"),
        ('TABLE OutQueue."sendattempts"', f"WITH {EMPTY} TABLE sendattempts"),
        (
            "-- mine\n /* all */ WITH a AS (SELECT 1 FROM outqueue.sendattempts) TABLE a",
            f"-- mine\n /* all */ WITH {EMPTY}, a AS (SELECT 1 FROM sendattempts) TABLE a",
        ),
        (
            "with recursive a AS (TABLE outqueue.sendattempts) TABLE a",
            f"with recursive {EMPTY}, a AS (TABLE sendattempts) TABLE a",
        ),
        ("SELECT 1 FROM outqueue.sendattempts_old", None),
        ("SELECT 1", None),
    ],
)
def test_the_table_is_replaced_by_an_expression_of_its_name(query, instead):
    assert empty_table.instead(query) == instead


@pytest.mark.parametrize(
    ("state", "message", "missing"),
    [
        ("42P01", 'relation "outqueue.sendattempts" does not exist', True),
        ("42P01", 'Relation »"outqueue.sendattempts"« existiert nicht', True),
        ("42P01", 'relation "outqueue.other" does not exist', False),
        ("42501", 'no right on "outqueue.sendattempts"', False),
    ],
)
def test_only_this_table_is_missed(state, message, missing):
    assert empty_table.is_missing(ServerError(message, state=state, position=None, hint="")) is missing
