"""The URL of VPOP3's database: read, named, and never shown with its password."""

import traceback

import pytest
from psycopg.conninfo import conninfo_to_dict

from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.connection.target import Target

URL = "postgresql://mxadmin:p%40ss%2Fw0rd@192.0.2.1:5433/vpop3"


def test_it_is_named_by_database_and_address():
    assert str(Target.parse(URL)) == "VPOP3's database vpop3 at 192.0.2.1:5433"
    assert str(Target.parse("postgresql://a@[2001:db8::1]/x")) == "VPOP3's database x at [2001:db8::1]:5432"
    assert str(Target.parse("dbname=vpop3 user=a")) == "VPOP3's database vpop3 at the local socket:5432"


@pytest.mark.parametrize("show", [str, repr, lambda target: f"{target}"])
def test_its_password_is_in_no_text_of_it(show):
    assert "p@ss" not in show(Target.parse(URL))
    assert "p@ss" not in show(Vpop3Database(URL))


def test_the_password_is_taken_out_of_words_of_others_however_it_is_written():
    target = Target.parse(URL)
    text = "failed: p@ss/w0rd, p%40ss/w0rd and p%40ss%2Fw0rd"
    assert target.without_password(text) == "failed: [password], [password] and [password]"
    assert Target.parse("postgresql://a:a@h/x").without_password("a database") == "[password] database"
    assert Target.parse("postgresql://a@h/x").without_password("a database") == "a database"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://a:secret@h:x:y/z?foo=bar",
        "secret",
        "postgresql://a:sec ret@h/x",
        "mysql://a:secret@h",
        "postgresql://a:secret/b@h/x",
        "postgresql://a:12/secret@h/x",
    ],
)
def test_a_url_that_cannot_be_read_is_a_sentence_without_it(url):
    with pytest.raises(ValueError, match="MXADMIN_VPOP3_DATABASE_URL cannot be read") as told:
        Vpop3Database(url)
    assert "secret" not in "".join(traceback.format_exception(told.value))


def test_every_session_begins_read_only_and_keeps_configured_options():
    text = Target.parse(f"{URL}?options=-c%20work_mem%3D8MB&sslmode=require").conninfo(
        application_name="mxadmin", connect_timeout=1.0, statement_timeout=5.0
    )
    found = conninfo_to_dict(text)
    assert found["options"].startswith("-c work_mem=8MB -c default_transaction_read_only=on")
    assert "-c statement_timeout=5000" in found["options"]
    assert (int(found["connect_timeout"]), found["sslmode"], found["password"]) == (2, "require", "p@ss/w0rd")
