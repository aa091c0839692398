from datetime import UTC, datetime

import pytest

from rules.lint.finding import Severity
from rules.models import Batch
from rules.models.verdict import Verdict
from rules.presentation import badges
from rules.presentation.scenarios import Drift
from rules.smtp.reply import Outcome

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_every_state_has_a_badge():
    assert set(badges.OUTCOMES) == set(Outcome)
    assert set(badges.CHECKS) == set(Verdict)
    assert set(badges.SEVERITIES) == set(Severity)
    assert set(badges.DRIFTS) == {*Drift, None}


@pytest.mark.parametrize(
    ("batch", "word"),
    [
        (Batch(), "running"),
        (Batch(finished_at=NOW), "finished"),
        (Batch(cancelled_at=NOW), "cancelled"),
        (Batch(cancelled_at=NOW, finished_at=NOW), "cancelled"),
    ],
)
def test_a_batch_runs_until_it_is_finished_or_cancelled(batch: Batch, word: str):
    assert badges.of_batch(batch).word == word


@pytest.mark.parametrize(("passed", "word"), [(None, "not tried"), (True, "passes"), (False, "fails")])
def test_a_trial_that_was_not_made_is_no_failure(passed: bool | None, word: str):
    assert badges.of_trial(passed).word == word


@pytest.mark.parametrize(
    ("kind", "tone", "shown"),
    [
        ("send", "send", "send"),
        ("send", "hold", "hold"),
        ("hold", "hold", "hold"),
        ("fail", "fail", "fail"),
        ("defer", "defer", "defer"),
    ],
)
def test_a_doubtful_decision_has_the_tone_of_a_hold(kind: str, tone: str, shown: str):
    badge = badges.of_batch_decision(kind=kind, tone=tone)
    assert (badge.tone, badge.icon, badge.word) == (shown, kind, kind)


def test_a_part_that_is_not_set_up_is_no_failure():
    assert badges.of_connection(configured=False, reachable=False).tone == "plain"
    assert badges.of_connection(configured=True, reachable=False).tone == "fail"
    assert badges.of_connection(configured=True, reachable=True).tone == "send"
