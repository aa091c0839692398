"""A process that is killed while it takes a text back leaves it as it was before or after."""

import json
import os
import subprocess
import sys

KILLED_AT_EVERY_STATEMENT = """
import json, os, shutil, signal, sys
import django
django.setup()
from django.conf import settings
from django.db import connection, transaction
from rules.fuse.answer import AtEnd
from rules.fuse.counts import Tally
from rules.fuse.judge import Evidence, judge
from rules.models import AlertEvent, AuditEntry, Delivery, Fuse, FuseMinute, Script
from rules.services import fuses
from tests.scripts import ALLOW, REFUSE, make_live, revision, script_with
from rules.services import publishing

BAD = judge(Evidence(tally=Tally(ruled=9, errors=9, error="broken")))
path = settings.DATABASES["default"]["NAME"]


def begin():
    script = script_with(ALLOW, REFUSE)
    make_live(script, 1)
    it = revision(script, 2)
    wanted = fuses.Wanted(minutes=30, at_end=AtEnd.KEEP)
    publishing.publish(script=script, revision=it, sha256=it.sha256, actor=None, fuse=wanted)
    fuse = Fuse.objects.get()
    fuse.delivery.settled_at = fuse.delivery.created_at
    fuses.start(fuse, fuse.delivery)
    for _ in range(2):
        fuse.refresh_from_db()
        fuses.judged(fuse, BAD)


def killed_at(number):
    'Return whether the process got to that statement; it is killed there, the last of them being the COMMIT.'
    child = os.fork()
    if not child:
        left = [number]

        def count(execute, *rest):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*rest)

        commit = connection._commit
        connection._commit = lambda: count(commit)
        with connection.execute_wrapper(count):
            fuses.judged(Fuse.objects.get(), BAD)
        os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


def state():
    fuse = Fuse.objects.get()
    seen = [fuse.state, fuse.judged, FuseMinute.objects.count(), Script.objects.get().live.number,
            AuditEntry.objects.filter(action="fuse_take_back").count(), AlertEvent.objects.count(),
            Delivery.objects.first().revision.number]
    connection.close()
    return seen


begin()
connection.close()
shutil.copy(path, f"{path}.before")
found, number, alive = [], 0, True
while alive:
    number += 1
    shutil.copy(f"{path}.before", path)
    alive = killed_at(number)
    seen = state()
    fuses.judged(Fuse.objects.get(), BAD)  # another process goes on
    found.append([seen, state()])
print(json.dumps(found))
"""
BEFORE, AFTER = ["running", 2, 2, 2, 0, 0, 2], ["taken_back", 3, 3, 1, 1, 1, 1]


def test_killed_at_any_statement_it_has_exactly_one_outcome(migrated_folder, tmp_path):
    environment = os.environ | {
        "MXADMIN_DATA_DIR": str(migrated_folder()),
        "MXADMIN_VPOP3_DIR": str(tmp_path),
        "MXADMIN_VPOP3_DATABASE_URL": "postgresql://reader:secret@127.0.0.1:1/vpop3",
        "DJANGO_SETTINGS_MODULE": "mxadmin.settings",
    }
    ran = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EVERY_STATEMENT], env=environment, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    *killed, survived = json.loads(ran.stdout.splitlines()[-1])
    assert len(killed) > 10
    assert [seen for seen, _ in killed] == [BEFORE] * len(killed)
    assert survived[0] == AFTER
    assert {json.dumps(later) for _, later in [*killed, survived]} == {json.dumps(AFTER)}
