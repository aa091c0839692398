"""The connection page."""

import psycopg
import pytest
from django.urls import reverse

from rules.dryrun.engine import World, run
from rules.dryrun.scenario import Scenario
from rules.lua.parent import interpreter
from rules.lua.sandbox import Sandbox
from rules.resolver.zone import ZoneResolver
from rules.wiring import connections
from tests.confinement import under_refusal
from tests.pages import asks_to_sign_in, names_the_role

pytestmark = pytest.mark.django_db

URL = reverse("connection")


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL)


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), URL, "viewer")


def test_it_is_not_for_post(viewer):
    assert viewer.post(URL).status_code == 405


def test_without_a_database_it_says_how_to_connect_one(viewer, reading):
    with reading():
        page = viewer.get(URL)
    assert page.status_code == 200
    assert not page.context["vpop3"].configured


def test_it_names_every_protection_of_the_sandbox(viewer):
    names = [protection.name for protection in viewer.get(URL).context["protections"]]
    assert names == ["unprivileged user", "no new privileges", "Landlock", "resource limits", "seccomp"]


def test_a_protection_that_the_kernel_refuses_is_shown_with_its_reason(viewer, monkeypatch):
    with Sandbox() as sandbox:
        under_refusal(("Landlock",), sandbox.protections)
        monkeypatch.setattr(connections, "sandbox", lambda: sandbox)
        page = viewer.get(URL).text
    assert "Function not implemented" in page
    assert "no file, no TCP" not in page


def test_a_sandbox_that_cannot_start_is_named_here_and_in_the_ledger_of_a_run(viewer, monkeypatch):
    monkeypatch.setattr(interpreter, "_BOOT", "raise SystemExit  # {module}")
    with Sandbox() as sandbox:
        monkeypatch.setattr(connections, "sandbox", lambda: sandbox)
        assert "No process could be started." in viewer.get(URL).text
        world = World(sandbox=sandbox, resolver=ZoneResolver.parse([("zone", "a.example. 60 IN A 192.0.2.1\n")]))
        *_, decided = run(b"x = 1", Scenario.of("a.example"), world)
    assert decided.ledger.sandbox == "not started, so nothing of the script was run"


def test_it_lists_the_columns_that_were_found(viewer, queue, reading):
    with reading():
        page = viewer.get(URL)
    assert {"server", "starttime", "result"} <= {column.name for column in page.context["probe"].columns}
    assert "documented by the vendor" in page.text


def test_a_role_that_may_only_read_is_no_cause_for_a_warning(viewer, queue):
    privileges = viewer.get(URL).context["probe"].privileges
    assert (privileges.beyond, privileges.writes) == ((), ())


def test_a_role_that_could_write_is_warned_of(viewer, settings, demo_queue, postgres):
    settings.VPOP3_DATABASE_URL = postgres.url("vpop3")
    page = viewer.get(URL)
    assert "SUPERUSER" in page.context["probe"].privileges.beyond
    assert "can do more than read" in page.text


def test_it_shows_the_sql_of_a_role_for_this_very_database(viewer, queue):
    assert "GRANT CONNECT ON DATABASE &quot;vpop3&quot; TO &quot;mxadmin_reader&quot;" in viewer.get(URL).text


def test_an_index_that_is_there_needs_no_advice(viewer, queue):
    assert "CREATE INDEX" not in viewer.get(URL).text


def test_the_page_says_what_each_index_brings_to_lists_by_time(viewer, settings, debian_postgres):
    name = "index_advice"
    debian_postgres.create_database(name)
    settings.VPOP3_DATABASE_URL = debian_postgres.url(name)
    said = []
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamp, result text)")
        for columns in ("result", "server, starttime", "starttime"):
            owner.execute(f"CREATE INDEX ON outqueue.sendattempts ({columns})".encode())
            connections.attempts().known.forget()
            said.append(viewer.get(URL).context["probe"].by_time)
    connections.vpop3().close()
    debian_postgres.drop_database(name)
    assert "read the whole table" in said[0]
    assert "one server after the other" in said[1]
    assert "by the index on starttime" in said[2]


def test_on_a_postgres_that_skips_by_itself_one_index_is_enough(viewer, settings, fresh_database):
    settings.VPOP3_DATABASE_URL = fresh_database()
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamp, result text)")
        owner.execute("CREATE INDEX ON outqueue.sendattempts (server, starttime)")
    assert "skips from server to server" in viewer.get(URL).text


def test_a_missing_index_comes_with_the_sql_that_makes_it(viewer, settings, fresh_database):
    settings.VPOP3_DATABASE_URL = fresh_database()
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamp, result text)")
    assert "CREATE INDEX CONCURRENTLY ON outqueue.sendattempts (server, starttime);" in viewer.get(URL).text


def test_a_database_that_is_away_is_a_sentence_without_the_password(viewer, settings):
    settings.VPOP3_DATABASE_URL = "postgresql://reader:hush-hush@127.0.0.1:1/vpop3"
    page = viewer.get(URL)
    assert page.status_code == 200
    assert "cannot be reached" in page.text
    assert "hush-hush" not in page.text
