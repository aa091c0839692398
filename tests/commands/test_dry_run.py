"""`mxadmin dry-run` as typed: exit codes, the one line for bad words, the JSON on stdout."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.dns_server import DnsServer

SCHEMA = json.loads((Path(__file__).parent.parent / "dryrun" / "dry_run.schema.json").read_text())
ZONE = """
bigmail.example. 300 IN MX 10 mx1.bigmail.example.
mx1.bigmail.example. 300 IN A 192.0.2.1
xn--bcher-kva.example. 300 IN MX 10 mx1.bigmail.example.
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "hold.lua").write_text("function CheckServer()\n  return false, 5\nend\n")
    (tmp_path / "broken.lua").write_text("function CheckServer(\n")
    (tmp_path / "test.zone").write_text(ZONE)
    (tmp_path / "bad.zone").write_text("good.example. IN A 192.0.2.1\nbad line here\n")
    (tmp_path / "latin.zone").write_bytes(b"caf\xe9.example. IN A 192.0.2.1\n")
    return tmp_path


@pytest.fixture
def dry_run(files, capsys, monkeypatch):
    """Run the command in a folder with the files above: exit code, stdout, stderr."""
    monkeypatch.chdir(files)

    def run_it(*words):
        command = importlib.import_module("rules.management.commands.dry-run").Command()
        code = 0
        try:
            command.run_from_argv(["mxadmin", "dry-run", *words])
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return run_it


def test_a_decision_is_printed_with_its_trace(dry_run):
    code, out, err = dry_run("bigmail.example", "--script", "hold.lua", "--zone", "test.zone")
    assert (code, err) == (0, "")
    assert "Held for 5 minutes: CheckServer refused the only server, mx1.bigmail.example." in out
    assert 'called with domain = "bigmail.example", mxserver = "mx1.bigmail.example", numRetries = 0' in out
    assert "bigmail.example 300 MX 10 mx1.bigmail.example." in out


@pytest.mark.parametrize(
    "domain", ["bigmail.example", "Someone@BIGMAIL.example", "bücher.example", '"Smith, Bob" <bob@bigmail.example>']
)
def test_json_is_one_object_of_the_documented_form(dry_run, domain):
    code, out, err = dry_run(domain, "--script", "hold.lua", "--zone", "test.zone", "--json")
    assert (code, err) == (0, "")
    report = json.loads(out)
    jsonschema.validate(report, SCHEMA)
    assert report["decision"]["kind"] == "hold"
    assert report["decision"]["hold_minutes"] == 5


def test_every_input_reaches_the_script(dry_run, files):
    (files / "show.lua").write_text(
        "function CheckServer(d, m, retries, size) print(retries, size, ConnectionId, ConnectionName) end"
    )
    inputs = ["--retries", "4", "--size", "12MB", "--connection-id", "7", "--connection-name", "Fast"]
    _, out, _ = dry_run("bigmail.example", "--script", "show.lua", "--zone", "test.zone", "--json", *inputs)
    assert json.loads(out)["print"] == ["4\t12582912\t7\tFast"]


def test_a_version_and_an_assumption_can_be_chosen(dry_run):
    words = ["bigmail.example", "--script", "hold.lua", "--zone", "test.zone", "--json"]
    _, out, _ = dry_run(*words, "--vpop3", "8.7")
    assert json.loads(out)["decision"]["kind"] == "fail"
    _, out, _ = dry_run(*words, "--assume", "lua_state=per_hook")
    assert json.loads(out)["decision"]["kind"] == "hold"


def test_equals_come_in_an_order_that_each_run_draws_and_a_seed_repeats(dry_run, files):
    equals = "".join(f"equal.example. MX 10 mx{n}.equal.example.\n" for n in range(6))
    (files / "equal.zone").write_text(f"{equals}*.equal.example. A 192.0.2.1\n")

    def ran(*words):
        report = json.loads(
            dry_run("equal.example", "--script", "hold.lua", "--zone", "equal.zone", "--json", *words)[1]
        )
        step = next(step for step in report["trace"] if step["step"] == "mx")
        return report["ledger"]["seed"], tuple(server["exchange"] for server in step["servers"])

    drawn = [ran() for _ in range(4)]
    assert len({seed for seed, _ in drawn}) == 4
    assert len({order for _, order in drawn}) > 1
    assert all(ran("--seed", str(seed)) == (seed, order) for seed, order in drawn[:2])


def test_a_zone_without_origin_is_refused_with_the_domain_as_one(dry_run, files):
    (files / "relative.zone").write_text("@ IN MX 10 mail\nmail IN A 192.0.2.1\n")
    code, _, err = dry_run("bob@bigmail.example", "--script", "hold.lua", "--zone", "relative.zone")
    assert code == 2
    assert "relative.zone, line 1: “@” is the origin" in err
    assert "write “$ORIGIN bigmail.example.” as the first line (RFC 1035 §5.1)." in err


@pytest.mark.parametrize(("rcode", "kind"), [("NXDOMAIN", "fail"), ("SERVFAIL", "defer"), ("REFUSED", "defer")])
def test_a_resolver_without_internet_access_is_named_before_what_it_does_not_find(dry_run, settings, rcode, kind):
    settings.ZONE_FILES = ()
    with DnsServer("nothing.test. A 192.0.2.1") as server:
        for name in (".", "gmail.example"):
            server.misbehave(name, rcode=rcode)
        settings.DNS_SERVER = str(server.endpoint)
        _, out, _ = dry_run("gmail.example", "--script", "hold.lua", "--dns", "live", "--json")
    decision = json.loads(out)["decision"]
    assert decision["kind"] == kind
    assert decision["sentence"].startswith("This DNS resolver has no Internet access")
    assert decision["warnings"][0] in decision["sentence"]


def test_an_absence_that_a_zones_own_soa_confirms_is_believed(dry_run, settings):
    settings.ZONE_FILES = ()
    with DnsServer("gmail.example. SOA ns.gmail.example. root.gmail.example. 1 2 3 4 5") as server:
        server.misbehave(".", rcode="NXDOMAIN")
        settings.DNS_SERVER = str(server.endpoint)
        _, out, _ = dry_run("no.gmail.example", "--script", "hold.lua", "--dns", "live", "--json")
    assert json.loads(out)["decision"]["sentence"] == (
        "Fails, the message bounces: no.gmail.example has no MX and no address records."
    )


def test_text_of_others_cannot_command_the_terminal(dry_run, files):
    (files / "loud.lua").write_text('function CheckServer() print("\\27[2Jcleared") error("\\27[31mred") end')
    code, out, _ = dry_run("bigmail.example", "--script", "loud.lua", "--zone", "test.zone")
    assert code == 1
    assert "\x1b" not in out
    assert "print on line 1: \N{REPLACEMENT CHARACTER}[2Jcleared" in out


def test_a_script_that_fails_is_exit_code_1_with_the_default_decision_and_the_error(dry_run):
    code, out, _ = dry_run("bigmail.example", "--script", "broken.lua", "--zone", "test.zone", "--json")
    report = json.loads(out)
    assert code == 1
    assert report["decision"]["kind"] == "send"
    assert report["errors"][0]["message"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "required: DOMAIN"),
        ([""], "Enter a domain"),
        (["[1.2.3.4]"], "is an address"),
        (["a..b"], "empty part"),
        (["x" * 300 + ".example"], "too long"),
        (["bigmail.example", "--retries", "-1"], "cannot be negative"),
        (["bob@x.example, eva@y.example"], "This names 2 destinations (x.example, y.example)"),
        (["bigmail.example", "--seed", "-1"], "A seed is a whole number from 0"),
        (["bigmail.example", "--seed", "soon"], "--seed"),
        (["bigmail.example", "--retries", "two"], "--retries"),
        (["bigmail.example", "--size", "12 parsecs"], "'12 parsecs' is not a size"),
        (["bigmail.example", "--vpop3", "eight"], "is not a VPOP3 version"),
        (["bigmail.example", "--assume", "nonsense"], "NAME=OPTION"),
        (["bigmail.example", "--assume", "nonsense=1"], "There is no assumption"),
        (["bigmail.example", "--script", "missing.lua"], "missing.lua cannot be read"),
        (["bigmail.example", "--zone", "missing.zone"], "missing.zone cannot be read"),
        (["bigmail.example", "--zone", "latin.zone"], "is not UTF-8 text"),
        (["bigmail.example", "--zone", "bad.zone"], "line 2"),
        (["bigmail.example", "--dns", "not a server"], "not a server"),
        (["bigmail.example", "--dns", "127.0.0.1", "--zone", "test.zone"], "not allowed with"),
        (["bigmail.example", "--script", "hold.lua", "--revision", "1"], "not allowed with"),
        (["bigmail.example", "--nonsense"], "--nonsense"),
    ],
)
def test_bad_words_are_one_line_on_stderr_and_exit_code_2(dry_run, words, told):
    if "--script" not in words and "--revision" not in words:
        words = [*words, "--script", "hold.lua"]
    code, out, err = dry_run(*words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert told in err


@pytest.mark.django_db
def test_without_any_revision_it_says_what_to_do(dry_run):
    code, out, err = dry_run("bigmail.example", "--zone", "test.zone")
    assert (code, out) == (2, "")
    assert "--script" in err


def test_the_real_command_needs_no_database_for_a_file(files):
    words = ["dry-run", "bigmail.example", "--script", "hold.lua", "--zone", "test.zone", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", "from mxadmin.cli import main; main()", *words],
        cwd=files,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    assert json.loads(done.stdout)["decision"]["hold_minutes"] == 5
