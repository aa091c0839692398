"""Send attempts as files."""

import csv
import errno
import io
import json

import psycopg
import pytest
from django.urls import reverse

from rules.outqueue.attempts import export
from rules.outqueue.attempts.reader import MAX_PAGE_ROWS
from rules.outqueue.connection.spool import Spool
from rules.wiring import connections
from tests.pages import asks_to_sign_in, names_the_role

pytestmark = pytest.mark.django_db

LIST = reverse("attempts")
CSV, JSON = (reverse("attempt_export", args=[kind]) for kind in ("csv", "json"))


def read_csv(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("url", [CSV, JSON])
def test_it_needs_a_sign_in(url):
    asks_to_sign_in(url)


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), CSV, "viewer")


def test_another_kind_of_file_is_not_there(viewer):
    assert viewer.get(reverse("attempt_export", args=["xlsx"])).status_code == 404


def test_everything_that_the_filter_lets_through_is_in_the_file(viewer, queue, reading):
    query = {"range": "14d", "outcome": "transient"}
    with reading():
        rows = read_csv(viewer.get(CSV, query))
        found = json.loads(b"".join(viewer.get(JSON, query).streaming_content))
    with psycopg.connect(queue) as reader:
        [(count,)] = reader.execute("""SELECT count(*) FROM outqueue.sendattempts
            WHERE starttime > now() - interval '14 days' AND result LIKE '4%'""").fetchall()
    assert len(rows) == len(found["attempts"]) == count > 2 * MAX_PAGE_ROWS
    assert (found["complete"], found["missing"], found["query"]) == (True, "", "outcome=transient&range=14d")
    newest = viewer.get(LIST, query).context["rows"][0].attempt
    first = found["attempts"][0]
    assert (first["result"], first["recipient"], first["code"]) == (newest.result, newest.recipient, newest.reply.code)
    assert rows[0]["started"] == first["started"] == f"{newest.started:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
    assert set(first["other"]) == {"attemptid"} <= set(rows[0])


def test_the_cap_is_named_in_the_file_and_on_the_page(viewer, queue, monkeypatch):
    source = connections.attempts()
    [portion] = export.portions(source, viewer.get(LIST).context["filter_form"].wanted(), most=7)
    assert len(portion.attempts) == 7
    assert portion.missing == "These are the newest 7; older ones were left out."
    assert "up to 100,000 attempts" in viewer.get(LIST).text


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r\n=1", "＝1", "%1", '="x"')


@pytest.fixture
def odd_queue(fresh_database, settings):
    settings.VPOP3_DATABASE_URL = fresh_database()
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamp, result text)")
        yield owner
    connections.vpop3().close()


def test_no_cell_is_a_formula_and_none_is_lost(viewer, odd_queue):
    odd = [*FORMULAS, 'a "quoted", cell', "two\r\nlines", "\x1b[2J\u202e", "", "ok"]
    for result in odd:
        odd_queue.execute("INSERT INTO outqueue.sendattempts VALUES (%s, now(), %s)", (result, result))
    rows = read_csv(viewer.get(CSV))
    assert list(rows[0]) == ["started", "server", "outcome", "code", "enhanced", "result", "result_cut"]
    for row in rows:
        for cell in (row["server"], row["result"]):
            assert cell.strip()[:1] not in set("=+-@＝%") or not cell.strip()
            assert not set(cell) & set("\x1b\u202e\r")
    found = json.loads(b"".join(viewer.get(JSON).streaming_content))
    assert sorted(attempt["result"] for attempt in found["attempts"]) == sorted(odd)


def test_a_download_that_is_broken_off_leaves_no_connection_busy(viewer, odd_queue):
    odd_queue.execute("INSERT INTO outqueue.sendattempts SELECT 'mx', now(), '250' FROM generate_series(1, 5000)")
    answers = [viewer.get(CSV) for _ in range(10)]
    for answer in answers:
        parts = iter(answer.streaming_content)
        next(parts), next(parts), next(parts)
        answer._iterator.close()  # as the server does; the test client's own `close` would end its database, too
    others = "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    assert {state for (state,) in odd_queue.execute(others)} == {"idle"}
    assert viewer.get(LIST).status_code == 200


def test_a_database_that_goes_away_meanwhile_is_said_in_the_file(viewer, odd_queue):
    odd_queue.execute("INSERT INTO outqueue.sendattempts SELECT 'mx', now(), '250' FROM generate_series(1, 2000)")
    parts = iter(viewer.get(JSON).streaming_content)
    begun = [next(parts) for _ in range(100)]
    odd_queue.execute("ALTER TABLE outqueue.sendattempts RENAME TO away")
    found = json.loads(b"".join([*begun, *parts]))
    assert len(found["attempts"]) == MAX_PAGE_ROWS
    assert not found["complete"]
    assert "has no table outqueue.sendattempts" in found["missing"]


def test_a_full_disk_meanwhile_is_said_in_the_file(viewer, odd_queue, monkeypatch):
    odd_queue.execute("INSERT INTO outqueue.sendattempts SELECT 'mx', now(), '250' FROM generate_series(1, 2000)")

    def full(spool, rows):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Spool, "fill", full)
    found = json.loads(b"".join(viewer.get(JSON).streaming_content))
    assert (len(found["attempts"]), found["complete"]) == (MAX_PAGE_ROWS, False)
    assert "no room for the rest in the folder for temporary files (No space left on device)" in found["missing"]


def test_an_export_that_is_refused_shows_the_list_with_its_reason(viewer, queue, settings):
    page = viewer.get(CSV, {"code": "42"})
    assert page.status_code == 422
    assert "Three digits" in page.text
    settings.VPOP3_DATABASE_URL = ""
    page = viewer.get(CSV)
    assert page.status_code == 503
    assert "MXADMIN_VPOP3_DATABASE_URL" in page.text


def test_memory_does_not_grow_with_the_export(viewer, odd_queue):
    import tracemalloc

    long = "INSERT INTO outqueue.sendattempts SELECT 'mx', now() - n * interval '1 ms', repeat('x', 1000) "
    odd_queue.execute(f"{long} FROM generate_series(1, 12000) n")
    parts = iter(viewer.get(CSV).streaming_content)
    for _ in range(3):
        next(parts)
    tracemalloc.start()
    try:
        size = sum(len(part) for part in parts)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 11_000_000
    assert peak < size / 3
