"""Browsers of people in each role."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rules.models.roles import Role
from tests.people import person

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")

ZONE = """
$TTL 300
plain.example.     MX 10 mx1.plain.example.
plain.example.     MX 20 mx2.plain.example.
mx1.plain.example. A 192.0.2.1
mx2.plain.example. A 192.0.2.2
"""


@pytest.fixture(autouse=True)
def _pinned_zone(tmp_path, settings):
    """No test asks a real DNS server; the one configured refuses at once."""
    (tmp_path / "plain.zone").write_text(ZONE)
    settings.ZONE_FILES = (tmp_path / "plain.zone",)
    settings.DNS_SERVER = "127.0.0.1:1"


@pytest.fixture
def browser_of(db: None) -> Callable[[Role | None], Client]:
    def sign_in(role: Role | None) -> Client:
        client = Client()
        client.force_login(User.objects.filter(username=role or "newcomer").first() or person(role))
        return client

    return sign_in


@pytest.fixture
def viewer(browser_of) -> Client:
    return browser_of(Role.VIEWER)


@pytest.fixture
def editor(browser_of) -> Client:
    return browser_of(Role.EDITOR)


@pytest.fixture
def publisher(browser_of) -> Client:
    return browser_of(Role.PUBLISHER)


@pytest.fixture
def queue(demo_queue, settings) -> str:
    """VPOP3's database, as the demo plays it."""
    settings.VPOP3_DATABASE_URL = demo_queue
    return demo_queue


@pytest.fixture
def reading() -> Callable[[], Iterator[CaptureQueriesContext]]:
    """Check that nothing is written while the block runs; its queries can be counted."""

    @contextmanager
    def watch() -> Iterator[CaptureQueriesContext]:
        with CaptureQueriesContext(connection) as queries:
            yield queries
        written = [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(WRITES)]
        assert written == []

    return watch
