"""Fixtures for every test: a real PostgreSQL, started once a session, and a database of its own in it for each test."""

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.template import Context, Template
from django.test.signals import template_rendered
from django.utils.safestring import SafeString
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from mxadmin.demo import queue
from mxadmin.demo.postgres import EmbeddedPostgres
from rules.services.checks import guard, history
from rules.wiring import connections
from tests import demo_queue as demo_queue_of_all
from tests.databases import Databases
from tests.terminal import mxadmin

# A busy machine is no failure: benchmarks measure time.
settings.register_profile("mxadmin", deadline=None, max_examples=60)
settings.load_profile("mxadmin")

HERE = Path(__file__).parent
TIERS = ("", "demo", "browser")
SERVERS = {"postgres", "debian_postgres", "serve", "zoo"}
"""Fixtures that start a server."""
SLOW = {
    *("test_house.py", "test_serve.py", "test_own_tables.py", "test_web_process.py", "test_cli.py", "test_work.py"),
    *("test_upgrade.py",),
    *("test_soak.py", "test_processes.py", "test_series.py", "test_protocol.py", "test_protocol_child.py"),
    *("test_refusals.py", "test_without_unix.py", "test_hostile.py", "test_histories.py", "test_broken_text.py"),
    *("test_gateway.py", "test_full_disk.py", "test_ownstore.py", "test_settings.py"),
    *("test_zoo.py", "test_floods.py", "test_odd_dns.py", "test_system.py", "test_live.py"),
    *("test_against_the_oracle.py", "test_equals_replay.py", "test_diff.py", "test_sign_in.py"),
    *("test_against_brute_force.py", "test_choice.py", "test_probing.py", "test_threshold.py", "test_sandbox.py"),
    *("test_fuse_killed.py", "test_fuse_histories.py", "test_accounts.py"),
    *("test_cookbook.py", "test_change_and_audit.py", "test_dry_run_inputs.py"),
}
"""Modules that start programs, hold hostile scripts for seconds, wait for lying DNS servers, or try hundreds of
sign-ins or thousands of generated inputs."""
LONG = {
    *("test_gateway.py", "test_work.py", "test_odd_requests.py", "test_faults.py", "test_histories.py"),
    *("test_demo.py", "test_wheel.py", "test_every_page.py", "test_nothing_lost.py", "test_script_desk_weight.py"),
    "test_publish.py",
}
"""Modules with tests of many seconds: first in their tier, so that no worker is left alone with one at the end."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no module of which `-m fast` selects nothing."""
    return (config.option.markexpr == "fast" and _is_slow(collection_path)) or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put a whole demo after all others, then the browser, which leaves an event loop running behind it.

    `-m fast` selects those that need no server: the ones to run while writing code.
    """
    items.sort(key=lambda item: (TIERS.index(_folder(item.path)), item.path.name not in LONG))
    for item in items:
        if not _is_slow(item.path) and SERVERS.isdisjoint(_names_asked_for(item)):
            item.add_marker("fast")


def pytest_collection_finish() -> None:
    """Take the collected tests out of the garbage collector's sight, and let it look less often: it cost a tenth of the
    time of tests that make pages."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def _folder(path: Path) -> str:
    """Return the tier that the path is in, or "" for all others."""
    first = path.relative_to(HERE).parts[:1]
    return next((tier for tier in TIERS if first == (tier,)), "")


def _is_slow(path: Path) -> bool:
    return path.name in SLOW or _folder(path) != "" or path.is_relative_to(HERE / "benchmarks")


def _names_asked_for(item: pytest.Item) -> set[str]:
    """Return the names of its fixtures, also of those that a parameter names."""
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return {*getattr(item, "fixturenames", ()), *(value for value in values if isinstance(value, str))}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Drop the triggers: between tests their database is emptied, which they would refuse. tests/stories keeps them."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_delete'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_found_when_asked_for() -> None:
    """Look for static files when they are asked for: finding all of them for each test's own client took longer than
    the test."""
    django_settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session", autouse=True)
def _only_pages_are_noted(django_test_environment: None) -> None:
    """Note the context of each page, not of the 300 templates that it includes: that took longer than its queries."""

    def render(template: Template, context: Context) -> SafeString:
        if not hasattr(context, "noted"):
            context.noted = True  # those that it includes get this context, or a copy of it
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    Template._render = render


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_quick() -> None:
    """Django's own takes a third of a second for each, on purpose."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def _shared_sandboxes_are_closed() -> Iterator[None]:
    """Close the sandboxes of the pages: else their processes are warned of while the interpreter ends."""
    yield
    for shared in (connections.sandbox, connections.mass_sandbox):
        if shared.cache_info().currsize:
            shared().close()


@pytest.fixture(scope="session")
def migrated_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Call it for a data folder of one's own with mxadmin's tables, as `mxadmin migrate` leaves it."""
    folder = tmp_path_factory.mktemp("migrated")
    assert mxadmin("migrate", "-v0", folder=folder).returncode == 0

    def copy() -> Path:
        return shutil.copytree(folder, tmp_path_factory.mktemp("own-tables"), dirs_exist_ok=True)

    return copy


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A running server. A test that stops or pauses it starts or resumes it again."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), fsync=False) as server:
        yield server


@pytest.fixture(scope="session")
def debian_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """The same with the programs of Debian's package, where it is installed: an older PostgreSQL."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not programs:
        pytest.skip("Debian's package postgresql is not installed")
    folder = tmp_path_factory.mktemp("debian-postgres")
    with EmbeddedPostgres(folder, fsync=False, programs=programs[-1].parent) as server:
        yield server


@pytest.fixture(scope="session")
def _database_numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture(scope="session")
def databases(_database_numbers: Iterator[int]) -> Callable[[EmbeddedPostgres], Databases]:
    """Call it with a server for the empty databases there."""
    return cache(partial(Databases, numbers=_database_numbers))


@pytest.fixture
def fresh_database(
    postgres: EmbeddedPostgres, databases: Callable[[EmbeddedPostgres], Databases]
) -> Iterator[Callable[[], str]]:
    """Call it for the URL (superuser) of an empty database that this test has to itself."""
    names: list[str] = []

    def create() -> str:
        names.append(databases(postgres).take())
        return postgres.url(names[-1])

    yield create
    for name in names:
        databases(postgres).give_back(name)


@pytest.fixture(scope="session")
def demo_queue(postgres: EmbeddedPostgres, fill_demo_queue: Callable[[], None]) -> str:
    """The URL, with the role that may only SELECT, of the demo's queue: 14 days, and a storm at this moment."""
    queue.create(postgres, owner_password="owner", reader_password="reader")
    fill_demo_queue()
    return postgres.url(queue.DATABASE, queue.READER, "reader")


filled: dict[str, datetime] = {}


@pytest.fixture(scope="session")
def fill_demo_queue(
    postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[], None]:
    """Call it to fill the queue up to this moment, whatever earlier tests did to it."""
    folder = tmp_path_factory.getbasetemp()

    def fill() -> None:
        filled["until"] = demo_queue_of_all.fill(postgres, folder if worker_id == "master" else folder.parent)

    return fill


@pytest.fixture(autouse=True)
def _the_storm_of_the_demo_goes_on(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule counts the attempts of the last minutes: there are some, however long the tests have taken so far.

    Each page of a publication replays the last days, for up to eight seconds: here the last hours.
    """
    if "demo_queue" in request.fixturenames:
        monkeypatch.setattr(history, "LAST", timedelta(hours=6))
        monkeypatch.setattr(guard, "LAST", timedelta(hours=6))
        request.getfixturevalue("demo_queue")
        if datetime.now(UTC) - filled["until"] > timedelta(minutes=6):
            request.getfixturevalue("fill_demo_queue")()
