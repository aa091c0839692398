"""Several people at once: every number is given once, and late ones are told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from rules.models import AuditEntry, Draft, Revision, Script
from rules.models.roles import Role
from rules.models.script_name import ROUTING_SCRIPT
from rules.services import drafts, publishing, revisions
from rules.services.errors import Refused, StaleParent
from tests.people import person
from tests.scripts import script_with

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 8


def save_until_it_fits(script: Script, writer: int) -> int:
    """Save as a person would: on a conflict, look at the latest text and save on top of it. Return the conflicts
    met."""
    conflicts, parent = 0, None
    try:
        while True:
            try:
                source = f"-- writer {writer}\n".encode()
                revisions.save(script=script, source=source, message="Why", actor=None, parent=parent)
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


def test_first_saves_at_the_same_time_keep_one_and_make_the_others_conflicts():
    """The script is shown before anybody has stored it."""
    browsers = [Client() for _ in range(WRITERS)]
    for number, browser in enumerate(browsers):
        browser.force_login(person(Role.EDITOR, f"editor {number}"))
    with ThreadPoolExecutor(WRITERS) as pool:
        answered = list(pool.map(save_first, browsers, range(WRITERS)))
    assert sorted(answered) == [302] + [409] * (WRITERS - 1)
    (saved,) = Revision.objects.all()
    kept = {bytes(draft.text) for draft in Draft.objects.all()}
    assert kept | {bytes(saved.source)} == {f"-- writer {writer}\n".encode() for writer in range(WRITERS)}


def save_first(browser: Client, writer: int) -> int:
    try:
        url = reverse("revision_save", args=[ROUTING_SCRIPT])
        return browser.post(url, {"source": f"-- writer {writer}\n", "message": "Why", "parent": ""}).status_code
    finally:
        connection.close()


def test_tabs_that_begin_the_last_draft_at_once_get_one():
    script, anna = script_with(b"-- saved\n"), person(Role.EDITOR, "anna")
    for number in range(drafts.MOST_DRAFTS - 1):
        drafts.keep(script=script, user=anna, text=f"-- {number}\n", parent=1, tab=f"old {number}")
    with ThreadPoolExecutor(WRITERS) as pool:
        told = list(pool.map(keep, [script] * WRITERS, [anna] * WRITERS, range(WRITERS)))
    assert sorted(map(bool, told)) == [False] + [True] * (WRITERS - 1)
    assert f"-- tab {told.index('')}\n" in {bytes(draft.text).decode() for draft in Draft.objects.all()}
    assert Draft.objects.count() == drafts.MOST_DRAFTS


def keep(script: Script, user: User, tab: int) -> str:
    """Return the sentence that the page gets, empty where the draft was kept."""
    try:
        drafts.keep(script=script, user=user, text=f"-- tab {tab}\n", parent=1, tab=f"tab {tab}")
        return ""
    except Refused as refused:
        return str(refused)
    finally:
        connection.close()


def test_publishers_at_the_same_time_make_one_revision_live():
    script = script_with(*(f"-- {number}\n".encode() for number in range(WRITERS)))
    texts = list(script.revisions.order_by("number"))
    read = [Script.objects.select_related("live").get(pk=script.pk) for _ in texts]  # each request reads for itself
    with ThreadPoolExecutor(WRITERS) as pool:
        told = list(pool.map(publish, read, texts))
    assert sorted(told, key=len)[0] == ""
    assert sum("Meanwhile revision" in sentence for sentence in told) == WRITERS - 1
    script.refresh_from_db()
    assert script.live == texts[told.index("")]
    assert AuditEntry.objects.filter(action="revision_publish").count() == 1


def publish(script: Script, revision: Revision) -> str:
    """Return the sentence for a publisher who reviewed the text while nothing was live."""
    try:
        publishing.publish(script=script, revision=revision, sha256=revision.sha256, actor=None, replaces=None)
        return ""
    except Refused as refused:
        return str(refused)
    finally:
        connection.close()
