"""The same upgrade where mxadmin's own tables of version 0.1.0 are in PostgreSQL.

`fill_former_version.py postgresql` made them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from mxadmin.demo import queue
from tests.demo.processes import wait_until
from tests.terminal import mxadmin
from tests.upgrade.former import HERE, NAME, Former, served

FORMER = Former.read("former_postgresql")
OWN_DATABASE = "upgraded_own"
NEVER_EMPTIED = (
    *("auth_user", "rules_auditentry", "rules_batch", "rules_batchitem", "rules_delivery", "rules_draft"),
    *("rules_dryrun", "rules_formername", "rules_preset", "rules_pulltoken", "rules_revision", "rules_savedview"),
    *("rules_scenario", "rules_scenarioresult", "rules_script"),
)


@dataclass(frozen=True)
class Upgraded:
    """A migrated database. `before` and `after` count the rows of each table."""

    folder: Path
    settings: dict[str, str]
    before: dict[str, int]
    after: dict[str, int]

    def value(self, statement: str) -> object:
        with psycopg.connect(self.settings["DATABASE_URL"]) as connection:
            return connection.execute(statement).fetchone()[0]


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory, postgres, vpop3) -> Upgraded:
    folder, install = tmp_path_factory.mktemp("former"), tmp_path_factory.mktemp("vpop3")
    postgres.create_database(OWN_DATABASE, queue.OWNER)
    address = postgres.url(OWN_DATABASE, queue.OWNER, "owner")
    with psycopg.connect(address) as connection:
        connection.execute(FORMER.sql(install))
    settings = {
        "SECRET_KEY": FORMER.told["secret_key"],
        "DATABASE_URL": address,
        "ZONE_FILES": str(HERE / "plain.zone"),
        "VPOP3_DATABASE_URL": vpop3,
        "VPOP3_DIR": str(install),
        "KEEP_RUNS_DAYS": "3650",
    }
    before = counts(address)
    migrated = mxadmin("migrate", folder=folder, **settings)
    assert (migrated.returncode, migrated.stderr) == (0, "")
    return Upgraded(folder, settings, before, counts(address))


def counts(address: str) -> dict[str, int]:
    with psycopg.connect(address) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in NEVER_EMPTIED}


@pytest.fixture(scope="module")
def url(upgraded) -> Iterator[str]:
    with served(upgraded.folder, upgraded.settings) as address:
        yield address


def test_every_table_keeps_its_rows(upgraded):
    assert 0 not in upgraded.before.values()
    assert upgraded.after == upgraded.before


def test_each_page_shows_what_was_kept(url):
    browsers = {role: FORMER.signed_in(role) for role in ("viewer", "editor")}
    for role, path, shows in FORMER.pages():
        where, page = browsers[role].get(url + path)
        assert (where, shows in page) == (url + path, True), (path, shows)


def test_the_draft_and_a_link_to_an_attempt_are_found(url):
    browser = FORMER.signed_in("editor")
    (link,) = set(re.findall(rf'href="(/scripts/{NAME}/\?draft=\w+)"', browser.get(f"{url}/scripts/{NAME}/")[1]))
    assert "-- a draft" in browser.get(url + link)[1]
    assert "&lt;120@hartwell.example&gt;" in browser.get(url + FORMER.told["attempt"])[1]


def test_the_queued_tasks_are_worked_off(url, upgraded):
    wait_until(lambda: upgraded.value("SELECT bool_and(finished_at IS NOT NULL) FROM rules_batch"), seconds=60)
    tried = "SELECT count(*) FROM rules_scenarioresult WHERE revision_id = 6"
    wait_until(lambda: upgraded.value(tried) == 2, seconds=60)
    assert upgraded.value("SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'FAILED'") == 0


def test_stored_revisions_can_still_not_be_changed(upgraded):
    with (
        psycopg.connect(upgraded.settings["DATABASE_URL"]) as connection,
        pytest.raises(psycopg.errors.RaiseException, match="rows are never changed or deleted"),
    ):
        connection.execute("UPDATE rules_revision SET message = 'other'")
