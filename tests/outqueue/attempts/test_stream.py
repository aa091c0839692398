"""All attempts of a time range, oldest first, whatever the table looks like."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.outqueue.attempts import stream
from rules.outqueue.attempts.columns import discover
from rules.outqueue.attempts.stream import AttemptStream
from rules.replay.attempt import NotReplayed, microseconds, moment
from rules.replay.outcome import OUTCOMES

NOW = datetime(2026, 10, 26, 12, tzinfo=UTC)
TYPES = ("timestamp", "timestamptz", "timestamp(0) with time zone")


@pytest.fixture
def opened(make_vpop3, connect):
    """Makes a table, and gives a reader of it that sees it through one connection."""

    def make(shape: str, **options) -> tuple:
        vpop3 = make_vpop3(shape)
        database = connect(vpop3.url)

        def ask(query):
            return vpop3.owner.execute(query.as_string(None).replace("%%", "%")).fetchall()

        return vpop3, lambda **more: AttemptStream(ask, discover(database), now=NOW, **options, **more)

    return make


def read(history, since=None, until=None, after=None):
    pages = history.pages(since or NOW - timedelta(days=30), until or NOW + timedelta(days=30), after)
    return [attempt for page in pages for attempt in page.attempts]


@pytest.mark.parametrize("type_", TYPES)
def test_attempts_come_in_order_with_their_outcomes(opened, type_):
    vpop3, history = opened(f"CREATE TABLE outqueue.sendattempts (server text, starttime {type_}, result text)")
    for place, (server, result) in enumerate([("MX1.Example.", "250 ok"), ("mx2.example", None), (" ", "450 no"),
                                              (None, "550 5.1.1 no")]):  # fmt: skip
        vpop3.add(server, NOW - timedelta(hours=place), result)
    attempts = read(history())
    assert [(each.server, OUTCOMES[each.outcome]) for each in attempts] == [
        ("", "permanent"), ("", "transient"), ("mx2.example", "no_reply"), ("mx1.example", "delivered"),
    ]  # fmt: skip
    assert [moment(each.at) for each in attempts] == [NOW - timedelta(hours=hours) for hours in (3, 2, 1, 0)]
    assert attempts[0][4:] == (None, None, None, None)


def test_the_outcome_of_a_long_reply_is_that_of_its_last_line(opened):
    vpop3, history = opened("documented")
    long = "220-mx.example " + "x" * 700
    for place, result in enumerate([f"{long}\n521 5.7.1 blocked", f"{long}\r\n250 ok", "421-" + "y" * 900, long]):
        vpop3.add("mx1.example", NOW - timedelta(minutes=place), result)
    found = [OUTCOMES[each.outcome] for each in reversed(read(history()))]
    assert found == ["permanent", "delivered", "transient", "delivered"]


def test_rows_without_a_moment_and_those_still_to_come_are_counted_apart(opened):
    vpop3, history = opened("documented")
    for started in (None, "infinity", "-infinity", NOW + timedelta(seconds=1), "294000-01-01", NOW, "4000-01-01 BC"):
        vpop3.add("mx1.example", started, "250 ok")
    assert [moment(each.at) for each in read(history())] == [NOW]
    assert history().left_out() == {NotReplayed.NO_START: 3, NotReplayed.FUTURE: 2}


@pytest.mark.parametrize("key", ["", "id bigserial PRIMARY KEY, "])
def test_pages_hold_every_attempt_once_also_where_many_began_at_one_moment(opened, key, monkeypatch):
    monkeypatch.setattr(stream, "FIRST_ROWS", 3)
    monkeypatch.setattr(stream, "MOST_ROWS", 10)
    vpop3, history = opened(
        f"CREATE TABLE outqueue.sendattempts ({key}server text, starttime timestamptz, result text)"
    )
    for number in range(50):
        vpop3.add(f"mx{number}.example", NOW - timedelta(minutes=number // 12), "250 ok")
    pages = list(history().pages(NOW - timedelta(days=1), NOW))
    assert [len(page.attempts) for page in pages] == [3, 10, 10, 10, 10, 7]
    names = [each.server for page in pages for each in page.attempts]
    assert sorted(names) == sorted(f"mx{number}.example" for number in range(50))
    for place, page in enumerate(pages[:-1], 1):
        rest = read(history(), after=page.after)
        assert [each.server for each in rest] == [each.server for later in pages[place:] for each in later.attempts]


def test_optional_columns_are_what_a_hook_is_given(opened):
    vpop3, history = opened("demo")
    vpop3.owner.execute(
        "INSERT INTO outqueue.sendattempts (server, starttime, result, domain, numretries, messagesize) VALUES "
        "('mx1.example', %(now)s, '250', 'shop.example', 3, 4000), ('mx2.example', %(now)s, '250', '', -1, NULL)",
        {"now": NOW},
    )
    assert [each[4:7] for each in read(history())] == [("shop.example", 3, 4000), (None, None, None)]
    assert history().recorded().columns == {"domain", "numRetries", "messageSize"}


def test_ids_of_messages_are_read_where_they_are_asked_for(opened):
    vpop3, history = opened("demo")
    vpop3.owner.execute(
        "INSERT INTO outqueue.sendattempts (server, starttime, result, messageid) VALUES ('mx1.example', %s, '250', 7)",
        [NOW],
    )
    assert [each.message for each in read(history())] == [None]
    assert [each.message for each in read(history(messages=True))] == ["7"]
    assert "message" in history(messages=True).recorded().columns


def test_an_index_on_the_time_is_advised_where_there_is_none(opened):
    vpop3, history = opened("documented")
    assert "CREATE INDEX CONCURRENTLY ON outqueue.sendattempts (starttime)" in history().recorded().advice
    vpop3.owner.execute("CREATE INDEX ON outqueue.sendattempts (starttime)")
    assert history().recorded().advice == ""


def test_a_table_that_is_not_there_yet_has_no_attempts(opened):
    vpop3, history = opened("documented")
    vpop3.owner.execute("DROP TABLE outqueue.sendattempts")
    assert read(history()) == []
    assert history().recorded().advice == ""
    assert history().left_out() == {NotReplayed.NO_START: 0, NotReplayed.FUTURE: 0}


def test_only_servers_with_the_wanted_parts_are_read(opened):
    vpop3, history = opened("documented", parts=("Slow.example",))
    for server in ("MX1.Slow.Example.", "mx2.fast.example", "mx1.slow.example"):
        vpop3.add(server, NOW, "250 ok")
    assert [each.server for each in read(history())] == ["mx1.slow.example"] * 2


def test_the_hour_that_comes_twice_is_read_as_postgresql_reads_it(opened):
    vpop3, history = opened("documented")
    vpop3.owner.execute("SET TimeZone = 'Europe/Berlin'")
    for started in ("2026-10-25 01:59:59", "2026-10-25 02:30", "2026-10-25 03:00"):
        vpop3.add("mx1.example", started, "250 ok")
    since = datetime(2026, 10, 24, tzinfo=UTC)
    found = [each.at - microseconds(since) for each in read(history(), since=since)]
    assert found == sorted(found)
    assert len(found) == 3
