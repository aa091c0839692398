"""Saving: numbers without gaps, nothing overwritten, nothing lost."""

import pytest

from rules.models import AppendOnlyError, AuditEntry, Revision
from rules.services import revisions
from rules.services.errors import Refused, StaleParent
from rules.text.size import MAX_SOURCE
from tests.people import person
from tests.scripts import ALLOW, BROKEN, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db


def save(script, source, parent, message="Why", actor=None):
    return revisions.save(script=script, source=source, message=message, actor=actor, parent=parent)


def test_revisions_are_numbered_from_1_and_name_their_parent():
    script = script_with(ALLOW, REFUSE, BROKEN)
    assert list(script.revisions.values_list("number", "parent__number")) == [(3, 2), (2, 1), (1, None)]


def test_the_exact_bytes_are_kept():
    source = b"-- caf\xe9\r\nreturn\r\n"
    saved = save(script_with(), source, None)
    assert bytes(Revision.objects.get(pk=saved.revision.pk).source) == source


def test_an_identical_text_makes_no_revision_and_says_so():
    script = script_with(ALLOW)
    saved = save(script, ALLOW, 1)
    assert (saved.created, saved.revision.number) == (False, 1)
    assert script.revisions.count() == 1


def test_a_stale_parent_is_a_conflict_that_carries_both_revisions():
    script = script_with(ALLOW, REFUSE)
    with pytest.raises(StaleParent, match="saved revision 2 while you were editing revision 1") as conflict:
        save(script, b"return\n", 1)
    assert (conflict.value.parent, conflict.value.latest) == (revision(script, 1), revision(script, 2))
    assert script.revisions.count() == 2


def test_no_parent_is_stale_as_soon_as_there_is_a_revision():
    with pytest.raises(StaleParent, match="while you were editing an empty script"):
        save(script_with(ALLOW), REFUSE, None)


def test_a_stale_save_of_the_latest_text_is_no_conflict():
    assert save(script_with(ALLOW, REFUSE), REFUSE, 1).created is False


def test_an_older_text_is_a_revert_that_names_the_old_revision():
    script = script_with(ALLOW, REFUSE)
    reverted = save(script, ALLOW, 2).revision
    assert (reverted.number, reverted.reverts) == (3, revision(script, 1))


def test_a_text_that_does_not_load_may_be_saved():
    assert save(script_with(), BROKEN, None).created


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (b"x" * (MAX_SOURCE + 1), r"The script has 1,048,577 bytes; at most 1,048,576 are accepted"),
        (b"return\nx = '\0'\n", "Line 2 contains a NUL character"),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused(source, sentence):
    script = script_with()
    with pytest.raises(Refused, match=sentence):
        save(script, source, None)
    assert not script.revisions.exists()


@pytest.mark.parametrize("message", ["", "  \t"])
def test_a_save_says_why(message):
    script = script_with()
    with pytest.raises(Refused, match="Say in a few words what you changed"):
        save(script, ALLOW, None, message=message)
    assert not script.revisions.exists()


def test_a_message_that_is_too_long_is_refused():
    with pytest.raises(Refused, match="The message has 201 characters; at most 200 are kept"):
        save(script_with(), ALLOW, None, message="m" * 201)


def test_the_author_is_kept_as_text_when_the_account_goes():
    anna = person(None, "anna")
    saved = save(script_with(), ALLOW, None, actor=anna).revision
    anna.delete()
    saved.refresh_from_db()
    assert (saved.author, saved.author_name) == (None, "anna")
    assert AuditEntry.objects.get(action="revision_save").actor_name == "anna"


def test_each_save_makes_one_audit_entry():
    script = script_with(ALLOW)
    save(script, REFUSE, 1)
    save(script, REFUSE, 2)
    assert AuditEntry.objects.filter(action="revision_save", script=script).count() == 2


@pytest.mark.parametrize("act", ["save", "delete"])
def test_a_stored_revision_cannot_be_changed_or_deleted(act):
    with pytest.raises(AppendOnlyError, match="Revision 1 is stored"):
        getattr(revision(script_with(ALLOW), 1), act)()


@pytest.mark.parametrize(
    "act",
    [
        lambda rows: rows.update(message="other"),
        lambda rows: rows.delete(),
        lambda rows: rows.bulk_update([], ["message"]),
        lambda rows: rows.update_or_create(number=1, defaults={"message": "other"}),
    ],
)
@pytest.mark.parametrize("model", [Revision, AuditEntry])
def test_many_rows_at_once_cannot_be_changed_either(model, act):
    script_with(ALLOW)
    with pytest.raises(AppendOnlyError, match="rows are never changed or deleted"):
        act(model.objects.all())
