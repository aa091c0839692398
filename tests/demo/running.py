"""A real `mxadmin demo` in a process of its own, used as somebody at a terminal and a browser would."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from mxadmin.demo.state import ROLES
from tests.terminal import COMMAND


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Demo:
    process: subprocess.Popen
    text: str
    seconds: float

    @property
    def url(self) -> str:
        return re.search(r"http://127\.0\.0\.1:\d+", self.text)[0]

    @property
    def passwords(self) -> dict[str, str]:
        return {role: re.search(rf"^ +{role} +(\S+)$", self.text, re.M)[1] for role in ROLES}

    def family(self) -> list[int]:
        """All processes below, and this one."""
        found = [self.process.pid]
        for pid in found:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                with suppress(OSError):  # one that ends while it is looked at
                    found += map(int, children.read_text().split())
        return found

    def press_ctrl_c(self) -> int:
        """The terminal tells every process of the foreground group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.end()

    def end(self, number: signal.Signals | None = None) -> int:
        if number:
            self.process.send_signal(number)
        self.process.communicate(timeout=60)
        return self.process.returncode


def command(folder: Path, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        (*COMMAND, "demo", *arguments),
        env={**os.environ, "MXADMIN_DEMO_DIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def start(folder: Path, *arguments: str) -> Demo:
    """Wait until it says that it is ready."""
    began = time.monotonic()
    return ready(command(folder, "--port", str(free_port()), *arguments), began)


def ready(process: subprocess.Popen, began: float) -> Demo:
    """Wait until it has printed everything. `began`: when it was started, by the monotonic clock."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            return Demo(process, "".join(lines), time.monotonic() - began)
    raise AssertionError(f"The demo did not start: {process.communicate()}")


class Browser:
    """A browser that keeps its cookies over a restart of the server."""

    def __init__(self) -> None:
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, url: str) -> tuple[str, str]:
        """Return the address where it ended, and the page."""
        with self._opener.open(url, timeout=30) as answer:
            return answer.url, answer.read().decode()

    def sign_in(self, url: str, name: str, password: str) -> str:
        _, page = self.get(f"{url}/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        form = {"csrfmiddlewaretoken": token, "username": name, "password": password}
        request = urllib.request.Request(f"{url}/sign-in/", urlencode(form).encode(), {"Origin": url})
        with self._opener.open(request, timeout=30) as answer:
            return answer.url
