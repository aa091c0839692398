"""Counting by time, server and reply code, against attempts that a test can count on."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from rules.outqueue.statistics.counts import Figures, count
from rules.outqueue.statistics.failing_servers import spells
from rules.outqueue.statistics.overview import Overviews
from rules.outqueue.statistics.rule_count import rule_count
from rules.outqueue.statistics.similar_replies import failures
from rules.smtp.reply import Outcome

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def queue(vpop3, read):
    """Each shape: four attempts at mx1, one at mx2, one before the time and one after it. Codes only, as a number
    holds no more."""
    zone = "Asia/Kathmandu"
    vpop3.owner.execute(f"ALTER DATABASE {vpop3.name} SET TimeZone = '{zone}'")
    vpop3.owner.execute(f"SET TimeZone = '{zone}'")
    rows = [("mx1", 0, 250), ("mx1", 14, 421), ("mx1", 15, 550), ("mx1", 59, 421), ("mx2", 30, 7)]
    for server, minutes, result in [*rows, ("mx1", -1, 250), ("mx2", 60, 250)]:
        vpop3.owner.execute(
            "INSERT INTO outqueue.sendattempts (server, starttime, result) VALUES (%s, %s::timestamptz, %s)",
            (server, at(minutes), result),
        )
    return read(vpop3)


def counted(queue, **options) -> Figures:
    return count(queue.database, queue.columns(), NOON, at(60), **options)


def test_attempts_are_counted_by_bar_and_by_server_with_their_reply_code(queue):
    found = counted(queue)
    bars = {0: Counter({"250": 1, "421": 1}), 1: Counter({"550": 1}), 2: Counter({None: 1}), 3: Counter({"421": 1})}
    expected = {(int(at(15 * bar).timestamp()), code): n for bar, codes in bars.items() for code, n in codes.items()}
    assert found.bars == expected
    assert found.servers == {("mx1", "250"): 1, ("mx1", "421"): 2, ("mx1", "550"): 1, ("mx2", None): 1}
    assert found.total == 5


def test_outcomes_and_codes_follow_from_them(queue):
    found = counted(queue)
    assert list(found.outcomes.values()) == [1, 2, 1, 1]
    assert list(found.outcomes) == list(Outcome)
    assert found.codes == {"250": 1, "421": 2, "550": 1, None: 1}


def test_bars_begin_where_they_are_told_to(queue):
    found = counted(queue, step=timedelta(minutes=20), origin=at(-5))
    assert {moment for moment, _ in found.bars} == {at(-5).timestamp(), at(15).timestamp(), at(55).timestamp()}


def test_one_server_is_counted_by_itself(queue):
    for name in ("mx2", "MX2."):
        found = counted(queue, at_server=queue.at_server(queue.columns(), name))
        assert (found.total, found.servers) == (1, {})


def test_a_rule_counts_the_transient_failures_of_the_last_quarter(queue, vpop3):
    for minutes, result in ((1, 421), (14, 450), (16, 421), (2, 550)):
        vpop3.owner.execute(
            "INSERT INTO outqueue.sendattempts (server, starttime, result) VALUES (%s, now() - %s, %s)",
            ("mx9", timedelta(minutes=minutes), result),
        )
    assert (rule_count(queue, "mx9"), rule_count(queue, "MX9")) == (2, 0)


def test_the_last_run_of_failures_of_each_server_is_found(queue):
    found = spells(queue, ["mx1", "mx2", "nobody"], since=NOON, until=at(60))
    assert found["mx1"].attempts == 3
    assert (found["mx1"].since, found["mx1"].until) == (at(14), None)
    assert found["mx2"] is found["nobody"] is None


def test_each_server_has_its_own_last_run_however_busy_the_others_are(queue, vpop3):
    vpop3.owner.execute(
        "INSERT INTO outqueue.sendattempts (server, starttime, result) "
        "SELECT 'busy', %s::timestamptz - n * interval '1 s', 250 FROM generate_series(1, 500) n",
        (at(60),),
    )
    assert spells(queue, ["mx1", "busy"], since=NOON, until=at(60))["mx1"].attempts == 3


def test_names_of_fixed_width_are_read_without_their_blanks(make_vpop3, read):
    vpop3 = make_vpop3("CREATE TABLE outqueue.sendattempts (server char(20), starttime timestamptz, result char(9))")
    for minutes in range(3):
        vpop3.add("mx1", at(minutes), "421 later")
    attempts = read(vpop3)
    assert spells(attempts, ["mx1"], since=NOON, until=at(60))["mx1"].attempts == 3
    [kind] = failures(attempts.database, attempts.columns(), NOON, at(60))
    assert (kind.server, kind.count) == ("mx1", 3)


def test_a_day_is_remembered_with_its_servers_but_not_with_too_many(monkeypatch):
    servers = Counter({("good", "250"): 9, ("bad", "550"): 2, ("bad", "250"): 1, ("worse", "421"): 3})
    whole = Figures(servers=servers)
    assert whole.trimmed() == whole, "deliveries are part of a server's share on another day"
    monkeypatch.setattr("rules.outqueue.statistics.counts.MOST_SERVERS", 2)
    cut = whole.trimmed()
    assert (cut.cut, {name for name, _ in cut.servers}) == (True, {"bad", "worse"})
    assert Figures.sum([whole, cut]).cut


def test_a_long_time_is_the_sum_of_its_days_and_is_remembered(queue, vpop3):
    overviews = Overviews(queue)
    now = at(61) + timedelta(days=1)

    def week() -> Figures:
        return overviews.of(now - timedelta(days=7), now, step=QUARTER, origin=NOON, now=now).figures

    first = week()
    assert (first.total, first.servers["mx1", "421"]) == (7, 2)
    vpop3.owner.execute("DELETE FROM outqueue.sendattempts")
    if queue.columns().indexed:
        assert week() == first
    else:
        assert week().total == 0  # every look reads the whole table, so all of it is looked at again
