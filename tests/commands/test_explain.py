"""`mxadmin explain` as typed: the JSON for programs, the text for people, and what people paste."""

import importlib
import io
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.smtp.test_corpus import EVERY
from tests.terminal import COMMAND, environment, mxadmin

SCHEMA = json.loads((Path(__file__).parent / "explain.schema.json").read_text())
REPLY = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"


@pytest.fixture
def explain(capsys):
    """Run the command: exit code, stdout, stderr."""

    def run_it(*words):
        command = importlib.import_module("rules.management.commands.explain").Command()
        code = 0
        try:
            command.run_from_argv(["mxadmin", "explain", *words])
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return run_it


def test_the_command_prints_the_meaning_and_what_helps(tmp_path):
    ran = mxadmin("explain", REPLY, folder=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines() == [
        "The server refused for good. The message goes back to its sender.",
        "  550: the mailbox is not available: unknown, not reachable, or refused by policy",
        "  5.1.10: officially: the recipient's domain says by a null MX that it takes no mail",
        "Check the recipient's address; it is misspelt or closed.",
    ]


def test_it_reads_standard_input(tmp_path):
    given = b"421-4.7.30 rate limited because DKIM did not pass\r\n421 4.7.30 f\xfcr example.org - gsmtp\r\n"
    ran = subprocess.run(
        (*COMMAND, "explain", "-", "--json"), input=given, env=environment(tmp_path), capture_output=True, timeout=120
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    told = json.loads(ran.stdout)
    assert (told["code"], told["status"], told["outcome"]) == ("421", "4.7.30", "transient")
    assert told["status_meaning"] == "officially: the message requires TLS, which is not available"
    assert "DKIM" in told["helps"][0]


def test_the_json_is_as_its_schema_says(explain):
    replies = [reply for _, reply in EVERY[::20]] + ["250 2.0.0 Ok", "599 5.9.9 x", "nobody knows", "354 go ahead"]
    for reply in replies:
        code, out, err = explain(reply, "--json")
        assert (code, err) == (0, "")
        jsonschema.validate(json.loads(out), SCHEMA)


@pytest.mark.parametrize("words", [[""], [" \r\n "], ["''"], [], ["550 x", "--jsn"]])
def test_bad_usage_is_one_line_and_exit_code_2(explain, words):
    code, out, err = explain(*words)
    assert (code, out) == (2, "")
    assert err.startswith("mxadmin explain: ")
    assert err.count("\n") == 1


def test_empty_standard_input_is_bad_usage(explain, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n")))
    assert explain("-")[0] == 2


@pytest.mark.parametrize(
    ("words", "code", "status"),
    [
        (["550", "5.1.1", "User", "unknown"], "550", "5.1.1"),
        (["  550 5.1.1 User unknown\n"], "550", "5.1.1"),
        (['"550 5.1.1 User unknown"'], "550", "5.1.1"),
        ([r"220-mx.example ESMTP\n521 5.7.1 Blocked"], "521", "5.7.1"),
        ([r"554-mx.example\r\n554 5.7.1 Blocked\r\n"], "554", "5.7.1"),
        (["host mx.example[192.0.2.7] said: 550 5.1.1 User unknown (in reply to RCPT TO command)"], "550", "5.1.1"),
        (["smtp;452 4.2.2 Mailbox full"], "452", "4.2.2"),
        (["SMTP error from remote mail server after RCPT TO:<a@b.example>: 550 No such user"], "550", None),
        (["#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##rfc822;a@b.example"], "550", "5.1.1"),
        ([r"452 4.3.1 UsedDiskSpace[C:\new folder]"], "452", "4.3.1"),
        (["Connection timed out"], None, None),
        (["4.4.1 no answer: 550 seconds"], None, "4.4.1"),
    ],
)
def test_a_reply_is_read_as_people_paste_it(explain, words, code, status):
    _, out, _ = explain(*words, "--json")
    told = json.loads(out)
    assert (told["code"], told["status"]) == (code, status)
