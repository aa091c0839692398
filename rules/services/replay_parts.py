"""Replayed attempts as a part is stored."""

from collections.abc import Sequence
from typing import Any

from rules.replay import row_file
from rules.replay.attempt import moment
from rules.replay.result import Row


def columns(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the columns of a part with these rows."""
    starts = [row.at for row in rows]
    return {
        "first": moment(min(starts)),
        "last": moment(max(starts)),
        "labels": row_file.kinds(rows),
        "servers": row_file.servers(rows),
        "rows": row_file.pack(rows),
    }
