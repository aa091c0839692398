"""Every page over VPOP3's database in each encoding that Windows' programs use, on both PostgreSQL servers."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import psycopg
import pytest
from django.urls import reverse

from mxadmin.demo.postgres import EmbeddedPostgres
from rules.outqueue.attempts.filters import NO_SERVER
from rules.outqueue.setup_sql import read_only_role_sql
from rules.wiring import connections
from tests.views.attempts.test_three_shapes import PAGES

pytestmark = pytest.mark.django_db

CODECS = {"LATIN9": "iso8859-15", "WIN1252": "cp1252", "WIN1250": "cp1250", "WIN1251": "cp1251"}
LIST = reverse("attempts")

TABLE = b"""
    CREATE SCHEMA outqueue;
    CREATE TABLE outqueue.sendattempts (server text, starttime timestamp, result text, recipient text);
    CREATE INDEX ON outqueue.sendattempts (server, starttime);
"""


BOTH = ("LATIN1", "SQL_ASCII", "WIN1252", "UTF8")


@pytest.fixture(params=["postgres", "debian_postgres"])
def server(request) -> EmbeddedPostgres:
    return request.getfixturevalue(request.param)


@pytest.fixture
def encoded(server, settings, _database_numbers) -> Iterator[Callable[[str], Callable[..., None]]]:
    """Call it with an encoding; what it gives adds an attempt, each text as the bytes that are to be stored."""
    made: list[psycopg.Connection] = []
    names: list[str] = []

    def make(encoding: str) -> Callable[..., None]:
        names.append(f"encoded_{next(_database_numbers)}")
        server.create_database(names[0], encoding=encoding)
        made.append(psycopg.connect(server.url(names[0]), autocommit=True))
        made[0].execute(TABLE)
        made[0].execute(read_only_role_sql(names[0], role=names[0], password="secret").encode())
        settings.VPOP3_DATABASE_URL = server.url(names[0], names[0], "secret")
        made[0].execute(f"SET client_encoding TO {encoding}".encode())
        return add

    def add(name: bytes, result: bytes, recipient: bytes = b"") -> None:
        texts = b", ".join(b"'" + text + b"'" for text in (name, result, recipient))
        made[0].execute(
            b"INSERT INTO outqueue.sendattempts (server, result, recipient, starttime) VALUES (%b, now())" % texts
        )

    yield make
    connections.vpop3().close()
    for owner in made:
        owner.close()
    for name in names:
        server.drop_database(name)


def found(viewer, **wanted) -> int:
    page = viewer.get(LIST, wanted)
    assert page.status_code == 200
    assert page.context["database"].reachable, page.context["database"].sentence
    assert not page.context["filter_form"].errors
    return len(page.context["rows"])


@pytest.mark.parametrize("server", ["postgres"], indirect=True)
@pytest.mark.parametrize("encoding", BOTH)
def test_every_page_works_and_text_is_found_as_it_is_shown(viewer, encoded, encoding):
    name = text_is_found(viewer, encoded, encoding)
    for page in [*PAGES, reverse("server_live", args=[name]), LIST + "?outcome=failed"]:
        answer = viewer.get(page, headers={"hx-request": "true"} if "live" in page else {})
        assert answer.status_code == 200, page
        assert "'s database does not answer" not in answer.text, page


@pytest.mark.parametrize("server", ["postgres"], indirect=True)
@pytest.mark.parametrize("encoding", ["LATIN9", "WIN1250", "WIN1251"])
def test_so_it_is_in_the_encodings_of_other_countries(viewer, encoded, encoding):
    text_is_found(viewer, encoded, encoding)


@pytest.mark.parametrize("server", ["debian_postgres"], indirect=True)
@pytest.mark.parametrize("encoding", BOTH)
def test_so_it_is_on_an_older_server(viewer, encoded, encoding):
    text_is_found(viewer, encoded, encoding)


def text_is_found(viewer, encoded, encoding) -> str:
    """Add three attempts and look for them in every way. Return the name of their server."""
    add, codec = encoded(encoding), CODECS.get(encoding, "latin-1" if encoding == "LATIN1" else "utf-8")
    name, word = ("mx1.почта.example", "привет") if encoding == "WIN1251" else ("mx1.für.example", "grüße")
    for number in range(3):
        add(name.encode(codec), f"450 4.2.0 {word}, try {number}".encode(codec), f"eva.{word}@x.example".encode(codec))
    assert found(viewer, server=name) == found(viewer, server=name.upper() + ".") == 3
    assert found(viewer, words=word) == found(viewer, recipient=f"eva.{word}") == 3
    assert found(viewer, provider=name.partition(".")[2]) == 3
    server = viewer.get(reverse("server", args=[name]))
    assert (server.context["total"], server.context["rule_count"]) == (3, 3)
    [share] = server.context["shares"].replies
    assert (share.kind.count, word in share.kind.text) == (3, True)
    assert name in viewer.get(reverse("new_replies")).text
    return name


@pytest.mark.parametrize("encoding", ["LATIN1", "WIN1252", "SQL_ASCII"])
def test_text_that_the_encoding_cannot_hold_is_found_nowhere(viewer, encoded, encoding):
    encoded(encoding)(b"mx1.example", b"250 ok")
    for field in ("words", "server", "provider", "recipient"):
        assert found(viewer, **{field: "почта…漢"}) == 0
    for page in (reverse("server", args=["почта.example"]), reverse("waiting") + "?q=" + quote("почта.example")):
        assert viewer.get(page).status_code == 200
    assert found(viewer, server=NO_SERVER) == 0


def test_bytes_of_two_programs_in_one_database_are_both_found(viewer, encoded):
    add = encoded("SQL_ASCII")
    for codec in ("utf-8", "latin-1", "latin-1"):
        add("mx1.für.example".encode(codec), "450 viele grüße".encode(codec))
    add(b"mx1.f.example", b"250 gr")
    assert found(viewer, server="mx1.für.example") == found(viewer, words="grüße viele") == 3
    server = viewer.get(reverse("server", args=["mx1.für.example"]))
    assert (server.context["total"], server.context["rule_count"], server.context["recent"].spell.attempts) == (3, 3, 3)
    assert server.context["shares"].total == 3
    overview = viewer.get(reverse("overview"))
    assert [(each.name, each.failures) for each in overview.context["servers"]] == [("mx1.für.example", 3)]


@pytest.mark.parametrize("encoding", BOTH)
def test_a_script_asks_in_the_encoding_of_the_database(encoded, encoding):
    add = encoded(encoding)
    text = "grüße".encode("utf-8" if encoding in {"UTF8", "SQL_ASCII"} else "latin-1")
    add(b"mx1.example", b"450 " + text)
    with connections.opened(connections.usual_resolver()) as world:
        answer = world.query("SELECT result, 'ü' AS own FROM outqueue.sendattempts WHERE result LIKE '%grüße%'")
        assert (answer.error, answer.rows) == (None, (("450 grüße", "ü"),))
        other = world.query("SELECT count(*) FROM outqueue.sendattempts WHERE result = '漢'")
    if encoding in {"UTF8", "SQL_ASCII"}:
        assert other.rows == (("0",),)
    else:
        assert other.error == "The database's encoding has no '漢'."
