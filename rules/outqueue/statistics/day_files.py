"""Counts of days that are over, as files that all processes of this machine share.

A database of mxadmin's own would be the place for what must not be lost; this can be counted again at any time, and a
page that is only looked at writes nothing there.
"""

import gzip
import hashlib
import json
import os
import tempfile
import time
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

Piece = TypeVar("Piece")
LEAST_SECONDS, MOST_SECONDS = 3_600.0, 86_400.0
"""A day is believed for as long as it had been over when it was counted, within these bounds: soon after its end VPOP3
may still add attempts to it, later it may only delete them."""


class DayFiles(Generic[Piece]):
    """One small file for each day. Processes may write at once: a file is replaced as a whole. Neither a full disk
    nor a damaged file is an error: the day is counted again."""

    def __init__(
        self, folder: Path, *, kind: str, write: Callable[[Piece], object], read: Callable[[object], Piece]
    ) -> None:
        self._folder = folder
        self._kind = kind
        self._write = write
        self._read = read

    def get(self, source: str, day: datetime) -> Piece | None:
        """Return the counts of the day of that source, unless they are too old to be believed."""
        try:
            counted, piece = json.loads(gzip.decompress(self._path(source, day).read_bytes()))
            believed = min(max(LEAST_SECONDS, counted - (day + timedelta(days=1)).timestamp()), MOST_SECONDS)
            return self._read(piece) if 0 <= time.time() - counted < believed else None
        except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError):
            return None

    def keep(self, source: str, day: datetime, piece: Piece) -> None:
        content = gzip.compress(json.dumps([time.time(), self._write(piece)]).encode(), compresslevel=1)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._prune()
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as file:
                file.write(content)
            os.replace(file.name, self._path(source, day))
        except OSError:
            return

    def _path(self, source: str, day: datetime) -> Path:
        name = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        return self._folder / f"{self._kind}-{name}-{day:%Y%m%d}.json.gz"

    def _prune(self) -> None:
        """Delete counts that are too old to be used, other databases' days among them."""
        old = time.time() - MOST_SECONDS
        for path in self._folder.iterdir():
            if path.stat().st_mtime < old:
                path.unlink(missing_ok=True)
