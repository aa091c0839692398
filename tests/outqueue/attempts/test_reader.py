"""Reading send attempts from tables of three shapes."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from rules.outqueue.attempts.filters import AttemptFilter, TimeRange
from rules.outqueue.attempts.neighbours import neighbours
from rules.outqueue.attempts.reader import SendAttempts
from rules.smtp.reply import Outcome
from rules.wiring.link_signer import LinkSigner

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ANY_TIME = AttemptFilter(time=TimeRange())


def servers(page):
    return [attempt.server for attempt in page.attempts]


def test_the_newest_come_first(vpop3, attempts):
    for minutes, server in [(2, "second"), (1, "first"), (3, "third")]:
        vpop3.add(server, NOON - timedelta(minutes=minutes), 250)
    assert servers(attempts.page(ANY_TIME)) == ["first", "second", "third"]


def test_server_outcome_and_time_narrow_the_list_together(vpop3, attempts):
    for minutes, server, result in [(1, "a", 250), (2, "a", 421), (3, "b", 421), (70, "a", 421), (4, "a", 0)]:
        vpop3.add(server, NOON - timedelta(minutes=minutes), result)
    hour = TimeRange(since=NOON - timedelta(hours=1), until=NOON)
    page = attempts.page(AttemptFilter(server="a", outcome=Outcome.TRANSIENT, time=hour))
    assert [attempt.started for attempt in page.attempts] == [NOON - timedelta(minutes=2)]
    page = attempts.page(AttemptFilter(outcome=Outcome.NO_REPLY_CODE, time=hour))
    assert [attempt.result for attempt in page.attempts] == ["0"]


def test_the_last_hour_ends_now_but_shows_what_a_fast_clock_wrote(vpop3, attempts):
    for minutes, server in [(61, "old"), (59, "young"), (-30, "future")]:
        vpop3.add(server, NOON - timedelta(minutes=minutes), 250)
    assert servers(attempts.page(AttemptFilter(), now=NOON)) == ["future", "young"]


def test_a_range_includes_its_beginning_and_not_its_end(vpop3, attempts):
    for minutes, server in [(0, "end"), (60, "beginning")]:
        vpop3.add(server, NOON - timedelta(minutes=minutes), 250)
    assert servers(attempts.page(AttemptFilter(time=TimeRange(since=NOON - timedelta(hours=1), until=NOON)))) == [
        "beginning"
    ]


def test_a_quiet_hour_does_not_hide_what_came_long_before_it(vpop3, attempts):
    for days in (0.1, 3, 40, 400, 4000):
        vpop3.add(f"{days}", NOON - timedelta(days=days), 250)
    assert servers(attempts.page(ANY_TIME, now=NOON)) == ["0.1", "3", "40", "400", "4000"]


@pytest.mark.parametrize("moment", ["infinity", "-infinity", "20000-01-01", "0044-03-15 BC"])
def test_moments_outside_of_the_calendar_are_left_out(vpop3, attempts, moment):
    vpop3.add("mx", NOON, 250)
    vpop3.add("nowhen", moment, 250)
    assert servers(attempts.page(ANY_TIME)) == ["mx"]


def test_a_time_without_zone_is_in_the_databases_zone(make_vpop3, read):
    vpop3 = make_vpop3("documented")
    vpop3.owner.execute(f"ALTER DATABASE {vpop3.name} SET TimeZone = 'Europe/Berlin'")
    vpop3.add("mx", "2026-07-01 12:00", "250")
    [found] = read(vpop3).page(ANY_TIME).attempts
    assert found.started == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


def test_both_hours_of_a_clock_put_back_are_shown_once_on_pages_of_two(make_vpop3, read):
    vpop3 = make_vpop3("documented")
    vpop3.owner.execute(f"ALTER DATABASE {vpop3.name} SET TimeZone = 'Europe/Berlin'")
    expected = [f"2026-10-25 0{hour}:{minute:02}" for hour in (1, 2, 3) for minute in range(0, 60, 5)]
    for moment in expected:
        vpop3.add(moment, moment, "250")
        vpop3.add(moment, moment, "421")
    attempts, seen, after = read(vpop3), [], None
    while True:
        page = attempts.page(ANY_TIME, after=after, limit=2, now=datetime(2026, 10, 25, 2, 30, tzinfo=UTC))
        seen += servers(page)
        if not (after := page.next):
            break
    assert sorted(seen) == sorted(expected * 2)


def test_a_value_without_its_column_is_none(make_vpop3, read):
    vpop3 = make_vpop3("documented")
    vpop3.add("mx", NOON, "250")
    [found] = read(vpop3).page(ANY_TIME).attempts
    assert (found.recipient, found.ip, found.duration, found.retry, found.size) == (None,) * 5


def test_every_known_column_is_read(make_vpop3, read):
    vpop3 = make_vpop3("demo")
    vpop3.owner.execute("""
        INSERT INTO outqueue.sendattempts VALUES (DEFAULT, 7, 'ann@x.example', 'x.example', 'mx', '192.0.2.1',
        '2026-11-23 12:00', '2026-11-23 12:00:03', '250 2.0.0 ok', 2, 4096, 'Main', 5, '{"a": 1}')""")
    attempts = read(vpop3)
    [found] = attempts.page(ANY_TIME).attempts
    assert (found.message_id, found.recipient, found.domain, found.ip) == (
        "7",
        "ann@x.example",
        "x.example",
        "192.0.2.1",
    )
    assert (found.retry, found.size, found.sender) == (2, 4096, "Main")
    assert found.duration == timedelta(seconds=3)
    assert found.reply.enhanced == "2.0.0"
    assert attempts.find(found.handle).other == {"id": "1", "priority": "5", "note": '{"a": 1}'}


def test_a_duration_named_in_milliseconds_is_one(make_vpop3, read):
    vpop3 = make_vpop3("odd")
    vpop3.owner.execute("""INSERT INTO outqueue.sendattempts (server, starttime, result, "Elapsed_ms")
        VALUES ('a', '2026-11-23 12:02', 250, 1500), ('b', '2026-11-23 12:01', 250, 'NaN')""")
    first, second = read(vpop3).page(ANY_TIME).attempts
    assert (first.duration, second.duration) == (timedelta(seconds=1.5), None)


def test_an_end_that_never_comes_is_no_end(make_vpop3, read):
    vpop3 = make_vpop3("demo")
    vpop3.owner.execute(
        "INSERT INTO outqueue.sendattempts (server, starttime, endtime) VALUES ('mx', now(), 'infinity')"
    )
    [found] = read(vpop3).page(ANY_TIME).attempts
    assert (found.ended, found.duration, found.result) == (None, None, "")


@pytest.mark.parametrize("result", ["x" * 65_536, "550 \x01\x1b[2J\u202e", "450-a\r\n450 b", "<script>", "'; --"])
def test_any_reply_survives(make_vpop3, read, result):
    vpop3 = make_vpop3("documented")
    vpop3.add("mx", NOON, result)
    attempts = read(vpop3)
    [found] = attempts.page(ANY_TIME).attempts
    assert found.result == result[:2000]
    assert found.cut is (len(result) > 2000)
    assert attempts.find(found.handle).result == result


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "WIN1252"])
def test_bytes_that_are_no_text_survive(postgres, connect, encoding):
    with psycopg.connect(postgres.url(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE raw_{encoding} ENCODING '{encoding}' TEMPLATE template0 LOCALE 'C'")
    try:
        url = postgres.url(f"raw_{encoding}".lower())
        with psycopg.connect(url, autocommit=True, client_encoding=encoding) as owner:
            owner.execute("CREATE SCHEMA outqueue")
            owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamp, result text)")
            for result in (b"550 Empf\xe4nger\x81", b"550 ok"):
                owner.execute(b"INSERT INTO outqueue.sendattempts VALUES ('mx', now(), '%s')" % result)
        database = connect(url)
        found = SendAttempts(database, signer=LinkSigner()).page(ANY_TIME).attempts
        assert {attempt.result for attempt in found} == {"550 Empfänger\x81", "550 ok"}
        database.close()
    finally:
        postgres.drop_database(f"raw_{encoding}".lower())


def test_a_server_name_is_data_whatever_it_contains(vpop3, attempts):
    for name in ("%", "_", "'; DROP TABLE x; --", "MX.EXAMPLE.", "", "192.0.2.1", "ü\u200f"):
        vpop3.add(name, NOON, 250)
    for name in ("%", "_", "'; DROP TABLE x; --", "MX.EXAMPLE.", "", "192.0.2.1", "ü\u200f"):
        assert servers(attempts.page(AttemptFilter(time=TimeRange(), server=name))) == [name]
    for name in ("a\0b", "x" * 10_000):
        assert servers(attempts.page(AttemptFilter(time=TimeRange(), server=name))) == []


@pytest.mark.parametrize("handle", ["", "x", "a|b", "|", "é", "A" * 5000, "2026-11-23 12:00|(0,1)\0", "AAAA"])
def test_an_invalid_handle_is_a_sentence(attempts, handle):
    with pytest.raises(ValueError, match="not the address of a send attempt"):
        attempts.find(handle)


def test_a_handle_changed_in_any_place_is_refused(vpop3, attempts):
    vpop3.add("mx", NOON, 250)
    [found] = attempts.page(ANY_TIME).attempts
    for place in range(0, len(found.handle) - 1, 5):
        changed = found.handle[:place] + ("A" if found.handle[place] != "A" else "B") + found.handle[place + 1 :]
        with pytest.raises(ValueError, match="not the address of a send attempt"):
            attempts.find(changed)


def test_each_of_several_attempts_of_one_moment_is_found_by_its_handle(vpop3, attempts):
    for result in (250, 421, 550):
        vpop3.add("mx", NOON, result)
    page = attempts.page(ANY_TIME).attempts
    assert [attempts.find(found.handle).result for found in page] == [found.result for found in page]


def test_neighbours_of_one_moment_are_those_beside_it_in_the_list(vpop3, attempts):
    for minutes in [0, 1, *[2] * 12, 3]:
        vpop3.add("mx", NOON - timedelta(minutes=minutes), 421)
    listed = attempts.page(ANY_TIME).attempts
    for place, each in enumerate(listed):
        near = neighbours(attempts, attempts.find(each.handle))
        assert near.newer == listed[max(0, place - 4) : place]
        assert near.older == listed[place + 1 : place + 5]


def test_a_row_that_was_rewritten_is_found_where_no_number_names_it(make_vpop3, read):
    vpop3 = make_vpop3("documented")
    vpop3.add("mx", NOON, "421 later")
    attempts = read(vpop3)
    [found] = attempts.page(ANY_TIME).attempts
    vpop3.owner.execute("UPDATE outqueue.sendattempts SET result = '250 ok'")
    assert attempts.find(found.handle).result == "250 ok"


def test_a_row_that_moved_is_never_taken_for_one_of_another_server(make_vpop3, read):
    vpop3 = make_vpop3("documented")
    for server in ("mx1", "mx2", "mx3"):
        vpop3.add(server, NOON, "421 later")
    attempts = read(vpop3)
    handles = {found.server: found.handle for found in attempts.page(ANY_TIME).attempts}
    vpop3.owner.execute("UPDATE outqueue.sendattempts SET result = '250 ok'")
    assert {server: attempts.find(handle).server for server, handle in handles.items()} == {
        server: server for server in handles
    }
    vpop3.owner.execute("DELETE FROM outqueue.sendattempts WHERE server = 'mx2'")
    assert attempts.find(handles["mx2"]) is None


def test_a_number_that_is_gone_never_leads_to_another_attempt_of_its_moment(make_vpop3, read):
    vpop3 = make_vpop3("demo")
    vpop3.add("mx", NOON, "421")
    vpop3.add("mx", NOON, "250")
    attempts = read(vpop3)
    found = attempts.page(ANY_TIME).attempts[0]
    vpop3.owner.execute("DELETE FROM outqueue.sendattempts WHERE result = %s", (found.result,))
    assert attempts.find(found.handle) is None


@pytest.mark.parametrize("name", ["", "MX.EXAMPLE.", "192.0.2.1", "ü\u200f", "x" * 10_000, "'; --"])
def test_a_handle_finds_a_server_of_any_name(vpop3, attempts, name):
    vpop3.owner.execute("ALTER TABLE outqueue.sendattempts ALTER server TYPE text")
    vpop3.add(name, NOON, 250)
    [found] = attempts.page(ANY_TIME).attempts
    assert len(found.handle) < 1000
    assert attempts.find(found.handle).server == name


def test_an_attempt_of_a_view_has_a_short_handle(make_vpop3, read):
    vpop3 = make_vpop3("""
        CREATE TABLE t (server text, starttime timestamp, result text);
        CREATE VIEW outqueue.sendattempts AS SELECT server, starttime, result FROM t""")
    vpop3.owner.execute("INSERT INTO t SELECT 'mx', '2026-11-23 12:00', repeat('x', n) FROM (VALUES (60000), (9)) v(n)")
    attempts = read(vpop3)
    page = attempts.page(ANY_TIME).attempts
    assert max(len(found.handle) for found in page) < 200
    assert [len(attempts.find(found.handle).result) for found in page] == [60000 if found.cut else 9 for found in page]


def test_an_attempt_that_vpop3_removed_is_gone(vpop3, attempts):
    vpop3.add("mx", NOON, 250)
    [found] = attempts.page(ANY_TIME).attempts
    vpop3.owner.execute("DELETE FROM outqueue.sendattempts")
    assert attempts.find(found.handle) is None


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"since": NOON, "until": NOON}, "ends before it begins"),
        ({"since": datetime(2026, 1, 1)}, "time zone"),
        ({"since": NOON, "last": timedelta(hours=1)}, "not both"),
        ({"last": timedelta()}, "longer than nothing"),
    ],
)
def test_an_impossible_time_range_is_a_sentence(inputs, told):
    with pytest.raises(ValueError, match=told):
        TimeRange(**inputs)


def test_a_range_longer_than_the_calendar_is_any_time(vpop3, attempts):
    vpop3.add("mx", "0002-01-01", 250)
    assert servers(attempts.page(AttemptFilter(time=TimeRange(last=timedelta.max)))) == ["mx"]
    century = TimeRange(since=datetime.min.replace(tzinfo=UTC), until=datetime.max.replace(tzinfo=UTC))
    assert servers(attempts.page(AttemptFilter(time=century))) == ["mx"]


def test_a_search_that_runs_out_of_time_says_so_and_shows_what_it_found(make_vpop3, read):
    vpop3 = make_vpop3("""
        CREATE TABLE t (server text, starttime timestamp, result text);
        CREATE VIEW outqueue.sendattempts AS SELECT server, starttime, result FROM t
        WHERE starttime > localtimestamp - interval '1 hour' OR pg_sleep(1) IS NOT NULL""")
    vpop3.owner.execute(
        "INSERT INTO t SELECT 'mx' || g, localtimestamp - g * interval '25 min', '250' FROM generate_series(1, 9) g"
    )
    page = read(vpop3, statement_timeout=0.5).page(ANY_TIME)
    assert servers(page) == ["mx1", "mx2"]
    assert "took too long" in page.incomplete
    assert timedelta(minutes=59) < datetime.now(UTC) - page.searched_since < timedelta(minutes=61)
    assert page.next
