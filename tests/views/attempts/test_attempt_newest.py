"""Following the list of send attempts."""

import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import psycopg
import pytest
from django.urls import reverse

from rules.outqueue.attempts.filters import AttemptFilter
from rules.outqueue.attempts.latest import KEPT_SECONDS, LatestAttempts
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.connection.unavailable import Unavailable
from rules.smtp.reply import Outcome
from rules.wiring.link_signer import LinkSigner
from tests.pages import asks_to_sign_in, names_the_role

LIST = reverse("attempts")
URL = reverse("attempt_newest")

pytestmark = pytest.mark.django_db


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL)


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), URL, "viewer")


def test_the_first_page_says_where_its_newest_rows_are(viewer, queue, reading):
    page = viewer.get(LIST, {"outcome": "transient"})
    address = page.context["newest_url"]
    assert urlsplit(address).path == URL
    with reading():
        rows = viewer.get(address)
    assert [row.key for row in rows.context["rows"]] == [row.key for row in page.context["rows"]]
    assert rows.text.count("<tr") == len(page.context["rows"])


def test_rows_that_the_page_has_are_not_sent_again(viewer, queue):
    tag = viewer.get(URL)["ETag"]
    again = viewer.get(URL, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert viewer.get(URL, {"outcome": "permanent"}, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("query", [{"code": "42"}, {"since": "2026-01-01"}, {"range": "century"}])
def test_a_list_that_gets_nothing_new_is_not_followed(viewer, queue, query):
    assert viewer.get(URL, query).status_code == 422
    assert "data-newest" not in viewer.get(LIST, query).text


def test_an_older_page_is_not_followed(viewer, queue):
    older = viewer.get(LIST).context["older_query"]
    assert "data-newest" not in viewer.get(LIST + older).text


def test_without_a_database_it_is_a_sentence(viewer):
    answer = viewer.get(URL)
    assert answer.status_code == 503
    assert "MXADMIN_VPOP3_DATABASE_URL" in answer.text


@pytest.fixture
def small_queue(fresh_database):
    url = fresh_database()
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamp, result text)")
        yield url, owner


class Counting(Vpop3Database):
    """A real database that counts what it is asked."""

    asked = 0

    def rows(self, query, parameters=None):
        self.asked += 1
        return super().rows(query, parameters)


@pytest.fixture
def database(queue):
    database = Counting(queue)
    yield database
    database.close()


def test_twenty_people_cost_the_database_one_query(database):
    latest = LatestAttempts(SendAttempts(database, signer=LinkSigner()))
    latest.page(AttemptFilter())
    database.asked = 0
    with ThreadPoolExecutor(20) as people:
        list(people.map(lambda _: latest.page(AttemptFilter()), range(200)))
    assert database.asked <= 1
    assert KEPT_SECONDS >= 2


def test_each_filter_has_its_own_rows_and_a_long_range_still_costs_one_query(database):
    latest = LatestAttempts(SendAttempts(database, signer=LinkSigner()))
    latest.page(AttemptFilter())
    database.asked = 0
    for outcome in Outcome:
        page = latest.page(AttemptFilter(outcome=outcome))
        assert {attempt.outcome for attempt in page.attempts} <= {outcome}
    assert database.asked == len(Outcome)


def test_only_the_filters_that_were_used_last_are_remembered(database, monkeypatch):
    monkeypatch.setattr("rules.outqueue.attempts.latest.MOST_FILTERS", 2)
    latest = LatestAttempts(SendAttempts(database, signer=LinkSigner()))

    def asked(code):
        before = database.asked
        latest.page(AttemptFilter(code=code))
        return database.asked > before

    asked("250")  # asks for the table's columns as well
    assert [asked(code) for code in ("421", "250", "550", "250", "550")] == [True, False, True, False, False]
    assert asked("421"), "the third filter had pushed it out"
    assert asked("250"), "used longer ago than 550"


def test_a_database_that_is_away_is_asked_no_more_often(settings):
    database = Counting("postgresql://reader@127.0.0.1:1/vpop3")
    latest = LatestAttempts(SendAttempts(database, signer=LinkSigner()))
    for _ in range(5):
        with pytest.raises(Unavailable, match="cannot be reached"):
            latest.page(AttemptFilter())
    assert database.asked == 1


def test_new_attempts_are_there_when_the_answer_is_old_enough(small_queue, monkeypatch):
    url, owner = small_queue
    database = Vpop3Database(url)
    latest = LatestAttempts(SendAttempts(database, signer=LinkSigner()))
    assert latest.page(AttemptFilter()).attempts == ()
    owner.execute("INSERT INTO outqueue.sendattempts VALUES ('mx', now(), '250')")
    assert latest.page(AttemptFilter()).attempts == ()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + KEPT_SECONDS + 1)
    assert [attempt.server for attempt in latest.page(AttemptFilter()).attempts] == ["mx"]
    database.close()
