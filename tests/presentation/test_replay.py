"""A trial in words: its sentence, its agreement, and the time that is left."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.models import Replay
from rules.presentation import replay as present
from rules.presentation.replay_rows import said

SINCE = datetime(2026, 3, 1, tzinfo=UTC)


def score(*, avoided: int = 0, delayed: int = 0, **changes) -> dict[str, object]:
    labels = {"useful": avoided, "harmful": delayed, "missed_avoidable": 3}
    episodes = {"count": 38, "transient": 5310, "avoided": avoided, "delayed": delayed}
    return {
        "verdicts": {"unknown": 2, "error": 0},
        "labels": labels,
        "useful": {"enough": 1, "short": 2, "unproved": 0},
        "episodes": episodes,
        "longest_harm": 10,
        "harm_minutes": 960,
        "refusals_without_minutes": 0,
        "precision": 0.977,
        "recall": None,
        "price": 0.23,
        **changes,
    }


def replay(days: float = 30, share: float = 1, against: dict[str, object] | None = None, **changes) -> Replay:
    until = SINCE + timedelta(days=days)
    return Replay(
        since=SINCE,
        until=until,
        share=share,
        reached=SINCE + share * (until - SINCE),
        finished_at=until if share == 1 else None,
        worked_seconds=10,
        against_name="Revision 2, live" if against else "",
        result={"attempts": 9, "against_result": against} | score(avoided=4112, delayed=96) | changes,
    )


def test_the_sentence_is_that_of_the_law():
    assert present.sentence(replay(against=score(avoided=3020, delayed=41))) == (
        "Over 30 days this text would have avoided 4,112 of 5,310 transient failures (77 %) in 38 refusal episodes, "
        "and delayed 96 accepted messages by at most 10 minutes each; live: 3,020 and 41."
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (replay(days=1), "Over 1 day this text"),
        (replay(days=0.5), "Over 12 hours this text"),
        (replay(share=0.1), "Over 3 days this text"),
        (replay(longest_harm=0), "delayed 96 accepted messages for a time that it does not name."),
        (replay(**score(delayed=1)), "and delayed 1 accepted message by at most 10 minutes."),
        (
            replay(**score()),
            "avoided 0 of 5,310 transient failures (0 %) in 38 refusal episodes, and delayed no accepted",
        ),
        (
            replay(episodes={"count": 1, "transient": 0, "avoided": 0, "delayed": 0}),
            "avoided 0 of 0 transient failures in",
        ),
        (replay(attempts=0), "No attempt was recorded in this time."),
        (replay(share=0.5, attempts=0), "Nothing is replayed yet."),
    ],
)
def test_other_figures_are_said_as_well(changed, words):
    assert words in present.sentence(changed)


def test_the_other_text_has_its_own_name_where_it_is_not_live():
    other = replay(against=score())
    other.against_name = "Revision 1"
    assert present.sentence(other).endswith("; Revision 1: 0 and 0.")


def test_the_time_that_is_left_is_estimated_from_the_pace():
    assert present.remaining(replay(share=0.25)) == timedelta(seconds=30)
    assert present.remaining(replay()) is None
    assert present.remaining(replay(share=0)) is None


def test_labels_that_did_not_occur_are_left_out_but_for_those_that_matter():
    keys = [each.key for each in present.kind_rows(replay(against=score(avoided=1)).result)]
    assert keys == ["useful", "harmful", "missed_avoidable", "missed_first", "right_pass", "unknown"]


def test_a_ratio_of_nothing_is_none():
    found = {each.name: each.tried for each in present.measures(replay().result)}
    assert (found["Recall"], found["Precision"], found["Proved"]) == ("none", "97.7 %", "1 of 3")


def agreement(**found) -> dict[str, object]:
    usual = {"checked": 0, "allowed": 0, "share": None, "best_lag": None, "lags": {}, "disagreeing": []}
    return {"agreement": usual | found, "lag": 0}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (agreement(), "It cannot be checked"),
        (agreement(checked=41203, allowed=41038, share=0.996), "The replay of that text allows 41,038 (99.6 %)."),
        (agreement(checked=10**6, allowed=10**6 - 1, share=1 - 1e-6), "(more than 99.9 %)"),
        (agreement(checked=5, allowed=5, share=1.0), "(100.0 %)"),
    ],
)
def test_the_agreement_never_says_all_for_less_than_all(found, words):
    assert words in present.agreement(found).sentence


def live(**found) -> dict[str, object]:
    return {"name": "Revision 2", "live_s": 9 * 86_400, "checked": 41_203, "allowed": 41_038, "share": 0.996} | found


@pytest.mark.parametrize(
    ("found", "sentence", "rest"),
    [
        (
            live(),
            "Revision 2 was live for 9 days: of 41,203 attempts the replay allows 99.6 %; the rest are listed.",
            165,
        ),
        (
            live(checked=1, allowed=1, share=1.0),
            "Revision 2 was live for 9 days: of 1 attempt the replay allows 100.0 %.",
            0,
        ),
        (live(checked=0, allowed=0, share=None), "Revision 2 was live for 9 days, without an attempt.", 0),
    ],
)
def test_the_agreement_of_each_text_that_was_live_leads_to_its_rest(found, sentence, rest):
    (told,) = present.agreement(agreement(checked=5, allowed=4, share=0.8, texts=[found])).texts
    assert (told.sentence, told.kind, told.rest) == (sentence, "disagreeing:Revision 2", rest)


def test_the_lag_that_agrees_better_is_named():
    told = present.agreement(agreement(checked=5, allowed=4, share=0.8, best_lag=1.0, lags={"0": 0.8, "1": 1.0}))
    assert told.lag == "A lag of 1 s agrees best (100.0 %)."


@pytest.mark.parametrize(
    ("verdict", "minutes", "words"),
    [
        ("allowed", None, "allowed"),
        ("turned_away", 10.0, "refused for 10 min"),
        ("turned_away", 2.5, "refused for 2.5 min"),
        ("turned_away", None, "refused"),
        ("", None, ""),
    ],
)
def test_a_verdict_is_said_with_its_minutes(verdict, minutes, words):
    assert said(verdict, minutes) == words
