"""Fixtures for every test: a real PostgreSQL, started once a session, and databases of one's own in it."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from mxadmin.demo.postgres import EmbeddedPostgres


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A running server. A test that stops or pauses it starts or resumes it again."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), fsync=False) as server:
        yield server


@pytest.fixture(scope="session")
def _database_numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture
def fresh_database(
    postgres: EmbeddedPostgres, _database_numbers: Iterator[int]
) -> Iterator[Callable[[], str]]:
    """Call it for the URL (superuser) of an empty database that this test has to itself."""
    names: list[str] = []

    def create() -> str:
        names.append(f"test_{next(_database_numbers)}")
        postgres.create_database(names[-1])
        return postgres.url(names[-1])

    yield create
    for name in names:
        postgres.drop_database(name)
