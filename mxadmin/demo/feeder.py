"""Mail that keeps coming while the demo runs."""

import logging
import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import psycopg

from mxadmin.demo import queue
from mxadmin.demo.traffic import Traffic

SECONDS = 2.0
logger = logging.getLogger(__name__)


class Feeder:
    """A thread that adds attempts as they fall due. A database that is away is tried again; nothing gets lost."""

    def __init__(self, url: str, traffic: Traffic) -> None:
        self._url = url
        self._traffic = traffic
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feeder", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._url, connect_timeout=5, autocommit=True) as connection:
                    self._feed(connection)
            except psycopg.Error as error:
                logger.warning("The demo's queue has stopped: %s", error)
                self._stopping.wait(SECONDS)

    def _feed(self, connection: psycopg.Connection) -> None:
        while not self._stopping.wait(SECONDS):
            queue.catch_up(connection, self._traffic, datetime.now(UTC))
