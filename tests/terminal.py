"""`mxadmin` as typed at a terminal, in a process of its own with no setting but those given."""

import os
import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-c", "from mxadmin.cli import main; main()")


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """`settings` without their prefix."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MXADMIN_")}
    return clean | {"MXADMIN_DATA_DIR": str(folder)} | {f"MXADMIN_{name}": text for name, text in settings.items()}


def mxadmin(*arguments: str, folder: Path, **settings: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        (*COMMAND, *arguments), env=environment(folder, **settings), capture_output=True, text=True, timeout=120
    )
