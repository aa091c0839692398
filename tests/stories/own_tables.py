"""Eight people save at once, then the last text is published: run in a process whose settings say where."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.core.management import call_command
from django.db import connection

from rules.models import AppendOnlyError, AuditEntry, Revision, Script
from rules.services import publishing, revisions, scripts
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
    assert AuditEntry.objects.count() == 1 + WRITERS + 1
    print(connection.vendor, "keeps its promises")


def text_of(writer: int) -> bytes:
    return b"-- caf\xe9, writer %d\n" % writer


def save_until_it_fits(script: Script, writer: int) -> None:
    parent = None
    while True:
        try:
            revisions.save(script=script, source=text_of(writer), message="", actor=None, parent=parent)
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
