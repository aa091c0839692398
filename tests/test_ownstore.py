"""mxadmin's own database without tables, away, read only or full: a sentence, and nothing typed is lost."""

import subprocess
import sys

from tests.scripts import ALLOW
from tests.terminal import environment, mxadmin, mxadmin_each

KEY = "only-for-tests-" + "0123456789abcdefghijklmnop" * 2
COMMANDS = {
    "create-user": ("ada", "--role", "viewer"),
    "set-role": ("ada", "--role", "viewer"),
    "remove-second-factor": ("ada",),
    "export": ("mxserverrules",),
    "import": ("FILE", "-m", "why"),
    "scenario": ("export", "mxserverrules"),
    "test": (),
    "dry-run": ("plain.example",),
    "work": (),
    "serve": ("--port", "48211"),
}


def test_every_command_before_migrate_says_what_to_run(tmp_path):
    (tmp_path / "a.lua").write_bytes(ALLOW)
    lines = [
        [name, *(str(tmp_path / "a.lua") if word == "FILE" else word for word in COMMANDS[name])] for name in COMMANDS
    ]
    for said in mxadmin_each(lines, folder=tmp_path, SECRET_KEY=KEY):
        assert (said.returncode, said.stderr.count("\n")) == (2, 1), (said.args, said.stderr)
        assert "run mxadmin migrate" in said.stderr, said.args


def test_so_it_is_where_only_some_migrations_are_missing(migrated_folder):
    folder = migrated_folder()
    assert mxadmin("migrate", "axes", "zero", folder=folder).returncode == 0
    said = mxadmin("create-user", "ada", "--role", "viewer", folder=folder)
    assert (said.returncode, "run mxadmin migrate" in said.stderr) == (2, True)


def test_commands_without_tables_work_before_migrate(tmp_path):
    (tmp_path / "a.lua").write_bytes(ALLOW)
    assert mxadmin("lint", str(tmp_path / "a.lua"), folder=tmp_path).stderr == ""
    assert mxadmin("explain", "550 5.1.1 User unknown", folder=tmp_path).returncode == 0


AWAY = "postgresql://ada:secret@127.0.0.1:1/mxadmin"
VISIT = """
import django
django.setup()
from django.test import Client
headers = {"cookie": "mxadmin-session=" + "x" * 32, "host": "127.0.0.1"}
for path in ("/", "/attempts/"):
    page = Client(raise_request_exception=False).get(path, headers=headers)
    print(page.status_code, page.headers.get("Retry-After"), page.text)
"""


def test_a_database_that_is_away_is_a_sentence_for_commands_and_pages(tmp_path):
    said = mxadmin("create-user", "ada", "--role", "viewer", folder=tmp_path, DATABASE_URL=AWAY)
    sentence = "own database (mxadmin at 127.0.0.1:1, set by MXADMIN_DATABASE_URL) does not answer"
    assert (said.returncode, said.stderr.count("\n")) == (1, 1)
    assert sentence in said.stderr
    settings = environment(tmp_path, DATABASE_URL=AWAY, SECRET_KEY=KEY) | {"DJANGO_SETTINGS_MODULE": "mxadmin.settings"}
    seen = subprocess.run([sys.executable, "-c", VISIT], env=settings, capture_output=True, text=True, timeout=60)
    assert "503 10" in seen.stdout, seen.stdout + seen.stderr
    assert "Something broke" not in seen.stdout
    assert "does not answer" in seen.stdout
    assert "secret" not in seen.stdout
