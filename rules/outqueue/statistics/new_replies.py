"""Replies that were never seen before: kinds of failure in the last day that no day of the fortnight before had."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.statistics import similar_replies
from rules.outqueue.statistics.day_cache import DAY, Days
from rules.outqueue.statistics.day_files import DayFiles
from rules.outqueue.statistics.similar_replies import ReplyKind, failures

LOOKED_BACK = timedelta(days=14)
SECONDS = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReplies:
    """`kinds`, the most frequent first, were not seen between `looked_back_to` and the last day; `missing` of the
    fortnight is not looked through yet; `cut`: of a day there, only the most frequent kinds are known."""

    kinds: tuple[ReplyKind, ...]
    since: datetime
    looked_back_to: datetime
    missing: timedelta
    cut: bool = False
    trouble: str = ""


class Replies:
    """The kinds of reply that each day had, in files of `folder` for all processes. Safe to share between threads."""

    def __init__(self, attempts: SendAttempts, folder: Path | None = None) -> None:
        self._attempts = attempts
        self._days: Days[tuple[ReplyKind, ...]] = Days(
            DayFiles(folder, kind="replies", write=_to_json, read=_from_json) if folder else None
        )

    def new(self, *, now: datetime) -> NewReplies:
        """Return the new kinds of the last 24 hours. A repeated call goes on where the last stopped. Raises
        Unavailable."""
        now = now.astimezone(UTC)
        return self._attempts.known.using(lambda columns: self._new(columns, now))

    def _new(self, columns: Columns, now: datetime) -> NewReplies:
        database = self._attempts.database
        recent = failures(database, columns, now - DAY, now)
        begin = (now - LOOKED_BACK).replace(hour=0, minute=0, second=0, microsecond=0)
        counted = self._days.count(
            begin,
            now - DAY,
            lambda *day: failures(database, columns, *day),
            now=now,
            seconds=SECONDS,
            source=columns.identity,
        )
        known = _keys(kind for piece in counted.pieces for kind in piece)
        return NewReplies(
            kinds=tuple(kind for kind in recent if kind.key not in known),
            since=now - DAY,
            looked_back_to=counted.since,
            missing=counted.missing,
            cut=any(len(piece) >= similar_replies.MOST_KINDS for piece in counted.pieces),
            trouble=counted.trouble,
        )


def _keys(kinds: Iterable[ReplyKind]) -> set[tuple[str | None, str]]:
    return {kind.key for kind in kinds}


def _to_json(kinds: tuple[ReplyKind, ...]) -> object:
    return [asdict(kind) | {"first": kind.first.isoformat()} for kind in kinds]


def _from_json(stored: Any) -> tuple[ReplyKind, ...]:
    return tuple(ReplyKind(**each | {"first": datetime.fromisoformat(each["first"])}) for each in stored)
