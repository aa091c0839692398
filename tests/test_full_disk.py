"""A disk that is really full: a small one of memory, mounted for one `mxadmin serve` alone."""

import http.cookiejar
import os
import re
import secrets
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.demo.running import free_port
from tests.terminal import COMMAND, environment

PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth.models import User
from rules.models.roles import Role
from tests.people import person
from tests.scripts import ALLOW, script_with
script_with(ALLOW)
editor = person(Role.EDITOR, "editor")
editor.set_password(PASSWORD)
editor.save()
"""
PASSWORD = "a password of the tests"
TYPED = "typed " * 50_000
"""Longer than what is left free for SQLite's files beside the database."""


class Browser:
    """Keeps cookies, and sends the form of the page before with its token."""

    def __init__(self, port: int) -> None:
        self._site = f"http://127.0.0.1:{port}"
        keeping = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(keeping)
        self._token = ""

    def get(self, path: str) -> tuple[int, str]:
        status, page = self._ask(path, None)
        if found := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page):
            self._token = found[1]
        return status, page

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        sent = urllib.parse.urlencode({"csrfmiddlewaretoken": self._token} | fields)
        return self._ask(path, sent.encode())

    def _ask(self, path: str, body: bytes | None) -> tuple[int, str]:
        try:
            with self._opener.open(self._site + path, body, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()


@pytest.fixture
def small_disk(tmp_path):
    """A folder, and what is put before a command that shall see a small disk there. Also for those who are not root,
    where the kernel lets anybody mount within a world of their own."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = f'mount -t tmpfs -o size=24m tmpfs {folder} && exec "$0" "$@"'
    for own in (("--mount",), ("--user", "--map-root-user", "--mount")):
        command = ["unshare", *own, "sh", "-c", mount]
        if subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            return folder, command
    pytest.skip("this user may not mount a disk of memory")


@pytest.fixture
def server(small_disk):
    """A server on a small disk, and that disk as seen from here."""
    folder, mount = small_disk
    port = free_port()
    code = PREPARE.replace("PASSWORD", repr(PASSWORD))
    begin = f'"$0" -c "$PREPARE" && exec "$0" -c "$SERVE" serve --workers 1 --background 0 --port {port}'
    process = subprocess.Popen(
        [*mount, "sh", "-c", begin, sys.executable],
        env=environment(folder, SECRET_KEY=secrets.token_urlsafe(50))
        | {"DJANGO_SETTINGS_MODULE": "mxadmin.settings", "PYTHONPATH": os.getcwd()}
        | {"PREPARE": code, "SERVE": COMMAND[-1]},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert "mxadmin listens" in process.stdout.readline()
    yield port, f"/proc/{process.pid}/root{folder}", folder
    process.terminate()
    process.communicate(timeout=60)


def fill(disk: str) -> str:
    try:
        with open(f"{disk}/filler", "wb", buffering=0) as filler:
            while filler.write(b"x" * 4096):
                pass
    except OSError as error:
        return error.strerror
    return ""


def test_reading_goes_on_when_the_disk_is_full(server):
    port, disk, folder = server
    editor, stranger = Browser(port), Browser(port)
    editor.get("/sign-in/")
    assert "Sign out" in editor.post("/sign-in/", username="editor", password=PASSWORD)[1]
    editor.get("/scripts/mxserverrules.lua/")
    assert fill(disk) == "No space left on device"
    for page in ("/", "/scripts/", "/attempts/", "/scripts/mxserverrules.lua/"):
        assert (page, editor.get(page)[0]) == (page, 200)
    assert stranger.get("/sign-in/")[0] == 200
    status, page = editor.post("/scripts/mxserverrules.lua/save/", source=TYPED, parent="1", message="why")
    assert (status, "The disk is full" in page, str(folder) in page, TYPED in page) == (503, True, True, True)
    status, page = stranger.post("/sign-in/", username="editor", password="not to be shown")
    assert (status, "The disk is full" in page, str(folder) in page, "not to be" in page) == (503, True, True, False)
