"""The `mxadmin` command: help that is short, errors that are one line, and never a traceback."""

import re
import shlex
import subprocess
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from django.core.management import find_commands

import rules
from mxadmin import cli
from tests.terminal import COMMAND, mxadmin

RULES = Path(rules.__file__).parent
ROOT = RULES.parent


def test_the_installed_script_is_this_command():
    (script,) = entry_points(group="console_scripts", name="mxadmin")
    assert script.load() is cli.main


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_help_lists_the_products_commands_on_one_screen(arguments, capsys):
    assert cli.run(arguments) == 0
    shown = capsys.readouterr().out
    assert len(shown.splitlines()) < 24
    assert re.findall(r"^  (\S+)", shown, re.M)[:3] == ["demo", "serve", "dry-run"]


@pytest.mark.parametrize("line", ["--version", "version", "dry-run --version", "migrate --version", "serve --version"])
def test_it_says_its_own_version_not_djangos(line, capsys):
    assert cli.run(line.split()) == 0
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert capsys.readouterr().out == f"mxadmin {stated}\n"


def test_help_names_every_command_of_the_product():
    assert set(find_commands(str(RULES / "management"))) < set(cli.PRODUCT)


def test_an_unknown_command_is_one_line_with_the_nearest_one(capsys):
    assert cli.run(["dryrun"]) == 2
    assert capsys.readouterr().err == (
        "mxadmin: There is no command 'dryrun'. Did you mean 'dry-run'? See mxadmin --help.\n"
    )


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DATABASE_URL": "mysql://somewhere"}, "MXADMIN_DATABASE_URL: write sqlite"),
        ({"ENV_FILE": "/nowhere/env"}, "MXADMIN_ENV_FILE names '/nowhere/env'"),
        ({"DATABASE_URL": "sqlite:////nowhere/mxadmin.sqlite3"}, "cannot be written"),
    ],
)
def test_a_wrong_setting_is_one_line(tmp_path, settings, sentence):
    said = mxadmin("migrate", folder=tmp_path, **settings)
    assert said.returncode in {1, 2}
    assert sentence in said.stderr
    assert said.stderr.startswith("mxadmin: ")
    assert said.stderr.count("\n") == 1


def test_an_error_nobody_foresaw_is_one_line_and_debug_shows_where(tmp_path):
    (tmp_path / "mxadmin.sqlite3").write_text("This is not a database, but long enough to be taken for a bad one." * 20)
    said = mxadmin("migrate", folder=tmp_path)
    assert (said.returncode, said.stderr.count("\n")) == (1, 1)
    assert "file is not a database" in said.stderr
    assert "Traceback" in mxadmin("migrate", folder=tmp_path, LOG_LEVEL="DEBUG").stderr


def test_a_reader_that_has_read_enough_is_no_error(tmp_path):
    piped = subprocess.run(
        ["sh", "-c", f"{shlex.join(COMMAND)} help --commands | head -1"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert piped.stderr == ""


def test_manage_py_is_the_same_command():
    shown = subprocess.run([COMMAND[0], RULES.parent / "manage.py", "--help"], capture_output=True, text=True)
    assert shown.stdout.strip() == cli.usage()
