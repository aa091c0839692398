"""Pages that stay stable while rows come and go, and cursors that nobody can forge."""

import base64
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from rules.outqueue.attempts.filters import EARLIEST, LATEST, AttemptFilter, TimeRange
from rules.outqueue.attempts.page_query import PageQuery
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.attempts.signed_links import Cursor
from rules.outqueue.attempts.windows import windows, windows_upward
from rules.smtp.reply import Outcome
from rules.wiring.link_signer import LinkSigner

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ANY_TIME = AttemptFilter(time=TimeRange())

moments = st.integers(0, 3) | st.integers(0, 500_000)
"""Minutes before noon: mostly many rows of one moment, and some far apart."""


@pytest.mark.parametrize("shape", ["documented", "demo", "odd"])
def test_over_changing_data_every_old_row_is_shown_exactly_once(make_vpop3, read, shape):
    vpop3 = make_vpop3(shape)
    attempts = read(vpop3)

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(
        old=st.lists(moments, max_size=40),
        new=st.lists(moments, max_size=20),
        gone=st.sets(st.integers(0, 39)),
        limit=st.integers(1, 7),
    )
    def holds(old, new, gone, limit):
        vpop3.owner.execute("TRUNCATE outqueue.sendattempts")
        add(vpop3, "old", old)
        arriving = iter(new)
        seen: list[str] = []
        for page in pages(attempts, limit):
            seen += [attempt.server for attempt in page.attempts]
            add(vpop3, "new", [next(arriving, 0)])
            leaving = [f"old{number}" for number in gone if f"old{number}" not in seen][:1]
            vpop3.owner.execute("DELETE FROM outqueue.sendattempts WHERE server = ANY(%s)", [leaving])
        staying = {f"old{number}" for number in range(len(old)) if number not in gone}
        assert staying <= set(seen)
        olds = [server for server in seen if server.startswith("old")]
        assert len(olds) == len(set(olds))

    holds()


def add(vpop3, name, minutes):
    with vpop3.owner.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO outqueue.sendattempts (server, starttime, result) VALUES (%s, %s, '250')",
            [(f"{name}{number}", NOON - timedelta(minutes=ago)) for number, ago in enumerate(minutes)],
        )


def pages(attempts: SendAttempts, limit: int, wanted: AttemptFilter = ANY_TIME):
    after = None
    while True:
        yield (page := attempts.page(wanted, after=after, limit=limit, now=NOON))
        if not (after := page.next):
            return


@pytest.mark.parametrize("shape", ["documented", "demo", "odd"])
def test_newer_leads_back_over_the_same_pages(make_vpop3, read, shape):
    vpop3 = make_vpop3(shape)
    attempts = read(vpop3)

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(old=st.lists(moments, min_size=1, max_size=40), limit=st.integers(1, 7))
    def holds(old, limit):
        vpop3.owner.execute("TRUNCATE outqueue.sendattempts")
        add(vpop3, "old", old)
        there = list(pages(attempts, limit))
        back = [there[-1]]
        while back[-1].previous:
            back.append(attempts.page(ANY_TIME, before=back[-1].previous, limit=limit, now=NOON))
        assert [shown(page) for page in reversed(back)] == [shown(page) for page in there]

    holds()


def shown(page):
    return [attempt.server for attempt in page.attempts]


def test_newer_shows_what_arrived_meanwhile_on_pages_of_their_own(vpop3, attempts):
    add(vpop3, "old", [10, 20, 30, 40])
    first = attempts.page(ANY_TIME, limit=2, now=NOON)
    second = attempts.page(ANY_TIME, after=first.next, limit=2, now=NOON)
    add(vpop3, "new", [1, 2, 3])
    back = attempts.page(ANY_TIME, before=second.previous, limit=2, now=NOON)
    assert shown(back) == ["old0", "old1"]
    assert shown(attempts.page(ANY_TIME, before=back.previous, limit=2, now=NOON)) == ["new1", "new2"]


def test_newer_ends_on_a_full_first_page(vpop3, attempts):
    add(vpop3, "mx", [1, 2, 3])
    second = attempts.page(ANY_TIME, after=attempts.page(ANY_TIME, limit=2).next, limit=2)
    add(vpop3, "new", [0])
    back = attempts.page(ANY_TIME, before=second.previous, limit=3)
    assert shown(back) == ["new0", "mx0", "mx1"]
    assert (back.previous, back.next is None) == (None, False)


def test_the_last_hour_does_not_lose_its_beginning_while_somebody_reads(vpop3, attempts):
    add(vpop3, "mx", [10, 30, 59])
    first = attempts.page(AttemptFilter(), limit=2, now=NOON)
    second = attempts.page(AttemptFilter(), after=first.next, limit=2, now=NOON + timedelta(minutes=5))
    assert [attempt.server for attempt in second.attempts] == ["mx2"]
    assert second.next is None


def test_a_full_last_page_has_no_next(vpop3, attempts):
    add(vpop3, "mx", [1, 2, 3, 4])
    assert [len(page.attempts) for page in pages(attempts, 2)] == [2, 2]


def test_a_page_has_at_most_500_rows_and_at_least_one(vpop3, attempts):
    add(vpop3, "mx", range(600))
    assert len(attempts.page(ANY_TIME, limit=10_000).attempts) == 500
    assert len(attempts.page(ANY_TIME, limit=-3).attempts) == 1


@pytest.fixture
def cursor(vpop3, attempts):
    add(vpop3, "mx", [1, 2, 3, 4])
    return attempts.page(ANY_TIME, limit=2).next


@pytest.mark.parametrize(
    "other",
    [
        AttemptFilter(),
        AttemptFilter(time=TimeRange(), server="mx1"),
        AttemptFilter(time=TimeRange(), outcome=Outcome.DELIVERED),
        AttemptFilter(time=TimeRange(since=NOON)),
        AttemptFilter(time=TimeRange(), words=("greylisted",)),
    ],
)
def test_the_cursor_of_another_filter_is_refused(attempts, cursor, other):
    for place in ({"after": cursor}, {"before": cursor}):
        with pytest.raises(ValueError, match="belongs to another filter or was changed"):
            attempts.page(other, **place)


def test_a_cursor_signed_with_another_key_is_refused(attempts, cursor):
    with pytest.raises(ValueError, match="begin again"):
        SendAttempts(attempts.database, signer=LinkSigner("another")).page(ANY_TIME, after=cursor)


@pytest.mark.parametrize(
    "text", ["x", "=", "é", "A" * 5000, "AAAA", "%00", base64.urlsafe_b64encode(b"[]" * 20).decode()]
)
def test_a_text_that_was_never_a_cursor_is_refused(attempts, text):
    with pytest.raises(ValueError, match="begin again"):
        attempts.page(ANY_TIME, after=text)


def test_a_cursor_changed_in_any_place_is_refused(attempts, cursor):
    for place in range(0, len(cursor) - 1, 5):
        changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        with pytest.raises(ValueError, match="begin again"):
            attempts.page(ANY_TIME, after=changed)


def test_a_cursor_from_before_the_table_changed_is_refused_and_not_misread(make_vpop3, read):
    vpop3 = make_vpop3("documented")
    add(vpop3, "mx", [1, 2, 3])
    attempts = read(vpop3)
    cursor = attempts.page(ANY_TIME, limit=1).next
    vpop3.owner.execute("ALTER TABLE outqueue.sendattempts ADD n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
    attempts.known.forget()
    with pytest.raises(ValueError, match="begin again"):
        attempts.page(ANY_TIME, after=cursor)


instants = st.datetimes(EARLIEST.replace(tzinfo=None), LATEST.replace(tzinfo=None), timezones=st.just(UTC))


@given(st.lists(instants, min_size=2, max_size=2, unique=True), instants)
def test_windows_cover_the_range_without_gap_or_overlap(ends, anchor):
    since, until = sorted(ends)
    upward = list(windows_upward(since, until, max(anchor, since)))
    assert (upward[0][0], upward[-1][1]) == (since, until)
    assert all(older[1] == newer[0] for older, newer in pairwise(upward))
    assert len(upward) <= 5
    found = list(windows(since, until, min(anchor, until)))
    assert found[0][1] == until
    assert found[-1][0] == since
    assert all(older[1] == newer[0] for newer, older in pairwise(found))
    assert len(found) <= 5


@pytest.mark.parametrize("server", ["mx3", None])
def test_a_page_reads_little_more_of_a_long_table_than_it_shows(make_vpop3, read, server):
    vpop3 = make_vpop3("demo")
    vpop3.owner.execute("""
        INSERT INTO outqueue.sendattempts (server, starttime, result)
        SELECT 'mx' || g % 20, timestamp '2026-11-23 12:00' - g * interval '1 second', '250'
        FROM generate_series(1, 100000) g;
        CREATE INDEX ON outqueue.sendattempts (starttime);
        ANALYZE outqueue.sendattempts""")
    wanted, columns = AttemptFilter(server=server, time=TimeRange()), read(vpop3).columns()
    middle = Cursor(started="2026-11-22 22:00", key="50000", instant=NOON - timedelta(hours=14), since=EARLIEST)
    for cursor, upward in ((None, False), (middle, False), (middle, True)):
        newest = PageQuery(columns=columns, wanted=wanted, cursor=cursor, upward=upward)
        query, parameters = newest.between(EARLIEST, LATEST, 51)
        explain = sql.SQL("EXPLAIN (ANALYZE, FORMAT JSON) ") + query
        [([plan],)] = vpop3.owner.execute(explain, parameters).fetchall()
        assert rows_read(plan["Plan"]) < 2_000


def rows_read(node):
    """Count the rows of the scans at the bottom of a plan, also those that a condition threw away."""
    if below := node.get("Plans"):
        return sum(map(rows_read, below))
    return node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
