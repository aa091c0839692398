"""Eight people save at once, then the last text is published: run in a process whose settings say where."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import override_settings
from django.utils import timezone

from mxadmin.demo.importer import import_scripts
from rules import queries
from rules.models import AppendOnlyError, AuditEntry, Revision, Script
from rules.services import delivery, publishing, pull_tokens, revisions, scripts
from rules.services.errors import StaleParent

WRITERS = 8


def tell() -> None:
    call_command("migrate", verbosity=0)
    script = scripts.create_script(name="mxserverrules.lua", actor=None)
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(partial(save_until_it_fits, script), range(WRITERS)))
    assert list(Revision.objects.values_list("number", flat=True)) == list(range(WRITERS, 0, -1))
    assert {bytes(row.source) for row in Revision.objects.all()} == set(map(text_of, range(WRITERS)))
    publish(script, Revision.objects.first())
    deliver(script)
    search(script)
    past_the_models()
    assert AuditEntry.objects.count() == 1 + WRITERS + 1 + 3
    print(connection.vendor, "keeps its promises")


def deliver(script: Script) -> None:
    """Deliver twice, of which the second replaces the first; and once by a token."""
    with TemporaryDirectory() as folder, override_settings(VPOP3_DIR=Path(folder)):
        delivery.deliver_again(script=script, actor=None)
        delivery.deliver_again(script=script, actor=None)
        delivery.deliver_due()
        import_scripts(Path(folder))
        script.deliveries.filter(state="waiting").update(next_look=timezone.now())
        delivery.deliver_due()
    assert list(script.deliveries.values_list("state", flat=True)) == ["taken", "superseded"]
    token, secret = pull_tokens.create(script=script, name="task", expires_at=None, actor=None)
    for address in ("192.0.2.1", None, None):
        pull_tokens.note_use(token=token, address=address)
    token.refresh_from_db()
    assert (token.digest, token.last_used_address) == (pull_tokens.digest_of(secret), None)


def search(script: Script) -> None:
    (came,) = [each.number for each in queries.revision_page(script, 1, "writer 3") if each.came]
    assert bytes(script.revisions.get(number=came).source) == text_of(3)
    assert [each.number for each in queries.revision_page(script, 1, "café, writer 3") if each.came] == [came]
    assert [number for number, _ in queries.texts_until(script.revisions.first())] == list(range(1, WRITERS + 1))


def past_the_models() -> None:
    """SQL written by hand is refused by the database; only an account may be forgotten."""
    user = User.objects.create(username="mallory")
    for table, person in (("rules_revision", "author_id"), ("rules_auditentry", "actor_id")):
        change = "actor_name" if person == "actor_id" else "message"
        refused(f"DELETE FROM {table}")
        refused(f"UPDATE {table} SET {change} = 'other'")
        refused(f"UPDATE {table} SET {person} = {user.pk}")
        if connection.vendor == "postgresql":
            refused(f"TRUNCATE {table} CASCADE")
        else:
            refused(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {person} = NULL")


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
        cursor.execute(statement)


def text_of(writer: int) -> bytes:
    return b"-- caf\xe9, writer %d\n" % writer


def save_until_it_fits(script: Script, writer: int) -> None:
    parent = None
    while True:
        try:
            revisions.save(script=script, source=text_of(writer), message="Why", actor=None, parent=parent)
            break
        except StaleParent as conflict:
            parent = conflict.latest.number
    connection.close()


def publish(script: Script, latest: Revision) -> None:
    published = publishing.publish(
        script=script, revision=latest, sha256=latest.sha256, actor=None, address="2001:db8::1"
    )
    assert published.live == latest
    try:
        Revision.objects.all().delete()
    except AppendOnlyError:
        return
    raise AssertionError("a live revision was deleted")
