"""Attacks on the server itself: slow, half, huge and forged requests. Others are served meanwhile."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from mxadmin.bodies import AT_ONCE, MOST_BYTES, SECONDS
from mxadmin.web_server import STREAMS
from tests.demo.running import free_port
from tests.mxadmin.test_serve import ALONE, KEY, fetch
from tests.terminal import COMMAND, environment
from tests.waiting import wait_until

HEAD = "Host: 127.0.0.1\r\n"
SIGN_IN = f"POST /sign-in/ HTTP/1.1\r\n{HEAD}"
HALF = f"{SIGN_IN}Content-Length: 1000\r\n\r\nabc".encode()
PATIENCE = 10 * SECONDS
"""On a busy machine the first half-open requests have ended before the last ones are read. Such an attempt says
nothing, so it is made again."""
PROXIED = {"X-Forwarded-Proto": "https", "Host": "mxadmin.example"}


@pytest.fixture(scope="module")
def port(migrated_folder):
    """One worker behind one proxy: any client here may say which address a request comes from."""
    folder = migrated_folder()
    port = free_port()
    process = subprocess.Popen(
        (*COMMAND, "serve", "--port", str(port), "--workers", "1", *ALONE),
        env=environment(folder, SECRET_KEY=KEY, URL="https://mxadmin.example", PROXIES="1"),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert "https://mxadmin.example" in process.stdout.readline()
    yield port
    process.terminate()
    process.communicate(timeout=60)


@pytest.fixture
def connect(port):
    with connecting(port) as begin:
        yield begin


@contextlib.contextmanager
def connecting(port):
    """Return a function that opens a connection and sends something. All are closed at the end."""
    with contextlib.ExitStack() as all_of_them:

        def begin(sent: bytes) -> socket.socket:
            connection = all_of_them.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            connection.sendall(sent)
            return connection

        yield begin


def half_open(address: str) -> bytes:
    return HALF.replace(b"Content-Length", f"X-Forwarded-For: {address}\r\nContent-Length".encode())


def answer_of(connection: socket.socket) -> str:
    """All of it: the server closes the connection."""
    with connection.makefile("rb") as answer:
        return answer.read().decode()


def status_of(connection: socket.socket) -> int:
    with connection.makefile("rb") as answer:
        return int(answer.readline().split()[1])


def sign_in_page(port: int) -> tuple[int, float]:
    started = time.monotonic()
    status, _ = fetch(f"http://127.0.0.1:{port}/sign-in/", **PROXIED, **{"X-Forwarded-For": "192.0.2.200"})
    return status, time.monotonic() - started


def half_open_requests_keep_nobody_waiting_and_end_within_seconds(port, connect):
    def others_are_served_meanwhile() -> bool:
        halves = [connect(half_open(f"192.0.2.{number}")) for number in range(10, 130)]
        status, seconds = sign_in_page(port)
        assert status == 200
        said = answer_of(halves[-1])
        assert said.startswith("HTTP/1.1 408 ")
        assert "did not arrive in time" in said
        return seconds < SECONDS

    wait_until(others_are_served_meanwhile, PATIENCE)


def one_address_has_few_bodies_arriving_at_once(_port, connect):
    def one_more_is_refused(first: str, second: str) -> bool:
        halves = [connect(half_open(first)) for _ in range(AT_ONCE)]
        one_more = status_of(connect(half_open(second)))
        assert status_of(connect(half_open("198.51.100.7"))) == 408
        assert {status_of(each) for each in halves} == {408}
        assert one_more in {503, 408}
        return one_more == 503

    for first, second in (("192.0.2.1:4000", "192.0.2.1"), ("2001:db8::1", "2001:db8::2:2")):
        wait_until(partial(one_more_is_refused, first, second), PATIENCE)


def a_body_in_drops_ends_too(_port, connect):
    """Each drop alone is in time."""
    started = time.monotonic()
    connection = connect(f"{SIGN_IN}Transfer-Encoding: chunked\r\n\r\n".encode())
    connection.settimeout(0.2)
    said = b""
    while not said and time.monotonic() - started < PATIENCE:
        with contextlib.suppress(OSError):
            connection.sendall(b"1\r\na\r\n")
        with contextlib.suppress(TimeoutError):
            said = connection.recv(100)
    assert said.startswith(b"HTTP/1.1 408 ")


def slow_headers_end_too_and_huge_ones_are_refused(port, connect):
    slow = [connect(f"GET / HTTP/1.1\r\n{HEAD}".encode()) for _ in range(500)]
    silent = [connect(begun) for begun in (b"", b"P", b"PRI * HTT")]  # the beginning of HTTP/2 as well
    huge = connect(f"GET / HTTP/1.1\r\n{HEAD}X-Filler: ".encode())
    with contextlib.suppress(OSError):
        huge.sendall(b"x" * 300_000 + b"\r\n\r\n")
    assert status_of(huge) == 431
    assert sign_in_page(port)[0] == 200
    assert [each.recv(1000) for each in (slow[-1], *silent)] == [b""] * 4, "it hangs up"


SLOW = [
    slow_headers_end_too_and_huge_ones_are_refused,
    one_address_has_few_bodies_arriving_at_once,
    a_body_in_drops_ends_too,
    half_open_requests_keep_nobody_waiting_and_end_within_seconds,
]
"""Each waits for seconds until the server has had enough: together they wait once."""


@pytest.fixture(scope="module")
def told(port):
    def tell(story):
        with connecting(port) as connect:
            story(port, connect)

    with ThreadPoolExecutor(len(SLOW)) as strangers:
        yield {story: strangers.submit(tell, story) for story in SLOW}


@pytest.mark.parametrize("story", SLOW, ids=lambda story: story.__name__)
def test_slow_attackers_do_not_take_the_threads_of_pages(told, story):
    told[story].result()


@pytest.mark.parametrize("length", [MOST_BYTES + 1, 10**30])
def test_a_body_that_is_too_long_is_not_read(connect, length):
    said = answer_of(connect(f"{SIGN_IN}Content-Length: {length}\r\n\r\n".encode()))
    assert said.split()[1] in {"413", "400"}


def test_headers_with_underscores_are_dropped(connect):
    head = "GET /sign-in/ HTTP/1.1\r\nHost: mxadmin.example\r\nConnection: close\r\n"
    assert status_of(connect(f"{head}X-Forwarded-Proto: https\r\n\r\n".encode())) == 200
    for forged in ("X_Forwarded_Proto", "x-forwarded_proto", "X_Forwarded-Proto"):
        assert status_of(connect(f"{head}{forged}: https\r\n\r\n".encode())) == 301


STREAMING = """
import sys
import threading
from mxadmin.web_server import serve

gone = []

class Endless:
    streaming = True
    def __iter__(self):
        while True:
            yield b"x" * 65536

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ["REQUEST_METHOD"] == "POST":
        return [environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))]
    if environ["PATH_INFO"] == "/long":
        left = threading.Event()
        environ["mxadmin.ended"].attach(left.set)
        gone.append("it runs")
        gone.append(left.wait(60))
    if environ["PATH_INFO"] == "/gone":
        return [repr(gone).encode()]
    return Endless() if environ["PATH_INFO"] == "/endless" else [b"a page"]

def load():
    return application

if __name__ == "__main__":
    ready = lambda: print("ready", flush=True)
    sys.exit(serve(address="127.0.0.1", port=int(sys.argv[1]), workers=1, ready=ready, load=load))
"""


@pytest.fixture(scope="module")
def streaming(tmp_path_factory):
    """The server around an application whose answer has no end."""
    folder = tmp_path_factory.mktemp("streaming")
    (folder / "streaming.py").write_text(STREAMING)
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, str(folder / "streaming.py"), str(port)],
        env=environment(folder, SECRET_KEY=KEY)
        | {"PYTHONPATH": os.getcwd(), "DJANGO_SETTINGS_MODULE": "mxadmin.settings"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    process.stdout.readline()
    yield port
    process.terminate()
    process.communicate(timeout=60)


def test_readers_that_do_not_read_leave_threads_for_pages_and_give_theirs_back(streaming):
    def endless() -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", streaming), timeout=30)
        connection.sendall(f"GET /endless HTTP/1.1\r\n{HEAD}\r\n".encode())
        return connection

    readers = [endless() for _ in range(STREAMS)]
    assert {status_of(reader) for reader in readers} == {200}
    with endless() as one_more:
        assert status_of(one_more) == 503
    for _ in range(5):
        assert fetch(f"http://127.0.0.1:{streaming}/") == (200, "a page")
    for reader in readers:
        reader.close()

    def is_served() -> bool:
        with endless() as another:
            return status_of(another) == 200

    wait_until(is_served)


def test_a_browser_that_goes_away_cancels_what_its_request_runs(streaming):
    with socket.create_connection(("127.0.0.1", streaming), timeout=30) as connection:
        connection.sendall(f"GET /long HTTP/1.1\r\n{HEAD}\r\n".encode())
        wait_until(lambda: fetch(f"http://127.0.0.1:{streaming}/gone") == (200, "['it runs']"))
    wait_until(lambda: fetch(f"http://127.0.0.1:{streaming}/gone") == (200, "['it runs', True]"))


@pytest.mark.parametrize("parts", [(b"username=anna", b"&password=x"), (b"x" * 300_000, b"y" * 300_000)])
def test_a_body_in_chunks_arrives_whole(streaming, parts):
    head = f"POST / HTTP/1.1\r\n{HEAD}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", streaming), timeout=30) as connection:
        connection.sendall(head + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n")
        assert answer_of(connection).endswith("\r\n\r\n" + b"".join(parts).decode())
