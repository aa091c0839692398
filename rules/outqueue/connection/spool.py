"""Rows on their way from VPOP3's database to a slow reader, kept in a temporary file without a name."""

import pickle
import tempfile
from collections.abc import Iterator
from itertools import islice

Row = tuple[object, ...]
BATCH = 500
IN_MEMORY = 1_000_000
"""The bytes to keep in memory; more goes to the disk."""


class Spool:
    """A spool to fill and then read once. The query never waits for the reader of its rows."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed once it was read
        self._batches = 0
        self.rows = 0
        self.last: Row | None = None

    def fill(self, rows: Iterator[Row]) -> None:
        """Store the rows. Raises OSError where the disk is full."""
        while batch := list(islice(rows, BATCH)):
            pickle.dump(batch, self._file, pickle.HIGHEST_PROTOCOL)
            self._batches += 1
            self.rows += len(batch)
            self.last = batch[-1]

    def batches(self) -> Iterator[list[Row]]:
        """Yield the rows, at most 500 at a time. Closes the file at the end."""
        with self._file:
            self._file.seek(0)
            for _ in range(self._batches):
                yield pickle.load(self._file)  # noqa: S301 - only this process has the file

    def close(self) -> None:
        self._file.close()
