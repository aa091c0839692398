"""`mxadmin serve`: it serves what is safe, says what is not, and ends when it is told."""

import ctypes
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files import locks

from tests.demo.processes import is_gone, wait_until_gone
from tests.demo.running import free_port
from tests.terminal import COMMAND, environment, mxadmin
from tests.waiting import wait_until

KEY = secrets.token_urlsafe(50)
ALONE = ("--background", "0")


@pytest.fixture(scope="module")
def folder(migrated_folder):
    return migrated_folder()


@pytest.fixture
def begin():
    """Call it with a command and its environment: it runs until the end of the test. Gives its first line, too."""
    started = []

    def start(command, env):
        process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True)
        started.append(process)
        return process, process.stdout.readline()

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture
def serve(begin, folder):
    def start(*arguments, **settings):
        port = free_port()
        command = (*COMMAND, "serve", "--port", str(port), *arguments)
        process, said = begin(command, environment(folder, SECRET_KEY=KEY, **settings))
        return process, said, f"http://127.0.0.1:{port}"

    return start


SMALL = """
import sys
from mxadmin.web_server import serve

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"a page"]

def load():
    return application

if __name__ == "__main__":
    ready = lambda: print("ready", flush=True)
    sys.exit(serve(address="127.0.0.1", port=int(sys.argv[1]), workers=int(sys.argv[2]), ready=ready, load=load))
"""


@pytest.fixture
def serve_small(begin, tmp_path):
    """The server's processes without mxadmin's pages, which take a second of each worker to load."""
    (tmp_path / "small.py").write_text(SMALL)
    needed = {"PYTHONPATH": os.getcwd(), "DJANGO_SETTINGS_MODULE": "mxadmin.settings"}

    def start(workers):
        port = free_port()
        command = (sys.executable, str(tmp_path / "small.py"), str(port), str(workers))
        process, _ = begin(command, environment(tmp_path, SECRET_KEY=KEY) | needed)
        return process, f"http://127.0.0.1:{port}"

    return start


def fetch(url: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def workers(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        return [int(child) for child in children.read().split()]


def test_it_serves_its_own_host_the_sign_in_page_with_style_sheets_by_hashed_names(serve):
    _, said, url = serve("--workers", "2", *ALONE)
    assert url in said
    assert fetch(f"{url}/sign-in/", Host="elsewhere.example")[0] == 400
    status, page = fetch(f"{url}/sign-in/")
    assert status == 200
    sheet = re.search(r'"(/static/css/[\w-]+\.[0-9a-f]{12}\.css)"', page)[1]
    assert fetch(url + sheet)[0] == 200


def test_the_checks_for_production_find_nothing(folder):
    settings = {"SECRET_KEY": KEY, "URL": "https://mxadmin.example", "PROXIES": "1"}
    done = mxadmin("check", "--deploy", "--fail-level", "WARNING", folder=folder, **settings)
    assert (done.returncode, "no issues" in done.stdout) == (0, True)


def waiting_for(path) -> int:
    """How many processes wait for the lock of this file."""
    with open("/proc/locks") as locked:
        return sum(f":{path.stat().st_ino} " in line for line in locked if "->" in line)


def test_two_that_start_at_once_both_serve(serve, migrated_folder):
    """Start both while neither has collected the static files yet: neither begins while another process does."""
    folder = migrated_folder()
    path = folder / "static.lock"
    with ThreadPoolExecutor(2) as both, path.open("w") as lock:
        locks.lock(lock, locks.LOCK_EX)
        starting = [both.submit(serve, *ALONE, "--workers", "1", DATA_DIR=str(folder)) for _ in range(2)]
        wait_until(lambda: waiting_for(path) == 2, seconds=60, otherwise="they collected at the same time")
        assert list((folder / "static").iterdir()) == []
        locks.unlock(lock)
        started = [each.result() for each in starting]
    for process, announced, url in started:
        assert announced.startswith("mxadmin listens")
        assert process.poll() is None
        status, page = fetch(f"{url}/sign-in/")
        assert status == 200
        [sheet, *_] = re.findall(r'href="(/static/css/base[^"]*)"', page)
        assert fetch(url + sheet)[0] == 200


def test_it_ends_with_all_its_workers(serve):
    process, _, _ = serve("--workers", "1", "--background", "1")
    ends_by(signal.SIGTERM, process)


def test_a_terminal_ends_it_with_all_its_workers(serve_small):
    process, _ = serve_small(workers=2)
    ends_by(signal.SIGINT, process)


def ends_by(number, process):
    family = workers(process.pid)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert len(family) > 1
    wait_until_gone(family)


def test_it_ends_whichever_of_its_threads_the_kernel_gives_the_signal_to(serve):
    process, _, _ = serve("--workers", "1", "--background", "1")
    *_, thread = sorted(int(name) for name in os.listdir(f"/proc/{process.pid}/task") if int(name) != process.pid)
    assert ctypes.CDLL(None).tgkill(process.pid, thread, signal.SIGTERM) == 0
    process.communicate(timeout=60)


def test_kill_minus_nine_leaves_no_worker(serve_small):
    process, _ = serve_small(workers=2)
    family = workers(process.pid)
    process.kill()
    wait_until_gone(family)


def test_a_worker_that_dies_is_replaced(serve_small):
    process, url = serve_small(workers=1)
    worker = max(workers(process.pid))
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: is_gone(worker))
    wait_until(lambda: _answers(url), seconds=30)


def test_a_sick_worker_does_not_end_the_well_one(serve_small):
    """The sick worker and its successor die within 2 seconds."""
    process, url = serve_small(workers=2)
    sick = max(workers(process.pid))
    for _ in range(3):
        known = set(workers(process.pid))
        os.kill(sick, signal.SIGKILL)
        wait_until(lambda known=known: set(workers(process.pid)) - known, seconds=30)
        (sick,) = set(workers(process.pid)) - known
        wait_until(lambda: _answers(url), seconds=30)  # the kernel may still lead one request to the worker that died
    assert process.poll() is None


def test_where_no_worker_can_start_it_ends_with_a_reason(tmp_path):
    """The data folder has no tables any more when the workers look."""
    script = (
        "from mxadmin.web_server import serve\n"
        "def load():\n    raise RuntimeError('the disk is on fire')\n"
        "if __name__ == '__main__':\n"
        f"    raise SystemExit(serve(address='127.0.0.1', port={free_port()}, workers=2, ready=print, load=load))\n"
    )
    (tmp_path / "sick.py").write_text(script)
    done = subprocess.run(
        [sys.executable, str(tmp_path / "sick.py")],
        env=environment(tmp_path) | {"PYTHONPATH": os.getcwd()},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, "the disk is on fire" in done.stderr) == (1, True)


def _answers(url: str) -> bool:
    try:
        return fetch(f"{url}/sign-in/")[0] == 200
    except OSError:
        return False


def refusal(*arguments: str, folder, **settings: str) -> str:
    said = mxadmin("serve", "--port", str(free_port()), *arguments, folder=folder, **settings)
    assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1)
    return said.stderr


@pytest.mark.parametrize(
    ("arguments", "settings", "sentence"),
    [
        ([], {}, "MXADMIN_SECRET_KEY is not set"),
        ([], {"SECRET_KEY": "secret"}, "MXADMIN_SECRET_KEY: the key is too short"),
        ([], {"SECRET_KEY": KEY, "URL": "http://mxadmin.example"}, "would send passwords in clear"),
        ([], {"SECRET_KEY": KEY, "URL": "https://mxadmin.example"}, "set MXADMIN_PROXIES=1"),
        (["--host", "0.0.0.0"], {"SECRET_KEY": KEY}, "--host would send passwords in clear"),
        (["--workers", "0"], {"SECRET_KEY": KEY}, "--workers"),
        (["--host", "nowhere.invalid"], {"SECRET_KEY": KEY}, "Cannot listen on nowhere.invalid"),
    ],
)
def test_an_unsafe_or_wrong_setting_is_one_line(folder, arguments, settings, sentence):
    assert sentence in refusal(*arguments, folder=folder, **settings)


def test_tables_that_are_not_migrated_are_named_with_the_command(tmp_path):
    assert "run mxadmin migrate" in refusal(folder=tmp_path, SECRET_KEY=KEY)


def test_a_taken_port_is_one_line_that_names_the_option(folder):
    with socket.create_server(("127.0.0.1", 0)) as other:
        said = refusal("--port", str(other.getsockname()[1]), folder=folder, SECRET_KEY=KEY)
    assert "somebody listens there already" in said
    assert "--port" in said
