"""The static files that are collected, and the names by which they are served."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.core.files import locks
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class CollectedFiles(StaticFilesConfig):
    """A storage without those of the editor's 600 files that a Lua editor never loads: collecting them all takes
    seconds at each start."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "mode-[!l]*",
        "mode-l[!u]*",
        "worker-*",
        "snippets",
        "keybinding-[!ev]*",
        "keybinding-vs*",
    ]


class HashedWhereCollected(CompressedManifestStaticFilesStorage):
    """A file that `collectstatic` has not seen yet keeps its plain name instead of breaking the page."""

    manifest_strict = False
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        # Our modules import each other by their hashed names, so that none is loaded twice.
        ("js/*.js", ((r"""(?P<matched>from ["'](?P<url>\.{1,2}/[^"']+)["'])""", 'from "%(url)s"'),)),
    )

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hash_key(self.clean_name(name)) in self.hashed_files else name


def collect() -> None:
    """Collect the static files unless nothing has changed since the last time: it takes a second.

    One process at a time: of two that begin at once, each would find the other's files half written or gone.
    """
    done = settings.DATA_DIR / "static.collected"
    with (settings.DATA_DIR / "static.lock").open("w") as lock:
        locks.lock(lock, locks.LOCK_EX)
        if not done.exists() or done.read_text() != _state():
            call_command("collectstatic", interactive=False, verbosity=0)
            done.write_text(_state())


def _state() -> str:
    """Return a digest of the names, sizes and times of all files: those to be collected, and those that were."""
    sources = (Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list(None))
    told = "\n".join(sorted(_told([*sources, *settings.STATIC_ROOT.rglob("*")])))
    return hashlib.sha256(f"{settings.VERSION}\n{told}".encode()).hexdigest()


def _told(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        seen = path.stat()
        yield f"{path} {seen.st_size} {seen.st_mtime_ns}"
