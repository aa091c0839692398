"""What version 0.1.0 kept, in SQLite and in PostgreSQL, and how it is served today."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import Cookie
from pathlib import Path
from typing import Any

from tests.demo.running import Browser, free_port
from tests.terminal import COMMAND, environment

HERE = Path(__file__).parent
NAME = "mxserverrules.lua"


@dataclass(frozen=True)
class Former:
    """The files of one database that `fill_former_version.py` filled; `told` is what it told of it."""

    name: str
    told: dict[str, Any]

    @classmethod
    def read(cls, name: str) -> "Former":
        return cls(name, json.loads((HERE / f"{name}.json").read_text()))

    def sql(self, install: Path) -> str:
        return (HERE / f"{self.name}.sql").read_text().replace("@VPOP3@", str(install))

    def signed_in(self, role: str) -> Browser:
        """A browser that signed in to the former version, and was open during the upgrade."""
        browser = Browser()
        parts = {"domain": "127.0.0.1", "domain_specified": False, "domain_initial_dot": False, "path": "/"}
        rest = {"path_specified": True, "secure": False, "expires": None, "discard": True, "comment": None}
        value = self.told["sessions"][role]
        cookie = Cookie(0, "mxadmin-session", value, None, False, comment_url=None, rest={}, **parts, **rest)
        browser.cookies.set_cookie(cookie)
        return browser

    def pages(self) -> list[tuple[str, str, str]]:
        """Return role, path and words of each page that shows something kept."""
        runs, batches = self.told["runs"], self.told["batches"]
        return [
            ("viewer", "/", "Revision 4"),
            ("viewer", "/scripts/", "new.lua"),
            ("viewer", f"/scripts/{NAME}/revisions/", "Text 5"),
            ("viewer", f"/scripts/{NAME}/revisions/3/", "-- twice"),
            ("viewer", f"/scripts/{NAME}/revisions/4/", "As it was"),
            ("viewer", f"/scripts/{NAME}/revisions/5/blame/", "Text 1"),
            ("viewer", "/scripts/new.lua/revisions/1/", "-- old"),
            ("editor", f"/scripts/{NAME}/", "Fourth try"),
            ("editor", f"/dry-runs/{runs[0]}/", "relay.plain.example"),
            ("viewer", f"/dry-runs/{runs[1]}/", "SELECT count(*) AS tries"),
            ("viewer", f"/dry-runs/{runs[1]}/", "120"),
            ("viewer", f"/dry-runs/{runs[2]}/", "nowhere.example"),
            ("editor", f"/dry-runs/{runs[2]}/keep/", "nowhere.example"),
            ("viewer", f"/scripts/{NAME}/scenarios/", "Kept from a run"),
            ("viewer", f"/scripts/{NAME}/scenarios/1/", "mx1.plain.example"),
            ("viewer", f"/scripts/{NAME}/scenarios/2/", "Plain is held"),
            ("viewer", f"/scripts/{NAME}/scenarios/scenarios.yaml", "Plain is held"),
            ("editor", f"/scripts/{NAME}/batches/", "/batches/1/"),
            ("viewer", f"/batches/{batches[0]}/", "nowhere.example"),
            ("viewer", f"/batches/{batches[0]}/batch.csv", "nowhere.example"),
            ("editor", "/attempts/", "Trouble"),
            ("viewer", f"/scripts/{NAME}/delivery/", "task on MAIL01"),
            ("viewer", "/audit/", "Reason 4"),
            ("viewer", "/audit/export.csv", "script_rename"),
        ]


@contextmanager
def served(folder: Path, settings: dict[str, str]) -> Iterator[str]:
    """Serve the pages, with one background worker beside them. They start only with every migration applied."""
    port = free_port()
    process = subprocess.Popen(
        (*COMMAND, "serve", "--port", str(port), "--workers", "1", "--background", "1"),
        env=environment(folder, **settings),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline().startswith("mxadmin listens")
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
