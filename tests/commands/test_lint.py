"""`mxadmin lint` as typed: exit codes, the text for people, the JSON for programs."""

import importlib
import json

import pytest

from tests.lint.test_vendor_example import EXAMPLE

CLEAN = "local function f() return 1 end\nreturn f()\n"
INFORMATION = "LIMIT = 5\nreturn LIMIT\n"


@pytest.fixture
def lint(tmp_path, capsys, monkeypatch):
    """Run the command in a folder with a few scripts: exit code, stdout, stderr."""
    (tmp_path / "example.lua").write_text(EXAMPLE)
    (tmp_path / "clean.lua").write_text(CLEAN)
    (tmp_path / "information.lua").write_text(INFORMATION)
    (tmp_path / "broken.lua").write_text("\tif x = 1 then\n")
    (tmp_path / "minutes.lua").write_text("function FinalOverrides() return nil end\n")
    monkeypatch.chdir(tmp_path)

    def run_it(*words):
        command = importlib.import_module("rules.management.commands.lint").Command()
        code = 0
        try:
            command.run_from_argv(["mxadmin", "lint", *words])
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return run_it


@pytest.mark.parametrize(("name", "code"), [("clean", 0), ("information", 0), ("example", 1), ("broken", 1)])
def test_the_exit_code_says_whether_there_is_more_than_information(lint, name, code):
    assert lint(f"{name}.lua")[0] == code
    assert lint("clean.lua", f"{name}.lua", "--json")[0] == code


def test_a_clean_script_prints_nothing(lint):
    assert lint("clean.lua") == (0, "", "")


def test_each_finding_shows_its_line_with_a_mark(lint):
    _, out, err = lint("broken.lua")
    lines = out.splitlines()
    assert lines[0].startswith("broken.lua:1:7: error assignment-in-condition: ")
    assert lines[1:3] == ["    \tif x = 1 then", "    \t     ^"]
    assert err == ""


def test_a_long_line_is_cut_around_the_mark_and_cannot_command_the_terminal(lint, tmp_path):
    (tmp_path / "long.lua").write_text(f"local s = '{'x' * 5000}\x1b[2J' return nothing, s\n")
    _, shown, mark = lint("long.lua")[1].splitlines()
    assert len(shown) < 200
    assert "\x1b" not in shown
    assert shown[mark.index("^") : mark.rindex("~") + 1] == "nothing"
    (tmp_path / "long.lua").write_text("x" * 5000)
    _, shown, mark = lint("long.lua")[1].splitlines()[:3]
    assert (len(shown), len(mark)) == (164, 164)


def test_json_is_a_list_of_findings(lint):
    code, out, err = lint("example.lua", "--json")
    findings = json.loads(out)
    assert (code, err, len(findings)) == (1, "", 4)
    assert findings[0] == {
        "rule": "undeclared-global",
        "severity": "warning",
        "line": 3,
        "column": 9,
        "end_line": 3,
        "end_column": 10,
        "message": "x is not declared, so every function of the script shares it: write `local x`.",
        "fix": {
            "title": "Make x local",
            "edits": [{"line": 3, "column": 9, "end_line": 3, "end_column": 9, "text": "local "}],
        },
    }
    assert all(each["fix"] for each in findings)


def test_json_has_no_fix_where_only_the_author_knows_what_to_write(lint, tmp_path):
    (tmp_path / "unsure.lua").write_text("print(unknown)\n")
    code, out, _ = lint("unsure.lua", "--json")
    assert (code, [each["fix"] for each in json.loads(out)]) == (1, [None])


def test_json_of_a_clean_script_is_an_empty_list(lint):
    assert json.loads(lint("clean.lua", "--json")[1]) == []


def test_several_files_are_told_apart(lint):
    _, out, _ = lint("example.lua", "information.lua", "--json")
    assert {each["file"] for each in json.loads(out)} == {"example.lua", "information.lua"}


def test_the_version_decides_about_hooks(lint):
    assert "hook-version" not in lint("minutes.lua", "--vpop3", "8.6")[1]
    code, out, _ = lint("minutes.lua", "--vpop3", "8.5")
    assert (code, "VPOP3 8.5 never calls FinalOverrides: it exists from 8.6." in out) == (1, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["missing.lua"], "mxadmin lint: missing.lua cannot be read: No such file or directory.\n"),
        (["."], "mxadmin lint: . cannot be read: Is a directory.\n"),
        (["clean.lua", "--vpop3", "eight"], "mxadmin lint: 'eight' is not a VPOP3 version: write it like 8.8.\n"),
        ([], "mxadmin lint: The following arguments are required: FILE. See mxadmin lint --help.\n"),
    ],
)
def test_bad_usage_is_one_line_and_exit_code_2(lint, words, message):
    assert lint(*words) == (2, "", message)


def test_files_that_are_not_text_are_linted(lint, tmp_path):
    (tmp_path / "binary.lua").write_bytes(bytes(range(256)))
    (tmp_path / "large.lua").write_bytes(b"-- " + b"x" * 2_000_000)
    (tmp_path / "empty.lua").write_bytes(b"")
    assert lint("binary.lua")[0] == 1
    assert lint("large.lua")[0] == 1
    assert lint("empty.lua") == (0, "", "")
