"""The time since which a server fails, or at which it recovered."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.outqueue.statistics.failing_servers import Spell, last_spell
from rules.smtp.reply import Outcome

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LETTERS = {"d": Outcome.DELIVERED, "t": Outcome.TRANSIENT, "p": Outcome.PERMANENT, "n": Outcome.NO_REPLY_CODE}


def spell(history: str) -> Spell | None:
    """A letter for each minute from noon on."""
    told = [(NOON + timedelta(minutes=minute), LETTERS[letter]) for minute, letter in enumerate(history)]
    return last_spell(told[::-1])


@pytest.mark.parametrize("history", ["", "d", "tt", "ddttd", "tdtdtd", "dtt"])
def test_two_failures_in_a_row_are_no_failing_server(history):
    assert spell(history) is None


@pytest.mark.parametrize(
    ("history", "since", "until", "attempts", "open_start"),
    [
        ("dttt", 1, None, 3, False),
        ("dtnp", 1, None, 3, False),
        ("tttt", 0, None, 4, True),
        ("dtttd", 1, 4, 3, False),
        ("dtttdd", 1, 4, 3, False),
        ("ttttdtt", 0, 4, 4, True),
        ("dtttdtttt", 5, None, 4, False),
    ],
)
def test_a_spell_lasts_from_its_first_failure_to_the_delivery_that_ends_it(history, since, until, attempts, open_start):
    assert spell(history) == Spell(
        since=NOON + timedelta(minutes=since),
        until=None if until is None else NOON + timedelta(minutes=until),
        attempts=attempts,
        open_start=open_start,
    )
