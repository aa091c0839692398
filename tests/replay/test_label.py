"""Labels are the table of the law: verdict against outcome."""

import pytest

from rules.replay.label import Label, label
from rules.replay.outcome import OUTCOMES, Outcome, outcome_place
from rules.replay.verdict import VERDICTS, Verdict

TABLE = {
    (Verdict.TURNED_AWAY, Outcome.TRANSIENT): Label.USEFUL,
    (Verdict.TURNED_AWAY, Outcome.DELIVERED): Label.HARMFUL,
    (Verdict.TURNED_AWAY, Outcome.PERMANENT): Label.NEUTRAL,
    (Verdict.TURNED_AWAY, Outcome.NO_REPLY): Label.SAVED_CONNECTION,
    (Verdict.ALLOWED, Outcome.DELIVERED): Label.RIGHT_PASS,
    (Verdict.ALLOWED, Outcome.PERMANENT): Label.RIGHT_PASS,
    (Verdict.ALLOWED, Outcome.NO_REPLY): Label.UNSCORED,
}


@pytest.mark.parametrize("avoidable", [True, False])
@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_its_label_with_every_outcome(verdict, outcome, avoidable):
    expected = TABLE.get((verdict, outcome))
    if (verdict, outcome) == (Verdict.ALLOWED, Outcome.TRANSIENT):
        expected = Label.MISSED_AVOIDABLE if avoidable else Label.MISSED_FIRST
    assert label(VERDICTS.index(verdict), OUTCOMES.index(outcome), avoidable=avoidable) is expected


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ("250 2.0.0 Ok", "delivered"), ("451 4.7.1 later", "transient"), ("550 no", "permanent"), ("", "no_reply"),
        ("Connection timed out", "no_reply"), ("220-hello\n421 busy", "transient"), ("354 go on", "no_reply"),
    ],
)  # fmt: skip
def test_an_outcome_is_read_from_the_reply_as_on_every_page(result, outcome):
    assert OUTCOMES[outcome_place(result)] == outcome
