"""`mxadmin test` and `mxadmin scenario` as typed: kept scenarios go to a file and back, and guard a script."""

import importlib
import io
import sys
from xml.etree import ElementTree

import pytest
import yaml

from rules.models import AuditEntry, Scenario
from rules.scenarios.case_reader import read_case
from rules.services import publishing, revisions, scenarios, scripts

pytestmark = pytest.mark.django_db

HOLDS = b"""function CheckServer(domain, mxserver)
  local x = VPOP3.PostgresQuery("SELECT n FROM t WHERE s='" .. mxserver .. "'")
  if tonumber(x[1].n) > 5 then return false, 10 end
end
"""
CASE = {
    "inputs": {"domain": "a.example", "retries": 2},
    "expect": {"kind": "hold", "hold_minutes": 10},
    "dns": [
        {"ask": "a.example MX", "status": "noerror", "records": ["a.example 300 MX 10 mx.a.example"]},
        {"ask": "mx.a.example A", "status": "noerror", "records": ["mx.a.example 300 A 192.0.2.1"]},
        {"ask": "mx.a.example AAAA", "status": "nodata"},
    ],
    "sql": [{"query": "SELECT n FROM t WHERE s='mx.a.example'", "rows": [{"n": "9"}]}],
}


@pytest.fixture
def script():
    script = scripts.create_script(name="mxserverrules.lua", actor=None)
    revision = revisions.save(script=script, source=HOLDS, message="Hold", actor=None, parent=None).revision
    return publishing.publish(script=script, revision=revision, sha256=revision.sha256, actor=None)


@pytest.fixture
def kept(script):
    return scenarios.keep(script=script, name="Throttled, “a”", case=read_case(CASE), actor=None)


@pytest.fixture
def typed(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("django.core.management.base.connections.close_all", lambda: None)  # the test's own database
    (tmp_path / "other.lua").write_text("function CheckServer() return true end\n")

    def run(name, *words):
        command = importlib.import_module(f"rules.management.commands.{name}").Command()
        code = 0
        try:
            command.run_from_argv(["mxadmin", name, *words])
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return run


def test_the_live_revision_passes(kept, typed):
    assert typed("test") == (0, "passed  Throttled, “a”\n1 scenarios passed.\n", "")


def test_a_text_that_decides_otherwise_fails_and_says_so_to_the_build_server(kept, typed, tmp_path):
    code, out, err = typed("test", "--script", "other.lua", "--junit", "report.xml")
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "FAILED  Throttled, “a”",
        "        Expected “hold”, but “send” (mx).",
        "1 scenarios, 1 failed.",
    ]
    suite = ElementTree.parse(tmp_path / "report.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")
    assert suite.find("testcase/failure").get("message") == "Expected “hold”, but “send” (mx)."


def test_an_export_goes_through_a_pipe(kept, typed, monkeypatch):
    _, text, _ = typed("scenario", "export", "-")
    Scenario.objects.all().delete()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert typed("scenario", "import", "-")[1] == "1 scenarios were added, 0 changed, 0 were as they are.\n"


def test_export_and_import_lose_nothing(kept, typed, tmp_path):
    definition = kept.definition
    assert typed("scenario", "export", "kept.yaml") == (0, "1 scenarios are in kept.yaml.\n", "")
    assert typed("scenario", "import", "kept.yaml")[1] == "0 scenarios were added, 0 changed, 1 were as they are.\n"
    scenarios.remove(scenario=kept, actor=None)
    assert typed("test", "--scenarios", "kept.yaml")[0] == 0
    assert typed("scenario", "import", "kept.yaml")[1] == "1 scenarios were added, 0 changed, 0 were as they are.\n"
    assert Scenario.objects.get().definition == definition


def test_an_edited_file_changes_the_scenario_and_keeps_what_was(kept, typed, tmp_path):
    typed("scenario", "export", "kept.yaml")
    text = (tmp_path / "kept.yaml").read_text().replace("hold_minutes: 10", "hold_minutes: 20")
    (tmp_path / "kept.yaml").write_text(text)
    assert typed("scenario", "import", "kept.yaml")[1] == "0 scenarios were added, 1 changed, 0 were as they are.\n"
    assert typed("test")[0] == 1
    assert AuditEntry.objects.first().detail["before"]["definition"]["expect"]["hold_minutes"] == 10


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("format: 2\nscenarios: []", "The file has format 2; this version of mxadmin reads up to 1. Update mxadmin"),
        ("scenarios: []", "The file must begin with “format: 1”."),
        ("format: 1\nscenarios: []\nmore: 1", "The file: there is no key 'more'; known are format, scenarios."),
        (
            "format: 1\nscenarios:\n- {name: a, inputs: {domain: a.b}, expects: {}}",
            "scenarios[1]: there is no key 'exp",
        ),
        ("format: 1\nscenarios:\n- {name: ''}", "scenarios[1].name must be 1 to 120 printable characters"),
        ("format: 1\nscenarios: [\n", "This is not YAML: line 3: did not find expected node content"),
        ("a: &a [1]\nb: *a", "This is not YAML: line 2: aliases are not read."),
        ("format: 1\nscenarios:\n- {name: a, inputs: {domain: a.b}}\n- {name: a}", "scenarios[2]: there are two"),
        ("- " * 5000, "This is not YAML: "),
    ],
)
def test_a_file_with_a_mistake_changes_nothing(script, typed, tmp_path, text, sentence):
    (tmp_path / "bad.yaml").write_text(text)
    code, out, err = typed("scenario", "import", "bad.yaml")
    assert (code, out) == (2, "")
    assert err.startswith(f"mxadmin scenario: {sentence}")
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["test"], "mxadmin test: No scenario is kept yet"),
        (["test", "--script", "none.lua"], "mxadmin test: none.lua cannot be read: No such file or directory."),
        (["test", "--revision", "7"], "mxadmin test: There is no revision 7 of mxserverrules.lua"),
        (["scenario", "import"], "mxadmin scenario: Name the file to import."),
        (["scenario", "export", "--name", "none.lua"], "mxadmin scenario: There is no script none.lua."),
        (["scenario", "export", "/nowhere/a.yaml"], "mxadmin scenario: /nowhere/a.yaml cannot be written:"),
    ],
)
def test_a_refused_command_is_one_line(script, typed, words, sentence):
    code, out, err = typed(*words)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)


def test_the_file_reads_like_one_written_by_hand(kept, typed):
    out = typed("scenario", "export")[1]
    assert yaml.safe_load(out)["scenarios"] == [{"name": "Throttled, “a”"} | CASE | {"inputs": CASE_INPUTS}]
    assert "- name: Throttled, “a”\n  inputs:\n    domain: a.example\n" in out


CASE_INPUTS = {
    "domain": "a.example",
    "retries": 2,
    "size": 20480,
    "version": "8.8",
    "connection_id": 1,
    "connection_name": "Main",
}
