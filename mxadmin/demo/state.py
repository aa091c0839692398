"""The demo's folder: what is in it, whose it is, and that only one demo uses it at a time."""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mxadmin import locations

ROLES = ("viewer", "editor", "publisher")
"""The roles; each is also the name of the user who has it."""


class DemoError(Exception):
    """A sentence: why the demo cannot start, and what to do."""


def _passwords() -> dict[str, str]:
    return {role: secrets.token_urlsafe(12) for role in ROLES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Secrets made at the first start and kept, so that a second start changes no password. None is in the code."""

    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(50))
    owner_password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    reader_password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    users: dict[str, str] = field(default_factory=_passwords)


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """The folder `demo` in the default data folder, or the one that MXADMIN_DEMO_DIR names."""

    folder: Path

    @classmethod
    def default(cls) -> "DemoFolder":
        named = os.environ.get("MXADMIN_DEMO_DIR")
        return cls(Path(named).absolute() if named else locations.data() / "demo")

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def install_folder(self) -> Path:
        """The folder that mxadmin takes for VPOP3's."""
        return self.folder / "vpop3"

    @property
    def storms(self) -> Path:
        return self.folder / "storms.json"

    @property
    def publications(self) -> Path:
        """Which of the demo's revisions went live when."""
        return self.folder / "publications.json"

    @property
    def env_file(self) -> Path:
        return self.folder / "env"

    @contextmanager
    def locked(self) -> Iterator["DemoFolder"]:
        """Lock the folder for this demo. Raises DemoError while another demo runs on it. The lock ends with the
        process."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DemoError(
                    f"A demo is running on {self.folder} already: use that one, or stop it with Ctrl-C first."
                ) from None
            yield self

    def clear(self) -> None:
        """Delete everything but the lock that is held."""
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != "lock":
                path.unlink()

    def secrets(self) -> Secrets:
        file = self.folder / "secrets.json"
        if not file.exists():
            write_private(file, json.dumps(asdict(Secrets()), indent=2) + "\n")
        try:
            return Secrets(**json.loads(file.read_text()))
        except (ValueError, TypeError):
            raise DemoError(f"{file} is damaged: start afresh with `mxadmin demo --reset`.") from None


def write_private(file: Path, text: str) -> None:
    """Write the file whole or not at all, and readable by the owner only from its first moment."""
    unfinished = file.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as opened:
        opened.write(text)
    unfinished.replace(file)
