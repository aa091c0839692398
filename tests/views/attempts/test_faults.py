"""VPOP3's database stopped, frozen and restarted while people read: sentences in time, and recovery by itself."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections as own_databases
from django.test import Client
from django.urls import reverse

from rules.outqueue.connection.database import Vpop3Database
from rules.wiring import connections
from tests.views.attempts.test_overview import own_queue  # noqa: F401
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    reverse("overview"),
    reverse("attempts"),
    reverse("server", args=["mx"]),
    reverse("new_replies"),
    reverse("home"),
]
SLOWEST = 12.0
"""Seconds, of a page whose server does not answer: one wait for all that it asks."""


@pytest.fixture
def impatient(own_queue, settings, monkeypatch):  # noqa: F811
    """A database whose waits are half a second."""
    own_queue(*[("mx", minutes, "421 later") for minutes in range(1, 50)])
    database = Vpop3Database(settings.VPOP3_DATABASE_URL, connect_timeout=0.5, statement_timeout=0.4, failure_pause=0.3)
    monkeypatch.setattr("rules.outqueue.connection.database.GRACE_SECONDS", 0.1)
    monkeypatch.setattr(connections.attempts(), "database", database)
    monkeypatch.setattr(connections.attempts().known, "_database", database)
    yield
    database.close()


@pytest.fixture
def server(postgres):
    yield postgres
    postgres.resume() if postgres.running else postgres.start()


def visit(client: Client, pages: list[str], began: threading.Event | None) -> list[tuple[int, bool, float]]:
    """Status, whether it says that the database is away, and how long it took."""
    seen = []
    for page in pages:
        started = time.monotonic()
        answer = client.get(page)
        seen.append((answer.status_code, "s database does not answer" in answer.text, time.monotonic() - started))
        if began:
            began.set()
    own_databases.close_all()
    return seen


def test_pages_answer_while_the_database_stops_freezes_and_starts_again(impatient, server, viewer):
    def load(began: threading.Event | None = None, readers: int = 3) -> list[tuple[int, bool, float]]:
        clients = [Client() for _ in range(readers)]
        for client in clients:
            client.cookies = viewer.cookies
        turns = [PAGES[turn:] + PAGES[:turn] for turn in range(readers)]
        with ThreadPoolExecutor(readers) as people:
            return [seen for all_seen in people.map(visit, clients, turns, [began] * readers) for seen in all_seen]

    def all_well() -> bool:
        return not any(away for _, away, _ in load(readers=1))

    wait_until(all_well)
    with ThreadPoolExecutor(1) as background:
        for harm, repair in ((server.stop, server.start), (server.pause, server.resume), (server.restart, None)):
            began = threading.Event()
            reading = background.submit(load, began)
            began.wait(60)
            harm()
            seen = reading.result() + load()
            assert {status for status, _, _ in seen} == {200}
            assert max(seconds for _, _, seconds in seen) < SLOWEST
            if repair:
                assert any(away for _, away, _ in seen), f"{harm.__name__} was not noticed"
                repair()
            wait_until(all_well)
