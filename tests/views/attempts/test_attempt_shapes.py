"""The list, one attempt, following and files, whatever columns VPOP3's table has."""

import json

import psycopg
import pytest
from django.urls import reverse

from rules.wiring import connections
from tests.outqueue.conftest import SHAPES

pytestmark = pytest.mark.django_db

LIST = reverse("attempts")


@pytest.fixture(params=SHAPES)
def shaped(request, fresh_database, settings):
    """The names of the columns, of which all but the three documented ones are empty in most rows."""
    settings.VPOP3_DATABASE_URL = fresh_database()
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute(SHAPES[request.param])
        insert = "INSERT INTO outqueue.sendattempts (server, starttime, result) VALUES (%s, now() + %s, %s)"
        for number, result in enumerate((250, 421, 550, 0, None)):
            owner.execute(insert, ("mx1.big.example", f"{number} s", result))
        owner.execute("INSERT INTO outqueue.sendattempts (server, starttime) VALUES (NULL, now())")
        found = owner.execute("SELECT * FROM outqueue.sendattempts LIMIT 0")
        yield {column.name for column in found.description}
    connections.vpop3().close()


COUNTS = [
    ({}, 6),
    ({"server": "mx1.big.example"}, 5),
    ({"provider": "big.example"}, 5),
    ({"outcome": "transient"}, 1),
    ({"outcome": "no_reply_code"}, 3),
    ({"code": "421"}, 1),
    ({"enhanced": "4.7.1"}, 0),
    ({"words": "55"}, 1),
]


def test_every_certain_filter_works(viewer, shaped):
    for query, count in COUNTS:
        page = viewer.get(LIST, query)
        assert page.status_code == 200
        assert len(page.context["rows"]) == count


def test_every_field_is_there_only_with_its_column(viewer, shaped):
    fields = viewer.get(LIST).context["filter_form"].fields
    assert ("recipient" in fields) is ("domain" in fields) is ("recipient" in shaped)
    assert ("message" in fields) is bool({"messageid", "Message_Id"} & shaped)
    page = viewer.get(LIST, {"recipient": "x"})
    if "recipient" not in shaped:
        assert page.status_code == 422
        assert "no column for the recipient" in page.text
        assert page.context["filter_form"]["recipient"].value() == "x"
    else:
        assert page.context["rows"] == []


def test_every_attempt_has_a_page_with_all_its_columns(viewer, shaped):
    for row in viewer.get(LIST).context["rows"]:
        page = viewer.get(reverse("attempt", args=[row.attempt.handle]))
        assert page.status_code == 200
        assert page.context["attempt"].started == row.attempt.started
        assert set(page.context["attempt"].other) <= shaped


def test_files_and_following_have_the_same_rows(viewer, shaped):
    keys = [row.key for row in viewer.get(LIST).context["rows"]]
    assert [row.key for row in viewer.get(reverse("attempt_newest")).context["rows"]] == keys
    lines = b"".join(viewer.get(reverse("attempt_export", args=["csv"])).streaming_content).decode()
    assert lines.count("\r\n") == 1 + len(keys)
    found = json.loads(b"".join(viewer.get(reverse("attempt_export", args=["json"])).streaming_content))
    assert len(found["attempts"]) == len(keys)


def test_the_number_of_questions_does_not_grow_with_the_rows(viewer, shaped, monkeypatch):
    asked = []
    rows = type(connections.vpop3()).rows
    monkeypatch.setattr(type(connections.vpop3()), "rows", lambda self, *args: asked.append(args) or rows(self, *args))

    def pages():
        """Return the queries, without the one for how servers are spelt, which is asked once in a while."""
        return [args for args in asked if "RECURSIVE" not in str(args[0])]

    viewer.get(LIST)
    asked.clear()
    viewer.get(LIST, {"server": "nobody"})
    few = len(pages())
    asked.clear()
    viewer.get(LIST)
    assert len(pages()) == few == 1
