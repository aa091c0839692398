"""mxadmin from its wheel, in an empty folder: nothing of it needs a checkout."""

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.demo import running
from tests.demo.running import Browser

ROOT = Path(__file__).parent.parent.parent
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


@dataclass(frozen=True)
class Installed:
    """A virtual environment with the wheel, and an empty folder to work in."""

    programs: Path
    home: Path
    here: Path

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen:
        """`settings` without their prefix."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("MXADMIN_", "PYTHON"))}
        own = {"HOME": str(self.home), "XDG_DATA_HOME": str(self.home)}
        return subprocess.Popen(
            [self.programs / "mxadmin", *arguments],
            cwd=self.here,
            env=clean | own | {f"MXADMIN_{name}": text for name, text in settings.items()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **settings: str) -> str:
        process = self.start(*arguments, **settings)
        out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, "")
        return out


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Installed:
    """No network: hatchling builds, uv unpacks, and the packages that mxadmin needs are those of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    quietly = {"check": True, "capture_output": True}
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, **quietly)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    uv = shutil.which("uv") or os.environ["UV"]
    subprocess.run([uv, "pip", "install", "--offline", "--no-deps", "--python", python, wheel], **quietly)
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    # A folder that a .pth file names has its own .pth files left unread: the one that names the checkout.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    for name in ("home", "here"):
        (folder / name).mkdir()
    return Installed(python.parent, folder / "home", folder / "here")


@pytest.fixture(scope="module")
def demo(installed):
    started = running.ready(installed.start("demo", "--port", str(running.free_port())), time.monotonic())
    yield started
    started.end(signal.SIGTERM)


@pytest.fixture(scope="module")
def browser(demo):
    browser = Browser()
    assert browser.sign_in(demo.url, "publisher", demo.passwords["publisher"]) == f"{demo.url}/"
    return browser


def test_the_checkout_is_out_of_reach(installed):
    found = subprocess.check_output(
        [
            installed.programs / "python",
            "-c",
            "import mxadmin, rules, sys; print(mxadmin.__file__, rules.__file__, *sys.path)",
        ],
        cwd=installed.here,
        text=True,
    ).split()
    assert str(ROOT) not in found
    assert all(Path(path).is_relative_to(installed.programs.parent) for path in found[:2])


def test_it_says_its_version(installed):
    assert installed.run("--version") == f"mxadmin {VERSION}\n"


def test_lint_knows_its_rules(installed):
    script = installed.here.parent / "script.lua"
    script.write_text("function CheckServer(a)\n  return 1\nend\n")
    process = installed.start("lint", str(script))
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (1, "")
    assert "script.lua:" in out


def test_the_data_is_kept_neither_in_the_package_nor_in_the_current_folder(installed, demo):
    assert (installed.home / "mxadmin" / "demo" / "mxadmin.sqlite3").exists()
    assert list(installed.here.iterdir()) == []
    assert list(installed.programs.parent.rglob("*.sqlite3")) == []


@pytest.mark.parametrize(
    ("path", "shows"),
    [
        ("/", f"mxadmin {VERSION}"),
        ("/scripts/mxserverrules.lua/", 'name="source"'),
        ("/scripts/mxserverrules.lua/revisions/3/", "Revision 3"),
        ("/attempts/", "bigmail.example"),
        ("/lint/", "sql-quoting"),
        ("/help/settings/", "MXADMIN_VPOP3_DIR"),
        ("/connection/", "Connection"),
        ("/help/settings/", "MXADMIN_DATA_DIR"),
    ],
)
def test_the_demo_shows_every_kind_of_page(demo, browser, path, shows):
    where, page = browser.get(demo.url + path)
    assert where == demo.url + path
    assert shows in page


def test_the_printed_command_gets_a_decision_in_a_second_terminal(installed, demo):
    assert " uv run " not in demo.text
    command = re.search(r"^ +MXADMIN_ENV_FILE=(\S+) mxadmin (dry-run bigmail\.example)$", demo.text, re.M)
    assert "Held for 10 minutes" in installed.run(*command[2].split(), ENV_FILE=command[1])


def test_serve_shows_the_sign_in_page_with_its_style_sheets(installed):
    settings = {"SECRET_KEY": "0123456789" * 6}
    installed.run("migrate", "-v0", **settings)
    port = str(running.free_port())
    process = installed.start("serve", "--workers", "1", "--background", "0", "--port", port, **settings)
    assert "mxadmin listens at" in process.stdout.readline()
    url = f"http://127.0.0.1:{port}"
    _, page = Browser().get(f"{url}/sign-in/")
    assert "<h1>Sign in</h1>" in page
    sheets = re.findall(r'"(/static/css/[\w-]+\.[0-9a-f]{12}\.css)"', page)
    assert all(Browser().get(url + sheet)[1] for sheet in sheets)
    assert len(sheets) > 2
    process.terminate()
    process.communicate(timeout=60)
