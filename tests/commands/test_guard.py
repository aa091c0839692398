"""`mxadmin guard` as typed: what it prints, its exit codes, and one line for everything that is wrong."""

import json
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from rules.management.commands.guard import Command
from rules.outqueue.setup_sql import read_only_role_sql
from rules.wiring import connections
from tests.guard.rule_texts import FINE, LATEST, REFUSES_ALL

pytestmark = pytest.mark.django_db
QUEUE = """
    INSERT INTO outqueue.sendattempts
    SELECT 'mx1.slow.example', %(now)s - n * interval '1 minute', '450 4.2.1 later' FROM generate_series(1, 30) n
    UNION ALL SELECT 'mx1.fast.example', %(now)s - n * interval '5 minutes', '250 ok' FROM generate_series(1, 60) n
"""


@pytest.fixture
def vpop3(fresh_database, settings):
    url = fresh_database()
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text)")
        owner.execute(QUEUE, {"now": datetime.now(UTC) - timedelta(minutes=5)})
        role = f"guard_{owner.info.dbname}"
        owner.execute(read_only_role_sql(owner.info.dbname, role=role, password="secret").encode())
        host, port = owner.info.host, owner.info.port
        settings.VPOP3_DATABASE_URL = f"postgresql://{role}:secret@{host}:{port}/{owner.info.dbname}"
        yield owner
        connections.vpop3().close()


@pytest.fixture
def guard(tmp_path, capsys, monkeypatch):
    """Runs the command in a folder with some scripts: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    texts = {"latest": LATEST, "fine": FINE["vendor"], "all": REFUSES_ALL, "broken": b"function CheckServer("}
    for name, text in texts.items():
        (tmp_path / f"{name}.lua").write_bytes(text)

    def run_it(*words):
        code = 0
        try:
            Command().run_from_argv(["mxadmin", "guard", *words])
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return run_it


def test_a_black_hole_is_named(vpop3, guard):
    code, out, _ = guard("--script", "latest.lua")
    assert code == 1
    assert out.startswith("1 server would stay shut and more mail would be lost than with the live text")
    assert "mx1.slow.example  now, by line " in out


def test_the_json_has_it_with_the_attempts_that_keep_it_shut(vpop3, guard):
    code, out, _ = guard("--script", "latest.lua", "--json")
    assert code == 1
    told = json.loads(out)
    [hole] = told["black_holes"]
    assert (hole["server"], [row["result"] for row in hole["rows"]]) == ("mx1.slow.example", ["450 4.2.1 later"])
    assert (told["passed"], told["loops"], told["settings"]["give_up_days"]) == (False, [], 3)


def test_a_rule_that_lets_go_passes(vpop3, guard):
    code, out, _ = guard("--script", "fine.lua")
    assert code == 0, out
    assert out.startswith("Every server that the text refuses is let through again in time.")


def test_a_text_that_refuses_everybody_is_answered_first(vpop3, guard):
    code, out, _ = guard("--script", "all.lua")
    assert code == 1
    assert out.startswith("The text refuses every server, now and for the next 7 days: 2 servers.")


@pytest.mark.parametrize(("option", "lives"), [((), "36 hours"), (("--give-up", "5"), "5 days")])
def test_how_long_mail_lives_is_a_setting_and_an_option(option, lives, vpop3, guard, settings):
    settings.GIVE_UP_DAYS = 1.5
    assert f"A message lives for {lives}" in guard("--script", "fine.lua", *option)[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--script", "no.lua"], "no.lua"),
        (["--script", "broken.lua"], "The text does not load: line 1: "),
        (["--revision", "7"], "revision"),
        (["--script", "fine.lua", "--since", "yesterday"], "'yesterday' is not a time"),
        (["--script", "fine.lua", "--give-up", "0"], "VPOP3 gives up after 0.01 to 60 days, not 0."),
        (["--script", "fine.lua", "--give-up", "nan"], "VPOP3 gives up after 0.01 to 60 days, not nan."),
        (["--script", "fine.lua", "--retry", "0"], "A message is tried again after 1 to 1,440 minutes, not 0."),
        (["--script", "fine.lua", "--seconds", "inf"], "A guard takes 1 to 3,600 seconds, not inf."),
        (["--script", "fine.lua", "--seconds", "soon"], "invalid float value"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_code_2(words, said, vpop3, guard):
    code, out, err = guard(*words)
    assert (code, out) == (2, "")
    assert err.startswith("mxadmin guard: ")
    assert err.count("\n") == 1
    assert said in err


def test_without_a_database_it_says_how_to_connect_one(guard, settings):
    settings.VPOP3_DATABASE_URL = ""
    code, _, err = guard("--script", "fine.lua")
    assert code == 2
    assert "MXADMIN_VPOP3_DATABASE_URL" in err
