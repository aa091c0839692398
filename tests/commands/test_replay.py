"""`mxadmin replay` as typed: what it prints, its exit codes, its files, and one line for everything that is wrong."""

import csv
import io
import json
import os
import signal
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import jsonschema
import psycopg
import pytest

from rules.management.commands.replay import Command
from rules.models import Revision, Script
from rules.outqueue.setup_sql import read_only_role_sql
from rules.services import publishing
from rules.wiring import connections
from tests.replay.rule_texts import VENDOR

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(__file__).parent.parent / "replay" / "replay.schema.json").read_text())
NOW = datetime.now(UTC).replace(microsecond=0)
QUEUE = """
    INSERT INTO outqueue.sendattempts
    SELECT 'mx1.slow.example', %(day)s + n * interval '1 minute', '450 4.2.1 later' FROM generate_series(0, 119) n
    UNION ALL SELECT 'mx1.slow.example', %(day)s + n * interval '1 minute', '250 ok' FROM generate_series(120, 125) n
    UNION ALL SELECT 'mx1.fast.example', %(day)s + n * interval '5 minutes', '250 ok' FROM generate_series(0, 59) n
    UNION ALL VALUES (NULL, %(day)s, '250 ok'), ('mx1.fast.example', NULL, '250'),
        ('mx1.fast.example', now() + interval '1 day', '250')
"""


@pytest.fixture
def vpop3(fresh_database, settings):
    """A queue in which mx1 was in trouble for two hours, a day ago."""
    url = fresh_database()
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text)")
        owner.execute(QUEUE, {"day": NOW - timedelta(days=1)})
        role = f"replayer_{owner.info.dbname}"
        owner.execute(read_only_role_sql(owner.info.dbname, role=role, password="secret").encode())
        host, port = owner.info.host, owner.info.port
        settings.VPOP3_DATABASE_URL = f"postgresql://{role}:secret@{host}:{port}/{owner.info.dbname}"
        yield owner
        connections.vpop3().close()


@pytest.fixture
def replay(tmp_path, capsys, monkeypatch):
    """Runs the command in a folder with some scripts: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vendor.lua").write_bytes(VENDOR)
    (tmp_path / "always.lua").write_text("function CheckServer() return false, 5 end")
    (tmp_path / "broken.lua").write_text("function CheckServer(")
    (tmp_path / "fails.lua").write_text(
        "function CheckServer(d, server) if server:find('fast') then error('no') end end"
    )
    (tmp_path / "slow.lua").write_text("function CheckServer() local n = os.clock() while true do end end")

    def run_it(*words):
        code = 0
        try:
            Command().run_from_argv(["mxadmin", "replay", *words])
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return run_it


@pytest.fixture
def live(monkeypatch):
    """Two publications: a text that would have refused all went live before the first attempt, another one two
    hours later."""
    script = Script.objects.create(name="mxserverrules.lua")
    texts = (b"function CheckServer() return false end", b"function CheckServer() end")
    for number, (source, hours) in enumerate(zip(texts, (25, 23), strict=True), 1):
        digest = sha256(source).hexdigest()
        revision = Revision.objects.create(
            script=script, number=number, source=source, sha256=digest, author_name="ann"
        )
        with monkeypatch.context() as patch:
            patch.setattr("django.utils.timezone.now", lambda at=NOW - timedelta(hours=hours): at)
            publishing.publish(script=script, revision=revision, sha256=digest, actor=None)


def test_a_text_is_scored_by_what_happened(vpop3, replay):
    code, out, err = replay("--script", "vendor.lua")
    assert (code, err) == (0, "")
    headline = out.split("\n")[0]
    assert headline == (
        "Over 7 days this text would have avoided 117 of 120 transient failures (98 %) in 1 refusal episode, and "
        "delayed 6 accepted messages by at most 10 minutes each."
    )
    assert "186 attempts; not replayed: 1 no server, 1 no start, 1 future." in out
    assert "slow.example" in out
    assert "--retries N" in out


def test_json_is_one_object_of_the_documented_form(vpop3, replay, live):
    code, out, err = replay("--script", "vendor.lua", "--json")
    assert (code, err) == (0, "")
    result = json.loads(out)
    jsonschema.validate(result, SCHEMA)
    assert result["attempts"] == 186
    assert result["verdicts"]["turned_away"] == 123
    assert result["episodes"] == {"count": 1, "transient": 120, "avoided": 117, "delayed": 6}
    assert result["against_name"] == "live"
    assert result["against_result"]["verdicts"]["allowed"] == 186
    agreement = result["agreement"]
    under_the_second = 126 - 60 + 48
    assert (agreement["checked"], agreement["allowed"]) == (186, under_the_second)
    assert {row["verdict"] for row in agreement["disagreeing"]} == {"turned_away"}
    parts = [
        (each["name"], round(each["live_s"] / 3600), each["checked"], each["allowed"]) for each in agreement["texts"]
    ]
    refused = 186 - under_the_second
    assert parts == [("Revision 1", 2, refused, 0), ("Revision 2", 23, under_the_second, under_the_second)]
    assert {row["live"] for row in agreement["disagreeing"]} == {"Revision 1"}


def test_rows_are_written_as_csv(vpop3, replay, tmp_path):
    code, _, _ = replay("--script", "vendor.lua", "--against", "always.lua", "--rows", "rows.csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "rows.csv").read_text())))
    assert len(rows) == 186
    assert list(rows[0]) == ["starttime", "server", "result", "outcome", "verdict", "minutes", "label",
                             "against_verdict", "against_minutes", "against_label"]  # fmt: skip
    last = rows[125]
    assert {name: last[name] for name in ("outcome", "verdict", "minutes", "label", "against_verdict", "against_label")}
    assert {row["against_verdict"] for row in rows} == {"turned_away"}
    assert {row["label"] for row in rows} == {"useful", "harmful", "missed_first", "missed_avoidable", "right_pass"}


@pytest.mark.parametrize(
    ("words", "attempts"),
    [
        (("--server", "MX1.Fast.Example."), 60),
        (("--provider", "slow.example"), 126),
        (("--provider", "slow.example", "--server", "mx1.fast.example"), 186),
        (("--server", "mx9.nowhere.example"), 0),
        (("--since", "12h"), 0),
        (
            ("--since", (NOW - timedelta(days=1)).isoformat(), "--until", (NOW - timedelta(hours=23)).isoformat()),
            61 + 13,
        ),
    ],
)
def test_only_what_was_asked_for_is_replayed(vpop3, replay, words, attempts):
    code, out, _ = replay("--script", "vendor.lua", "--json", *words)
    assert (code, json.loads(out)["attempts"]) == (0, attempts)


def test_what_is_not_recorded_is_assumed_and_can_be_set(vpop3, replay):
    _, out, _ = replay("--script", "always.lua", "--json", "--retries", "2", "--size", "1MB", "--domain", "a.example",
                       "--assume", "names=trailing_dot", "--lag", "2", "--vpop3", "8.5")  # fmt: skip
    result = json.loads(out)
    assumed = {each["name"]: each["option"] for each in result["assumed"]}
    assert (
        assumed | {"retries": "2", "size": "1048576", "domain": "a.example", "lag": "2", "names": "trailing_dot"}
        == assumed
    )
    assert result["refusals_without_minutes"] == 186  # VPOP3 8.5 knows no minutes


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("fails.lua", "The script failed at 60 of 186 attempts. The most frequent error: line 1: no"),
        ("broken.lua", "The script failed at 186 of 186 attempts. The most frequent error: line 1: "),
    ],
)
def test_errors_of_the_script_come_first_and_are_told_by_the_exit_code(vpop3, replay, name, first):
    code, out, err = replay("--script", name)
    assert (code, err) == (1, "")
    assert out.startswith(first)
    assert "Errors of the script:" in out
    assert "Traceback" not in out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--since", "tomorrow"), "'tomorrow' is not a time"),
        (("--since", "1d", "--until", "2d"), "The range is empty"),
        (("--since", "2999-01-01"), "The year 2999"),
        (("--since", "2199-01-01"), "is not before now"),
        (("--lag", "-1"), "The lag is from 0 to 86,400 seconds"),
        (("--lag", "nan"), "The lag is from 0"),
        (("--lag", "soon"), "invalid float value"),
        (("--retries", "-1"), "Retries cannot be negative"),
        (("--size", "big"), "is not a size"),
        (("--domain", "not a domain"), "--domain not a domain: “not a domain” contains a space"),
        (("--provider", "a..b"), "--provider a..b: “a..b” has an empty part"),
        (("--server", "."), "wants the name of a mail server"),
        (("--vpop3", "new"), "is not a VPOP3 version"),
        (("--assume", "names"), "wants NAME=OPTION"),
        (("--assume", "names=odd"), "cannot be 'odd'"),
        (("--against", "nowhere.lua"), "cannot be read"),
        (("--against", "7"), "There is no revision 7"),
        (("--against", "live"), "No revision is live yet"),
        (("--rows", "nowhere/rows.csv"), "cannot be written"),
        (("--revision", "3"), "Argument --revision: not allowed with argument --script"),
    ],
)
def test_bad_words_are_one_line_and_exit_code_2(vpop3, replay, words, complaint):
    code, out, err = replay("--script", "vendor.lua", *words)
    assert (code, out) == (2, "")
    assert complaint in err
    assert err.count("\n") == 1


def test_without_a_live_revision_a_text_must_be_named(vpop3, replay):
    code, out, err = replay()
    assert (code, out) == (2, "")
    assert err.startswith("mxadmin replay: No revision is live yet of mxserverrules.lua: name a file with --script")


def test_a_database_that_is_not_there_is_one_line(replay, settings):
    settings.VPOP3_DATABASE_URL = "postgresql://nobody@127.0.0.1:1/none"
    code, out, err = replay("--script", "vendor.lua")
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_ctrl_c_prints_what_there_is(vpop3, replay, monkeypatch):
    import rules.management.commands.replay as module

    replayed = module.replay

    def interrupted(*arguments, **options):
        steps = replayed(*arguments, **options)
        yield next(steps)
        os.kill(os.getpid(), signal.SIGINT)
        yield from steps

    monkeypatch.setattr(module, "replay", interrupted)
    before = signal.getsignal(signal.SIGINT)
    code, out, err = replay("--script", "vendor.lua", "--json")
    assert signal.getsignal(signal.SIGINT) is before
    assert (code, err) == (1, "")
    result = json.loads(out)
    assert result["partial"] is True
    assert result["partial_reason"].startswith("It was cancelled at")
