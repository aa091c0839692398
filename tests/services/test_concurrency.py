"""Several people at once: every number is given once, and whoever is late is told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from rules.models import Script
from rules.services import revisions
from rules.services.errors import StaleParent
from tests.scripts import script_with

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 8


def save_until_it_fits(script: Script, writer: int) -> int:
    """As a person would: on a conflict, look at the latest text and save on top of it. Gives the conflicts met."""
    conflicts, parent = 0, None
    try:
        while True:
            try:
                source = f"-- writer {writer}\n".encode()
                revisions.save(script=script, source=source, message="", actor=None, parent=parent)
                return conflicts
            except StaleParent as conflict:
                conflicts, parent = conflicts + 1, conflict.latest.number
    finally:
        connection.close()


def test_many_writers_get_numbers_without_gaps():
    script = script_with()
    with ThreadPoolExecutor(WRITERS) as pool:
        conflicts = list(pool.map(save_until_it_fits, [script] * WRITERS, range(WRITERS)))
    assert list(script.revisions.values_list("number", flat=True)) == list(range(WRITERS, 0, -1))
    assert {bytes(row.source) for row in script.revisions.all()} == {
        f"-- writer {writer}\n".encode() for writer in range(WRITERS)
    }
    assert sum(conflicts) >= WRITERS - 1  # all but the first started from an empty script
