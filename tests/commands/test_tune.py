"""`mxadmin tune` as typed: what it prints, its exit codes, and one line for everything that is wrong."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import jsonschema
import psycopg
import pytest

from rules.lua.cancellation import Cancellation
from rules.management.commands.tune import Command
from rules.models import Revision, Script
from rules.outqueue.setup_sql import read_only_role_sql
from rules.replay.replay import replay
from rules.replay.request import ReplayRequest, Text
from rules.services import publishing
from rules.wiring import connections, histories
from tests.replay.rule_texts import VENDOR

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(__file__).parent.parent / "tuning" / "tune.schema.json").read_text())
NOW = datetime.now(UTC).replace(microsecond=0)
QUEUE = """
    INSERT INTO outqueue.sendattempts
    SELECT 'mx' || day %% 7 || '.slow.example', %(start)s + day * interval '6 hours' + n * interval '2 minutes',
        CASE WHEN n < 15 THEN '450 4.2.1 later' ELSE '250 ok' END
    FROM generate_series(0, 50) day, generate_series(0, 22) n
    UNION ALL
    SELECT 'mx1.fast.example', %(start)s + n * interval '31 minutes',
        CASE n %% 5 WHEN 0 THEN '421 busy' ELSE '250 ok' END
    FROM generate_series(0, 560) n
"""


@pytest.fixture(scope="module")
def queue_url(postgres, databases):
    """Twelve days in which servers are in trouble for half an hour, again and again."""
    name = databases(postgres).take()
    url = postgres.url(name)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text)")
        owner.execute(QUEUE, {"start": NOW - timedelta(days=13)})
        role = f"tuner_{owner.info.dbname}"
        owner.execute(read_only_role_sql(owner.info.dbname, role=role, password="secret").encode())
        yield f"postgresql://{role}:secret@{owner.info.host}:{owner.info.port}/{owner.info.dbname}"
    databases(postgres).give_back(name)


@pytest.fixture
def tune(queue_url, settings, tmp_path, capsys, monkeypatch):
    """Runs the command in a folder with some scripts: exit code, stdout, stderr."""
    settings.VPOP3_DATABASE_URL = queue_url
    monkeypatch.chdir(tmp_path)
    texts = {
        "vendor": VENDOR,
        "broken": b"function CheckServer(",
        "none": b"function CheckServer() end",
        "many": b"local a, b, t = 1, 2, {3}\nlocal VERSION, s = 8, ('x'):rep(3, '9')\nreturn t[1]",
        "least": b"local least = 2\nif least < 1 then error('too small') end\n"
                 b"function CheckServer(d, server) return #server > least, 5 end",
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / f"{name}.lua").write_bytes(text)

    def run_it(*words):
        code = 0
        try:
            Command().run_from_argv(["mxadmin", "tune", *words])
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    yield run_it
    connections.vpop3().close()


def test_json_is_one_object_of_the_documented_form(tune, live):
    code, out, err = tune(
        "--script", "vendor.lua", "--vary", "7=0..20:2", "--vary", "8=5,10", "--since", "20d", "--json"
    )
    assert (code, err) == (0, "")
    result = json.loads(out)
    jsonschema.validate(result, SCHEMA)
    values = [point["values"] for point in result["points"]]
    assert values == [[limit, hold] for limit in range(0, 21, 2) for hold in (5, 10)]
    assert result["present"]["values"] == [2, 10]
    assert result["live"]["values"] == [4, 10]
    assert result["live"] == next(point for point in result["points"] if point["values"] == [4, 10])
    assert [literal["name"] for literal in result["literals"]] == ["compared with cnt", "hold minutes"]


def test_a_point_has_the_scores_of_a_replay_of_that_text(tune):
    _, out, _ = tune("--script", "vendor.lua", "--vary", "7=4", "--vary", "5=30", "--since", "20d", "--json")
    result = json.loads(out)
    [point] = result["points"]
    text = VENDOR.replace(b"> 2", b"> 4").replace(b"-15 MIN", b"-30 MIN")
    since, until = datetime.fromisoformat(result["split"]), datetime.fromisoformat(result["window"]["until"])
    request = ReplayRequest(text=Text(source=text), since=since, until=until)
    cancellation = Cancellation()
    with histories.opened(request, cancellation) as world, connections.mass_sandbox() as sandbox:
        *_, last = replay(request, world.history, world.past, sandbox, cancellation)
    replayed = last.result()
    assert replayed.attempts == result["test_attempts"] > 300
    assert point["test"]["avoided"] == replayed.score.useful > 50
    for name in ("harm_minutes", "precision", "recall"):
        assert point["test"][name] == getattr(replayed.score, name)


def test_text_shows_a_table_with_what_is_efficient_and_present(tune):
    code, out, err = tune("--script", "vendor.lua", "--vary", "7=0,2,5", "--since", "20d")
    assert (code, err) == (0, "")
    assert out.startswith("Varied: line 7, column 33, compared with cnt, 2 in this text.")
    rows = {line.split()[0]: line for line in out.splitlines() if line[:1].isdigit() and "attempts" not in line}
    assert set(rows) >= {"0", "2", "5"}
    assert rows["2"].endswith("present")
    assert "drawn again 1,000 times" in out


def test_without_a_choice_the_most_promising_literal_is_tuned(tune):
    code, out, _ = tune("--script", "vendor.lua", "--since", "20d")
    assert code == 0
    assert out.startswith("Literals that can be varied, with the values")
    assert "  starttime > CURRENT_TIMESTAMP + '-15 MINUTES', 15 minutes\n      --vary 5:65=" in out
    assert "Varied: line 7, column 33, compared with cnt, 2 in this text, values suggested by the history." in out


def test_values_with_which_the_script_fails_have_a_point_with_the_error(tune):
    code, out, _ = tune("--script", "least.lua", "--vary", "1=0..3", "--since", "20d", "--json")
    assert code == 0
    points = {point["values"][0]: point for point in json.loads(out)["points"]}
    assert points[0]["error"] == "line 2: too small"
    assert points[0]["test"]["errors"] > 300
    assert not points[0]["efficient"]
    assert points[2]["error"] == ""


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("vendor.lua", "--vary", "99=1..3"), "There is no literal on line 99."),
        (("vendor.lua", "--vary", "7:1=1..3"), "There is no literal on line 7, column 1."),
        (("vendor.lua", "--vary", "7:23=1..3"), "1 on line 7 cannot be varied. It is the index of an element."),
        (("vendor.lua", "--vary", "5:100=1"), "4 on line 5 cannot be varied. It is inside a text."),
        (("many.lua", "--vary", "1=1..3"), "Line 1 has 3 literals that can be varied: 1 in column 17 (a), 2 in"),
        (("many.lua", "--vary", "2=1..3"), "8 (column 20): It is a version number."),
        (("many.lua", "--vary", "3=1"), "1 on line 3 cannot be varied. It is the index of an element."),
        (("vendor.lua", "--vary", "seven=1"), "What to vary is written LINE[:COLUMN]=A..B[:STEP]"),
        (("vendor.lua", "--vary", "7=few"), "Values are written A..B, A..B:STEP or A,B,C, not 'few'."),
        (("vendor.lua", "--vary", "7=5..1"), "The range ends before it begins: 5..1."),
        (("vendor.lua", "--vary", "7=0..20:1"), "0..20:1 are 21 values. At most 15 are tried."),
        (("vendor.lua", "--vary", "7=0..20:0"), "The step of a range is more than zero, not 0."),
        (("vendor.lua", "--vary", "5=-1,2"), "A length of time in SQL cannot be negative."),
        (("vendor.lua", "--vary", "7=1,2", "--vary", "7=3"), "The same literal is varied twice."),
        (("vendor.lua", *["--vary", "7=1"] * 3), "One or two literals can be varied together, not 3."),
        (("vendor.lua", "--vary", "7=1,2", "--since", "90m"), "There is no attempt in this time"),
        (("vendor.lua", "--vary", "7=1,2", "--since", "20d", "--until", "303h"), "too short to be split: "),
        (("broken.lua",), "This text has no number that can be varied."),
        (("none.lua",), "This text has no number that can be varied."),
    ],
)  # fmt: skip
def test_whatever_is_wrong_is_said_in_one_line(tune, words, complaint):
    code, out, err = tune("--script", *words)
    assert (code, out) == (2, "")
    assert err.startswith("mxadmin tune: ")
    assert complaint in err
    assert err.count("\n") == 1


@pytest.fixture
def live():
    """The vendor's example with another limit is live."""
    source = VENDOR.replace(b"> 2", b"> 4")
    script = Script.objects.create(name="mxserverrules.lua")
    digest = sha256(source).hexdigest()
    revision = Revision.objects.create(script=script, number=1, source=source, sha256=digest, author_name="ann")
    publishing.publish(script=script, revision=revision, sha256=digest, actor=None)
