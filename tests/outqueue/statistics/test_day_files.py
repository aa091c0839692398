"""Days that are remembered for all processes of a machine."""

import os
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from rules.outqueue.statistics.counts import Figures
from rules.outqueue.statistics.day_cache import DAY, Days
from rules.outqueue.statistics.day_files import DayFiles
from rules.outqueue.statistics.new_replies import Replies
from rules.outqueue.statistics.overview import Overviews

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
LAST_WEEK = TODAY - 7 * DAY
FIGURES = Figures(
    bars=Counter({(1_700_000_000, "250"): 3, (1_700_000_900, None): 1}),
    servers=Counter({("mx1.example", "250"): 3, ("\udcfc ü\u202e", None): 1, ("", "4"): 2}),
    cut=True,
)


@pytest.fixture
def files(tmp_path):
    return DayFiles(tmp_path / "days", kind="figures", write=Figures.to_json, read=Figures.from_json)


def test_counts_of_one_process_are_read_by_another(files, tmp_path):
    files.keep("a database", LAST_WEEK, FIGURES)
    again = DayFiles(tmp_path / "days", kind="figures", write=Figures.to_json, read=Figures.from_json)
    assert again.get("a database", LAST_WEEK) == FIGURES
    assert again.get("another database", LAST_WEEK) is None
    assert again.get("a database", LAST_WEEK - DAY) is None
    [path] = (tmp_path / "days").iterdir()
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("over_for", "ago", "believed"),
    [
        (timedelta(hours=1), timedelta(minutes=59), True),
        (timedelta(hours=1), timedelta(minutes=61), False),
        (timedelta(hours=10), timedelta(hours=9), True),
        (timedelta(hours=10), timedelta(hours=11), False),
        (timedelta(days=30), timedelta(hours=23), True),
        (timedelta(days=30), timedelta(hours=25), False),
    ],
)
def test_a_day_is_believed_for_as_long_as_it_had_been_over(files, monkeypatch, over_for, ago, believed):
    """VPOP3 may add attempts to a day, or delete some, for up to a day after its end."""
    counted = (LAST_WEEK + DAY + over_for).timestamp()
    monkeypatch.setattr(time, "time", lambda: counted)
    files.keep("a database", LAST_WEEK, FIGURES)
    monkeypatch.setattr(time, "time", lambda: counted + ago.total_seconds())
    assert (files.get("a database", LAST_WEEK) == FIGURES) is believed


@pytest.mark.parametrize("content", [b"", b"no gzip", b"\x1f\x8b\x08 cut off"])
def test_a_damaged_file_is_no_answer(files, tmp_path, content):
    files.keep("a database", LAST_WEEK, FIGURES)
    [path] = (tmp_path / "days").iterdir()
    path.write_bytes(content)
    assert files.get("a database", LAST_WEEK) is None
    files.keep("a database", LAST_WEEK, FIGURES)
    assert files.get("a database", LAST_WEEK) == FIGURES


def test_a_folder_that_cannot_be_is_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    files = DayFiles(tmp_path / "file" / "days", kind="figures", write=Figures.to_json, read=Figures.from_json)
    files.keep("a database", LAST_WEEK, FIGURES)
    assert files.get("a database", LAST_WEEK) is None


def test_old_files_are_removed(files, tmp_path):
    files.keep("a database", LAST_WEEK, FIGURES)
    [path] = (tmp_path / "days").iterdir()
    two_days_ago = time.time() - 2 * 86_400
    os.utime(path, (two_days_ago, two_days_ago))
    files.keep("another database", LAST_WEEK, FIGURES)
    assert path not in (tmp_path / "days").iterdir()


def test_one_count_serves_both_processes(files):
    asked = []

    def count(lower, upper):
        asked.append(lower)
        return FIGURES

    for days in (Days(files), Days(files)):
        now = TODAY + timedelta(hours=12)
        counted = days.count(TODAY - 5 * DAY, TODAY, count, now=now, seconds=10, source="a database")
        assert counted.pieces == (FIGURES,) * 5
    assert len(asked) == 5


def test_a_table_that_was_emptied_or_recreated_is_counted_again(make_vpop3, read, tmp_path):
    vpop3 = make_vpop3("demo")
    vpop3.owner.execute("""INSERT INTO outqueue.sendattempts (server, starttime, result)
        SELECT 'mx', now() - n * interval '6 hours' + interval '1 hour', '550 no' FROM generate_series(1, 40) n""")
    now = datetime.now(UTC)

    def of_a_new_process():
        overviews, replies = Overviews(read(vpop3), tmp_path), Replies(read(vpop3), tmp_path)
        found = overviews.of(TODAY - 9 * DAY, now, step=DAY, origin=TODAY, now=now)
        return found.figures.total, len(replies.new(now=now).kinds)

    first = of_a_new_process()
    assert first[0] >= 36
    vpop3.owner.execute("DELETE FROM outqueue.sendattempts WHERE starttime < now() - interval '30 hours'")
    assert of_a_new_process() == first, "days that are over are remembered for up to a day"
    last_day = "CREATE TABLE kept AS SELECT * FROM outqueue.sendattempts WHERE starttime > now() - interval '1 day'"
    vpop3.owner.execute(last_day)
    vpop3.owner.execute("TRUNCATE outqueue.sendattempts")
    vpop3.owner.execute("INSERT INTO outqueue.sendattempts SELECT * FROM kept")
    assert (first[1], of_a_new_process()) == (0, (4, 1))
