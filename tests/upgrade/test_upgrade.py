"""A data folder that version 0.1.0 made: today's version finds everything, and goes on with what was waiting.

`fill_former_version.py` made it, and says how.
"""

import json
import re
import sqlite3
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core import signing

from rules.models import Revision, Scenario
from rules.scenarios.case_reader import read_case
from rules.services.checks import seal
from rules.views.scenarios import scenario_view
from tests.demo.processes import wait_until
from tests.demo.running import Browser
from tests.terminal import mxadmin, mxadmin_each
from tests.upgrade.former import HERE, NAME, Former, served

FORMER = Former.read("former_version")
PAGES = FORMER.pages()


@dataclass(frozen=True)
class Upgraded:
    """A migrated data folder; `install` is VPOP3's."""

    folder: Path
    install: Path
    settings: dict[str, str]

    def rows(self, statement: str) -> list[tuple]:
        with sqlite3.connect(self.folder / "mxadmin.sqlite3") as connection:
            return connection.execute(statement).fetchall()


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory, vpop3) -> Upgraded:
    folder, install = tmp_path_factory.mktemp("former"), tmp_path_factory.mktemp("vpop3")
    with sqlite3.connect(folder / "mxadmin.sqlite3") as connection:
        connection.executescript(FORMER.sql(install))
    settings = {
        "SECRET_KEY": FORMER.told["secret_key"],
        "ZONE_FILES": str(HERE / "plain.zone"),
        "VPOP3_DATABASE_URL": vpop3,
        "VPOP3_DIR": str(install),
        "KEEP_RUNS_DAYS": "3650",
    }
    migrated = mxadmin("migrate", folder=folder, **settings)
    assert (migrated.returncode, migrated.stderr) == (0, "")
    return Upgraded(folder, install, settings)


@pytest.fixture(scope="module")
def url(upgraded) -> Iterator[str]:
    with served(upgraded.folder, upgraded.settings) as address:
        yield address


@pytest.mark.parametrize(("role", "path", "shows"), PAGES, ids=[f"{path} {shows}" for _, path, shows in PAGES])
def test_each_page_shows_what_was_kept(url, role, path, shows):
    where, page = FORMER.signed_in(role).get(url + path)
    assert where == url + path
    assert shows in page


def test_a_former_name_of_a_script_leads_to_it(url):
    assert "/scripts/new.lua/save/" in FORMER.signed_in("viewer").get(f"{url}/scripts/old.lua/")[1]


def test_the_draft_is_offered_and_can_be_restored(url):
    browser = FORMER.signed_in("editor")
    (link,) = set(re.findall(rf'href="(/scripts/{NAME}/\?draft=\w+)"', browser.get(f"{url}/scripts/{NAME}/")[1]))
    assert "-- a draft" in browser.get(url + link)[1]


@pytest.mark.parametrize("role", ["viewer", "editor", "publisher"])
def test_the_passwords_are_the_same(url, role):
    assert Browser().sign_in(url, role, f"former-{role}-secret") == f"{url}/"


def test_a_link_to_one_attempt_finds_its_row(url):
    _, page = FORMER.signed_in("viewer").get(url + FORMER.told["attempt"])
    assert "&lt;120@hartwell.example&gt;" in page


def test_a_link_to_older_attempts_goes_on_where_it_ended(url):
    _, page = FORMER.signed_in("viewer").get(url + FORMER.told["older_attempts"])
    assert len(set(re.findall(r'href="(/attempt/[^"]+)"', page))) == 50
    assert FORMER.told["attempt"] not in page


def test_a_token_still_fetches_the_live_text(url):
    request = urllib.request.Request(
        f"{url}/scripts/{NAME}/live.lua", headers={"Authorization": f"Bearer {FORMER.told['token']}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert b'if server == "mx1.plain.example" then return false, 10 end' in answer.read()


def test_the_queued_tasks_are_worked_off(url, upgraded):
    """The batch that waited is done, the new revision is tried, and none of the tasks failed."""
    wait_until(lambda: upgraded.rows("SELECT finished_at IS NOT NULL FROM rules_batch") == [(1,), (1,)], seconds=60)
    tried = "SELECT count(*) FROM rules_scenarioresult WHERE revision_id = 6"
    wait_until(lambda: upgraded.rows(tried) == [(2,)], seconds=60)
    assert upgraded.rows("SELECT * FROM django_tasks_database_dbtaskresult WHERE status = 'FAILED'") == []
    _, page = FORMER.signed_in("viewer").get(f"{url}/batches/{FORMER.told['batches'][1]}/")
    assert "mx1.plain.example" in page


def test_the_delivery_that_waited_is_written(url, upgraded):
    wait_until(lambda: any(path.name.casefold() == NAME for path in upgraded.install.iterdir()), seconds=60)
    (script,) = [path for path in upgraded.install.iterdir() if path.name.casefold() == NAME]
    assert b'if server == "mx1.plain.example" then return false, 10 end' in script.read_bytes()


def test_the_seal_of_the_checks_is_read(settings, monkeypatch, upgraded):
    """The seal came from a page that was open during the upgrade; here it is older than an hour."""
    settings.SECRET_KEY = FORMER.told["secret_key"]
    monkeypatch.setattr(seal, "VALID", None)
    ((sha256,),) = upgraded.rows("SELECT sha256 FROM rules_revision WHERE id = 6")
    revision, live = Revision(pk=6, sha256=sha256), Revision(pk=4)
    checks = seal.opened(FORMER.told["checked"], revision=revision, live=live)
    assert {check.name for check in checks} == {"loads", "findings", "destinations", "scenarios"}
    assert seal.opened(FORMER.told["checked"], revision=revision, live=Revision(pk=3)) == ()


def test_an_answer_that_was_offered_can_be_accepted(settings, upgraded):
    settings.SECRET_KEY = FORMER.told["secret_key"]
    ((changed_at,),) = upgraded.rows("SELECT changed_at FROM rules_scenario WHERE id = 2")
    scenario = Scenario(pk=2, changed_at=datetime.fromisoformat(changed_at).replace(tzinfo=UTC))
    offered = signing.loads(FORMER.told["accept"]["offer"], salt=scenario_view._salt(scenario))
    assert read_case(offered).inputs.domain == "plain.example"


def holds(former: object, today: object) -> bool:
    """Whether today's JSON has every key of the former's, with a value of the same type."""
    if isinstance(former, dict):
        return isinstance(today, dict) and all(key in today and holds(former[key], today[key]) for key in former)
    if isinstance(former, list):
        return isinstance(today, list) and all(holds(one, today[0]) for one in former[:1])
    return former is None or today is None or type(former) is type(today)


def test_commands_answer_scripts_as_before(upgraded, monkeypatch):
    monkeypatch.chdir(HERE)
    former = [SimpleNamespace(**ran) for ran in FORMER.told["commands"]]
    lines = [ran.line.split() for ran in former]
    for ran, done in zip(former, mxadmin_each(lines, folder=upgraded.folder, **upgraded.settings), strict=True):
        assert done.returncode == ran.code, ran.line
        if "--json" in ran.line:
            assert holds(json.loads(ran.output), json.loads(done.stdout)), ran.line
        else:
            assert done.stdout == ran.output
