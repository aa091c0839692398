"""The replay equals a referee that runs every attempt alone, on generated histories, for every kind of rule."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.lua.cancellation import Cancellation
from rules.lua.protocol.limits import Limits
from rules.lua.sandbox import Isolation, Sandbox
from rules.replay import hook_calls
from rules.replay.attempt import Attempt, microseconds
from rules.replay.outcome import outcome_place
from rules.replay.replay import replay
from rules.replay.request import LiveTime, ReplayRequest, Text
from tests.replay import oracle
from tests.replay.memory_past import MemoryHistory, MemoryPast
from tests.replay.rule_texts import TEXTS, VENDOR

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 10, 24, 22, tzinfo=UTC)  # the clocks go back in that night
SERVERS = ("mx1.slow.example", "mx2.slow.example", "mx1.fast.example", "mx2.fast.example", "relay.other.test", "")
PAUSES = (0, 0, 1, 5, 60, 60, 180, 600, 3600, 7 * 3600, 26 * 3600)
REPLIES = ("250 Ok", "450 4.2.1 later", "421 busy", "550 5.1.1 no", "", "timed out")
QUICK = Limits(instructions=200_000)
TOTALS = ("attempts", "verdicts", "labels", "useful", "harm_minutes", "refusals_without_minutes", "precision", "recall",
          "price", "episodes")  # fmt: skip


@pytest.fixture(scope="module")
def batch():
    with Sandbox(isolation=Isolation.POOL) as sandbox:
        yield sandbox


def history(seed: int, rows: int, *, columns: bool = False) -> list[Attempt]:
    """Attempts in bursts, with pauses of hours, ties, and servers that are in trouble for a while."""
    drawn, at, made = random.Random(seed), START, []
    trouble = dict.fromkeys(SERVERS, 0.0)
    for _ in range(rows):
        seconds, more_us = drawn.choice(PAUSES[: drawn.randint(2, len(PAUSES))]), drawn.choice([0, 0, 1, 999_999])
        at += timedelta(seconds=seconds, microseconds=more_us)
        server = drawn.choice(SERVERS if drawn.random() < 0.9 else ("",))
        if drawn.random() < 0.15:
            trouble[server] = drawn.random()
        result = drawn.choice(REPLIES[1:3]) if drawn.random() < trouble[server] else drawn.choice(REPLIES)
        more = (drawn.choice([None, "shop.example"]), drawn.randint(0, 4), drawn.choice([None, 10, 60_000]))
        made.append(Attempt(microseconds(at), server, result, outcome_place(result), *(more if columns else ())))
    return made


def request(source: bytes, rows, **more) -> ReplayRequest:
    middle = rows[len(rows) // 4].at
    window = {"since": START + timedelta(microseconds=middle - microseconds(START)),
              "until": START + timedelta(microseconds=rows[-len(rows) // 8].at - microseconds(START))}  # fmt: skip
    return ReplayRequest(text=Text(source=source), zone=BERLIN, **(window | more))


def finished(wanted, rows, batch, **more):
    steps = list(replay(wanted, MemoryHistory(rows), MemoryPast(rows, lag=wanted.lag), batch, Cancellation(), **more))
    assert steps[-1].finished
    return steps[-1].result()


def totals(result) -> dict:
    """Without the names that count nothing."""
    data = result.to_dict()
    found = {name: data[name] for name in TOTALS}
    return found | {name: {k: v for k, v in found[name].items() if v} for name in ("verdicts", "labels", "useful")}


@pytest.mark.parametrize("name", TEXTS)
def test_totals_are_those_of_the_oracle(name, batch, monkeypatch):
    monkeypatch.setattr(hook_calls, "LIMITS", QUICK)
    for seed, lag in ((1, 0.0), (2, 90.0)):
        rows = history(seed + len(name), 44, columns=seed == 2)
        wanted = request(TEXTS[name], rows, lag=lag)
        expected = oracle.replayed(
            batch, TEXTS[name], rows, MemoryPast(rows, lag=lag),
            since=wanted.since, until=wanted.until, zone=BERLIN, lag=lag, limits=QUICK,
        )  # fmt: skip
        expected = {
            key: dict(value) if key in ("verdicts", "labels", "useful") else value for key, value in expected.items()
        }
        assert totals(finished(wanted, rows, batch)) == expected


@pytest.mark.parametrize("name", ["vendor", "two queries", "asks the hour", "no SQL"])
def test_live_agrees_with_a_history_that_was_sent_under_it(name, batch):
    """What the rule holds is not sent, so it has no row."""
    source, rows = TEXTS[name], []
    for row in history(7, 150):
        ruled = oracle.verdict(batch, source, row, MemoryPast(rows), BERLIN, QUICK)
        if row.server and ruled[0] == "allowed":
            rows.append(row)
    live = LiveTime(text=Text(source=source), since=START)
    result = finished(request(VENDOR, rows, live=[live]), rows, batch)
    assert result.agreement.checked == result.attempts > 30
    assert result.agreement.share == 1.0
    assert result.agreement.disagreeing == ()


def test_the_lag_that_agrees_best_is_found(batch):
    """A rule that saw rows a minute late is not what a replay without lag takes it for."""
    rows = history(3, 300)
    source = TEXTS["without minutes"]
    wanted = request(source, rows, live=[LiveTime(text=Text(source=source), since=START)])
    result = finished(wanted, rows, batch, past_with_lag=lambda lag: MemoryPast(rows, lag=lag))
    agreement = result.agreement
    assert agreement.allowed < agreement.checked
    assert len(agreement.disagreeing) == min(100, agreement.checked - agreement.allowed)
    assert agreement.lags[agreement.best_lag] == max(agreement.lags.values())
    assert agreement.lags[0.0] == agreement.share
