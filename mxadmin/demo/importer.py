"""A stand-in for VPOP3's import: it loads a .LUA file found in its folder, and renames it."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

SECONDS = 5.0
logger = logging.getLogger(__name__)


def import_scripts(folder: Path) -> list[bytes]:
    """Import the scripts as VPOP3 does, and return their texts."""
    found = sorted(path for path in folder.iterdir() if path.suffix.casefold() == ".lua")
    taken = [path.read_bytes() for path in found]
    for path in found:
        path.replace(path.with_name(f"{path.stem}.LUA.OLD"))
    return taken


class Importer:
    """A thread that looks now and then, as VPOP3 would. `taken` is told each text that was imported."""

    def __init__(self, folder: Path, taken: Callable[[bytes], object]) -> None:
        folder.mkdir(exist_ok=True)
        self._taken = taken
        self._folder = folder
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="importer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping.wait(SECONDS):
            try:
                for text in import_scripts(self._folder):
                    self._taken(text)
            except OSError as error:  # the folder may be away, as a share can be
                logger.warning("The demo's VPOP3 takes nothing over: %s", error)
