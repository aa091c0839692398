"""`mxadmin` as typed at a terminal, in a process of its own with no setting but those given."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

COMMAND = (sys.executable, "-c", "from mxadmin.cli import main; main()")


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """`settings` without their prefix."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MXADMIN_")}
    return clean | {"MXADMIN_DATA_DIR": str(folder)} | {f"MXADMIN_{name}": text for name, text in settings.items()}


def mxadmin(*arguments: str, folder: Path, **settings: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        (*COMMAND, *arguments), env=environment(folder, **settings), capture_output=True, text=True, timeout=120
    )


EACH = """
import json, os, sys
import django
from mxadmin import cli

os.environ["DJANGO_SETTINGS_MODULE"] = "mxadmin.settings"
django.setup()
for number, line in enumerate(json.loads(sys.argv[2])):
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        for place, name in enumerate(("out", "err"), 1):
            os.dup2(os.open(f"{sys.argv[1]}/{number}.{name}", os.O_CREAT | os.O_WRONLY), place)
        sys.argv = ["mxadmin", *line]
        cli.main()
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


def mxadmin_each(lines: list[list[str]], *, folder: Path, **settings: str) -> list[subprocess.CompletedProcess]:
    """Run several commands that only read, one after the other. They share what takes longest: Django's start."""
    with TemporaryDirectory() as said:
        command = (sys.executable, "-c", EACH, said, json.dumps(lines))
        codes = subprocess.check_output(command, env=environment(folder, **settings), text=True, timeout=300)
        return [
            subprocess.CompletedProcess(
                line, int(code), *(Path(f"{said}/{number}.{name}").read_text() for name in ("out", "err"))
            )
            for number, (line, code) in enumerate(zip(lines, codes.split(), strict=True))
        ]
