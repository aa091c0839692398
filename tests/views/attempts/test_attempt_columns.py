"""The columns of the list of send attempts, and the number of its rows."""

import psycopg
import pytest
from django.urls import reverse

from rules.presentation.attempt_columns import COOKIE
from rules.wiring import connections
from tests.pages import asks_to_sign_in, names_the_role

pytestmark = pytest.mark.django_db

LIST, COLUMNS, COUNT = reverse("attempts"), reverse("attempt_columns"), reverse("attempt_count")
USUAL = ["server", "from", "to", "reply"]


def names(page):
    return [column.name for column in page.context["table"].columns]


def test_they_need_a_sign_in_and_a_role(browser_of):
    asks_to_sign_in(COUNT)
    names_the_role(browser_of(None), COUNT, "viewer")
    asks_to_sign_in(COLUMNS, "post")
    assert browser_of(None).post(COLUMNS).status_code == 403


def test_columns_are_kept_in_the_browser_and_the_way_leads_back(viewer, queue):
    assert names(viewer.get(LIST)) == USUAL
    chosen = {"column": ["size", "server", "nonsense"], "next": f"{LIST}?outcome=transient"}
    assert viewer.post(COLUMNS, chosen)["Location"] == f"{LIST}?outcome=transient"
    page = viewer.get(LIST)
    assert names(page) == ["server", "size"]
    assert [cell.name for cell in page.context["rows"][0].cells] == ["server", "size"]
    followed = viewer.get(reverse("attempt_newest"))
    tag = followed["ETag"]
    assert viewer.get(reverse("attempt_newest"), headers={"If-None-Match": tag}).status_code == 304
    viewer.post(COLUMNS, {"column": "size", "usual": "1"})
    assert names(viewer.get(LIST)) == USUAL
    assert viewer.get(reverse("attempt_newest"), headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("text", ["", "....", "nonsense", "x" * 4_000, "\x00", "server" * 10])
def test_a_cookie_that_names_no_column_gives_the_usual_ones(viewer, queue, text):
    viewer.cookies[COOKIE] = text
    assert names(viewer.get(LIST)) == USUAL


def test_three_documented_columns_are_a_table_as_well(viewer, settings, fresh_database):
    settings.VPOP3_DATABASE_URL = fresh_database()
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text)")
        owner.execute("INSERT INTO outqueue.sendattempts VALUES ('mx.x.example', now(), '250 ok')")
    viewer.cookies[COOKIE] = "from.size.ip.reply"
    page = viewer.get(LIST)
    assert names(page) == ["reply"]
    assert [column.name for column in page.context["table"].possible] == ["age", "server", "to", "reply"]
    assert page.context["count"] == "1 attempt"
    connections.vpop3().close()


def test_the_number_of_rows_comes_after_the_list_and_stops_at_ten_thousand(viewer, queue):
    url = viewer.get(LIST).context["count_url"]
    assert viewer.get(url, headers={"Accept": "text/html"}).status_code == 302
    part = {"headers": {"HX-Request": "true"}}
    words = viewer.get(url, **part).text.split()
    assert words[1] == "attempts"
    assert int(words[0]) > 50
    assert viewer.get(COUNT, {"range": "14d"}, **part).text == "more than 10,000 attempts"
    assert viewer.get(COUNT, {"q": 'server:"mx.nowhere.example"'}, **part).text == "0 attempts"
    assert viewer.get(COUNT, {"q": '"open'}, **part).status_code == 422


def test_a_count_that_takes_too_long_is_left_out(viewer, settings, fresh_database, monkeypatch):
    monkeypatch.setattr("rules.views.attempts.attempt_count.SECONDS", 0.05)
    settings.VPOP3_DATABASE_URL = fresh_database()
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute(
            "CREATE VIEW outqueue.sendattempts AS SELECT 'mx'::text AS server, localtimestamp AS starttime, "
            "pg_sleep(0.5)::text AS result FROM generate_series(1, 60)"
        )
    answer = viewer.get(COUNT, {"outcome": "delivered"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.text) == (200, "")
    connections.vpop3().close()
