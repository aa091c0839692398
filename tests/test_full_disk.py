"""A disk that is really full: a small one of memory, mounted for one process alone."""

import subprocess
import sys

import pytest

from tests.terminal import environment

FILL = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import connection
from django.test import Client
from rules.models import own_database
from rules.models.roles import Role
from tests.people import person
from tests.scripts import ALLOW, script_with

script_with(ALLOW)
editor = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
editor.force_login(person(Role.EDITOR))
own_database.keep_open()  # as each worker of serve does
connection.close()
try:
    with open(FOLDER + "/filler", "wb", buffering=0) as filler:
        while filler.write(b"x" * 4096):
            pass
except OSError as error:
    print(error.strerror)
for page in ("/", "/scripts/", "/attempts/"):
    print(page, editor.get(page).status_code)
    connection.close()
stranger = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
print("/sign-in/", stranger.get("/sign-in/").status_code)
answer = stranger.post("/sign-in/", {"username": "editor", "password": "not to be shown"})
print(answer.status_code, "The disk is full" in answer.text, FOLDER in answer.text, "not to be shown" in answer.text)
answer = editor.post("/scripts/mxserverrules.lua/save/", {"source": "typed " * 50_000, "parent": "1", "message": "why"})
print(answer.status_code, "The disk is full" in answer.text, FOLDER in answer.text, "typed " * 50_000 in answer.text)
"""


def test_reading_goes_on_when_the_disk_is_full(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["unshare", "--mount", "sh", "-c", f'mount -t tmpfs -o size=3m tmpfs {folder} && exec "$0" "$@"']
    if subprocess.run([*mount, "true"], capture_output=True).returncode:
        pytest.skip("this user may not mount a disk of memory")
    settings = environment(folder, SECRET_KEY="only-for-tests-" + "0123456789abcdefghijklmnop" * 2)
    code = FILL.replace("FOLDER", repr(str(folder)))
    seen = subprocess.run(
        [*mount, sys.executable, "-c", code],
        env=settings | {"DJANGO_SETTINGS_MODULE": "mxadmin.settings"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert seen.stdout.splitlines() == [
        "No space left on device",
        "/ 200",
        "/scripts/ 200",
        "/attempts/ 200",
        "/sign-in/ 200",
        "503 True True False",
        "503 True True True",
    ], seen.stderr
