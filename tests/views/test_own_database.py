"""mxadmin's own database read only or full: reading goes on, and what was typed comes back."""

import pytest
from django.db import connection
from django.urls import reverse

from rules.models.script_name import ROUTING_SCRIPT
from tests.scripts import ALLOW, script_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def read_only(db):
    """SQLite's own refusal, as on a disk that is mounted read only."""
    yield lambda: connection.cursor().execute("PRAGMA query_only = 1")
    connection.cursor().execute("PRAGMA query_only = 0")


@pytest.fixture
def full(db):
    """No page more than there are."""

    def make():
        [(pages,)] = connection.cursor().execute("PRAGMA page_count").fetchall()
        connection.cursor().execute(f"PRAGMA max_page_count = {pages}")

    yield make
    connection.cursor().execute("PRAGMA max_page_count = 1000000")


@pytest.fixture
def writer(editor):
    editor.raise_request_exception = False
    script_with(ALLOW)
    return editor


def kept(client, text: str):
    return client.post(
        reverse("revision_save", args=[ROUTING_SCRIPT]),
        {"source": text, "parent": "1", "message": "why I did it"},
        headers={"referer": "http://testserver/"},
    )


@pytest.mark.parametrize(("fault", "words"), [("read_only", "cannot be written"), ("full", "is full")])
def test_reading_goes_on_and_what_was_typed_comes_back(writer, request, fault, words):
    request.getfixturevalue(fault)()
    for page in ("home", "attempts", "script_list"):
        assert writer.get(reverse(page)).status_code == 200
    text = "-- " + "typed by hand <&> " * 10_000
    page = kept(writer, text)
    assert page.status_code == 503, page.text[:3000]
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert words in page.text
    assert "MXADMIN_" in page.text
    assert "typed by hand &lt;&amp;&gt; " * 10_000 in page.text
    assert "why I did it" in page.text
