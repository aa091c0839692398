"""What a replay's rows predict."""

from rules.fuse.prediction import Predicting
from rules.replay.attempt import MINUTE
from rules.replay.result import Row


def row(minute, verdict, *, server="mx.example", outcome="delivered", minutes=None, against="allowed"):
    return Row(
        at=minute * MINUTE,
        starttime="",
        server=server,
        result="",
        outcome=outcome,
        verdict=verdict,
        minutes=minutes,
        label="",
        against_verdict=against,
    )


def predicted(*portions):
    predicting = Predicting()
    for portion in portions:
        predicting.count(portion)
    return predicting.prediction(complete=True)


def test_it_counts_what_the_text_says_beside_what_came():
    found = predicted(
        [
            row(1, "allowed"),
            row(2, "allowed", outcome="transient"),
            row(3, "turned_away", minutes=15),
            row(4, "error"),
            row(5, "error", against="error"),
        ]
    )
    assert (found.attempts, found.changed, found.errors, found.former_errors) == (5, 2, 2, 1)
    assert (found.delivered, found.allowed, found.allowed_transient, found.allowed_delivered) == (4, 4, 1, 3)
    assert (found.longest_hold, found.delivered_share, found.changes_nothing) == (15, 0.75, False)


def test_a_text_that_decides_as_the_one_before_it_changes_nothing():
    assert predicted([row(1, "allowed")]).changes_nothing
    assert not predicted().changes_nothing


def test_a_refusal_lasts_until_the_server_is_let_through():
    rows = [row(10, "turned_away"), row(12, "allowed", server="other.example"), row(25, "turned_away")]
    assert predicted(rows).longest_refusal == 0, "it never ended"
    assert predicted([*rows, row(40, "allowed")]).longest_refusal == 30


def test_an_earlier_portion_begins_anew():
    assert predicted([row(100, "turned_away")], [row(10, "turned_away"), row(30, "allowed")]).longest_refusal == 20
