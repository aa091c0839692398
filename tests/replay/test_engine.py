"""The engine of the replay: rounds, what is remembered, how it stops and goes on."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from rules.lua.cancellation import Cancellation
from rules.lua.protocol.query import QueryAnswer
from rules.lua.sandbox import Isolation, Sandbox
from rules.replay.attempt import Attempt, microseconds, moment
from rules.replay.headline import headline
from rules.replay.outcome import outcome_place
from rules.replay.plain_text import lines
from rules.replay.replay import replay
from rules.replay.request import ReplayRequest, Text
from tests.replay.memory_past import MemoryHistory, MemoryPast
from tests.replay.rule_texts import TEXTS, VENDOR, check

START = datetime(2026, 6, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(isolation=Isolation.POOL) as sandbox:
        yield sandbox


class CountingSandbox:
    """The real sandbox, and how many runs were asked of it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.runs_made = 0

    def open(self, *arguments, **options):
        return self._sandbox.open(*arguments, **options)

    def runs(self, source, asks, **options):
        asks = list(asks)
        self.runs_made += len(asks)
        return self._sandbox.runs(source, asks, **options)


def row(minute: float, server: str = "mx1.slow.example", result: str = "450 later", **more) -> Attempt:
    return Attempt(microseconds(START + timedelta(minutes=minute)), server, result, outcome_place(result), **more)


def request(source: bytes, **more) -> ReplayRequest:
    return ReplayRequest(text=Text(source=source), **({"since": START, "until": START + timedelta(days=30)} | more))


def replayed(source: bytes, rows, sandbox, past=None, history=None, **more):
    wanted = more.pop("wanted", None) or request(source, **more)
    steps = list(replay(wanted, history or MemoryHistory(rows), past or MemoryPast(rows), sandbox, Cancellation()))
    return steps[-1].result()


def test_a_rule_without_sql_is_run_once_for_each_server(sandbox):
    counting = CountingSandbox(sandbox)
    rows = [row(minute, f"mx{minute % 3}.slow.example") for minute in range(300)]
    assert replayed(check("return true"), rows, counting).score.verdicts["allowed"] == 300
    assert counting.runs_made == 3


def test_the_vendors_example_is_run_once_for_each_server_and_each_answer(sandbox):
    counting = CountingSandbox(sandbox)
    rows = [row(minute) for minute in range(200)]
    past = MemoryPast(rows)
    result = replayed(VENDOR, rows, counting, past)
    assert result.score.useful > 150
    assert past.asked == 200
    assert counting.runs_made < 30  # one without an answer, and one for each of the counts up to 15


def test_each_hook_is_run_once_for_what_it_reads_however_the_rest_differs(sandbox):
    counting = CountingSandbox(sandbox)
    source = (
        b"function GetOverrides(domain, n, size) if domain == 'a.example' then return {}, false end end\n"
        b"function CheckServer(domain, server, numRetries, messageSize) return numRetries < 2 end"
    )
    rows = [row(n, domain=f"{'ab'[n % 2]}.example", retries=n // 2 % 3, size=n) for n in range(300)]
    verdicts = replayed(source, rows, counting).score.verdicts
    assert (verdicts["rerouted"], verdicts["turned_away"], verdicts["allowed"]) == (150, 50, 100)
    assert counting.runs_made == 5  # two domains, and three counts of retries


def test_a_rule_that_asks_the_clock_is_run_for_each_attempt(sandbox):
    counting = CountingSandbox(sandbox)
    replayed(check("return os.time() > 0"), [row(minute) for minute in range(50)], counting)
    assert counting.runs_made == 51


def test_an_error_names_its_line_and_how_many_attempts_met_it(sandbox):
    rows = [row(0), row(1, "mx2.fast.example"), row(2, "mx2.fast.example")]
    result = replayed(TEXTS["fails for one server"], rows, sandbox)
    [error] = result.score.errors
    assert (error.attempts, error.message) == (2, "no")
    assert error.line
    assert result.script_errors == 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("while true do end", "limit"),
        ("local s = 'x' while true do s = s .. s end", "limit"),
        ("for i = 1, 200 do VPOP3.PostgresQuery('SELECT broken' .. i) end", "too_many_rounds"),
        ("for i = 1, 300 do VPOP3.PostgresQuery('SELECT broken') end", "limit"),
        ("VPOP3.PostgresQuery('SELECT random()')", "sql_not_as_of"),
        ("VPOP3.PostgresQuery('DELETE FROM outqueue.sendattempts WHERE random() > 0')", "sql_not_as_of"),
        ("coroutine.wrap(function() while true do end end)()", "limit"),
        ("if os.time() > 0 then while true do end end", "limit"),
    ],
)
def test_what_cannot_be_found_out_is_unknown_with_its_reason(body, reason, sandbox):
    result = replayed(check(body), [row(0), row(1)], sandbox)
    assert result.score.verdicts["unknown"] == 2
    assert result.score.unknown == {reason: 2}
    assert sum(result.score.reasons.values()) == 2
    assert not sum(result.score.labels.values())


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (QueryAnswer(error="too many rows", truncated=True, unanswered=True), "limit"),
        (QueryAnswer(error="out of time", unanswered=True), "time"),
    ],
)
def test_an_answer_that_vpop3_would_not_have_got_decides_nothing(answer, reason, sandbox):
    class Odd(MemoryPast):
        def answer(self, sql, at):
            return answer

    rows = [row(0)]
    assert replayed(VENDOR, rows, sandbox, Odd(rows)).score.unknown == {reason: 1}


def test_endless_loops_of_few_attempts_keep_the_others_waiting_only_a_little(sandbox):
    """One attempt in a thousand never ends: the replay does."""
    rows = [row(number / 10, "loop.example" if number % 1000 == 7 else "mx1.slow.example") for number in range(4000)]
    result = replayed(check("while server == 'loop.example' do end return true"), rows, sandbox)
    assert result.score.unknown == {"limit": 4}
    assert result.score.verdicts["allowed"] == 3996


def test_a_past_that_is_gone_ends_it_with_a_partial_result(sandbox):
    class Gone(MemoryPast):
        def answer(self, sql, at):
            if self.asked > 300:
                return QueryAnswer(error="VPOP3's database ended the connection.", unanswered=True)
            return super().answer(sql, at)

    rows = [row(minute) for minute in range(2000)]
    result = replayed(VENDOR, rows, sandbox, Gone(rows), MemoryHistory(rows, page_size=2000))
    assert 0 < result.attempts < 2000
    assert result.partial.endswith("VPOP3's database ended the connection.")
    assert result.to_dict()["partial"] is True
    assert "unknown" not in {verdict for verdict, count in result.score.verdicts.items() if count}


def test_it_stops_soon_after_being_cancelled(sandbox):
    rows = [row(minute / 50) for minute in range(50_000)]
    cancellation = Cancellation()
    steps = replay(request(check("return os.clock() == 0")), MemoryHistory(rows), MemoryPast([]), sandbox, cancellation)
    next(steps)
    cancellation.cancel()
    started = time.monotonic()
    *_, last = steps
    assert time.monotonic() - started < 3.0  # on a busy machine; tests/benchmarks/test_replay.py has the goal
    assert last.finished
    result = last.result()
    assert result.partial.startswith("It was cancelled at 2026-06-01")
    assert 0 < result.attempts < 50_000
    assert next(iter(lines(result))).startswith("Not the whole range: It was cancelled at")


def test_it_stops_when_its_time_is_up(sandbox):
    rows = [row(0)]
    *_, last = replay(request(VENDOR), MemoryHistory(rows), MemoryPast(rows), sandbox, Cancellation(), seconds=0.0)
    assert last.finished
    assert last.result().partial == "Its time was up before the first attempt."


def test_progress_grows_and_its_result_is_that_of_the_attempts_so_far(sandbox):
    rows = [row(minute) for minute in range(1000)]
    done, share = 0, 0.0
    for step in replay(request(VENDOR), MemoryHistory(rows), MemoryPast(rows), sandbox, Cancellation()):
        assert step.done >= done
        assert step.share >= share
        assert step.result().attempts == step.done
        assert step.finished or not step.done or step.reached == moment(rows[step.done - 1].at)
        done, share = step.done, step.share
    assert (done, share, step.finished) == (1000, 1.0, True)


@pytest.mark.parametrize("name", ["vendor", "asks the second", "odd minutes"])
def test_a_replay_goes_on_from_any_checkpoint_and_counts_nothing_twice(name, sandbox):
    servers = ("mx1.slow.example", "mx2.slow.example")
    rows = [row(number // 3 * 2, servers[number % 2], "450 no" if number % 5 else "250 ok") for number in range(450)]
    wanted = request(TEXTS[name], against=Text(source=VENDOR), keep_rows=True, since=START + timedelta(minutes=30))

    def steps(**more):
        return replay(wanted, MemoryHistory(rows), MemoryPast(rows), sandbox, Cancellation(), **more)

    whole = list(steps())
    expected, all_rows = whole[-1].result(), [each for step in whole for each in step.rows]
    kept, stored = None, []
    for _ in range(20):  # the process is killed after each two steps
        for step in islice(steps(resume=kept and json.loads(json.dumps(kept))), 2):
            stored += step.rows
            kept = dict(step.checkpoint())
            if step.finished:
                break
        if step.finished:
            break
    assert step.finished
    assert replace(step.result(), elapsed_s=0) == replace(expected, elapsed_s=0)
    assert stored == all_rows


def test_rows_that_vpop3_deletes_while_it_rests_do_not_shift_its_place(sandbox):
    rows = [row(number) for number in range(700)]
    wanted = request(check("return true"))
    step = next(replay(wanted, MemoryHistory(rows, page_size=500), MemoryPast(rows), sandbox, Cancellation()))
    kept = step.checkpoint()
    fewer = [each for number, each in enumerate(rows) if number not in range(50, 100)]
    rest = MemoryHistory(fewer, page_size=500)
    *_, last = replay(wanted, rest, MemoryPast(fewer), sandbox, Cancellation(), resume=kept)
    assert last.done == 700


def test_only_the_wanted_servers_are_replayed(sandbox):
    rows = [row(1), row(2, "mx2.slow.example"), row(3, "mx.fast.test"), row(4, "")]
    assert replayed(check(""), rows, sandbox, servers=("mx2.slow.example",)).attempts == 1
    assert replayed(check(""), rows, sandbox, providers=("slow.example",)).attempts == 2
    result = replayed(check(""), rows, sandbox)
    assert (result.attempts, dict(result.not_replayed)) == (3, {"no_server": 1, "no_start": 2, "future": 0})
    assert [share.name for share in result.score.by_provider] == ["slow.example", "fast.test"]


def test_an_empty_range_gives_a_result_without_figures(sandbox):
    result = replayed(VENDOR, [], sandbox)
    assert headline(result) == "Over 30 days there is no attempt to try this text on."
    assert (result.score.precision, result.score.recall, result.score.price) == (None, None, None)
    assert result.newest is None
    assert list(lines(result))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"since": START, "until": START}, "ends before it begins"),
        ({"since": START + timedelta(days=1), "until": START}, "ends before it begins"),
        ({"since": START.replace(tzinfo=None)}, "needs a time zone"),
        ({"lag": -1.0}, "The lag is from 0"),
        ({"lag": float("nan")}, "The lag is from 0"),
        ({"retries": -1}, "cannot be negative"),
        ({"size": -1}, "cannot have"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_with_a_sentence(changes, complaint):
    with pytest.raises(ValueError, match=complaint):
        request(VENDOR, **changes)


def test_the_headline_compares_the_two_texts(sandbox):
    rows = [row(minute) for minute in range(60)] + [row(61, result="250 ok"), row(62, "mx2.slow.example")]
    wanted = request(
        VENDOR, against=Text(source=check("return false, 20"), name="live"), until=START + timedelta(hours=24)
    )
    assert headline(replayed(VENDOR, rows, sandbox, wanted=wanted)) == (
        "Over 1 day this text would have avoided 57 of 61 transient failures (93 %) in 2 refusal episodes, and delayed "
        "1 accepted message by at most 10 minutes; live: 61 and 1."
    )
