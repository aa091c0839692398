"""Which worker has a piece of background work, until when, and what happens when it cannot go on.

A worker has it until a set time, which every stored step puts off. One that takes longer is presumed dead.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, Generic, TypeVar

from django.db import DatabaseError, connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from rules.lua.cancellation import Cancellation
from rules.models import Guard, Replay, Tuning

TRUSTED = timedelta(seconds=60)
"""The time that one step may take."""
PAUSE = timedelta(seconds=5)
"""The time before a database that was away is asked again."""
MOST_TRIES = 100
"""The tries, one after the other without a step forward, after which what was found is all that will be."""
LOOK_EVERY = 0.2
"""Seconds between two looks whether somebody has cancelled the work."""

Work = TypeVar("Work", Replay, Tuning, Guard)


class Claims(Generic[Work]):
    """The claims on the rows of `model` that have these values."""

    def __init__(self, model: type[Work], **values: Any) -> None:
        self._all: QuerySet[Work] = model._default_manager.filter(**values)

    def open(self, pk: int) -> "QuerySet[Work]":
        return self._all.filter(pk=pk, finished_at=None, cancelled_at=None)

    def take(self, pk: int, worker: str, trusted: timedelta = TRUSTED) -> Work | None:
        """Claim the work for a time; None where it is over or another worker has it."""
        now = timezone.now()
        free = self.open(pk).filter(Q(taken_until=None) | Q(taken_until__lt=now))
        if not free.update(worker=worker, taken_until=now + trusted):
            return None
        return self._all.select_related("script").get(pk=pk)

    def mine(self, work: Work) -> "QuerySet[Work]":
        """The work, as long as this worker has it and nobody cancelled it."""
        return self.open(work.pk).filter(worker=work.worker)

    def pause(self, work: Work, error: Exception) -> None:
        """Wait for the database; the look for abandoned work goes on with it. After too many tries it is given up."""
        if work.tries < MOST_TRIES:
            self.mine(work).update(problem=str(error)[:500], taken_until=timezone.now() + PAUSE, tries=F("tries") + 1)
        else:
            self.mine(work).update(failure=str(error)[:500], finished_at=timezone.now())

    def abandoned(self) -> list[int]:
        """Return the keys of what no worker has any more."""
        free = Q(taken_until=None) | Q(taken_until__lt=timezone.now())
        return list(self._all.filter(free, finished_at=None, cancelled_at=None).values_list("pk", flat=True))

    @contextmanager
    def watched(self, work: Work, cancellation: Cancellation) -> Iterator[None]:
        """Cancel as soon as the work is cancelled. A database of mxadmin's own that is away for a while is asked
        again."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(LOOK_EVERY) and not cancellation.cancelled:
                with suppress(DatabaseError):
                    if self._all.filter(pk=work.pk, cancelled_at__isnull=False).exists():
                        cancellation.cancel()
            connection.close()

        thread = threading.Thread(target=watch, name="cancelled", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
