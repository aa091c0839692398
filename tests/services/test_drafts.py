"""Drafts: nobody's typing is lost, and no page writes over another one."""

import pytest

from rules.models import Draft
from rules.services import drafts, revisions, scripts
from rules.services.errors import Refused, StaleParent
from tests.people import person
from tests.scripts import ALLOW, REFUSE, script_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return person(None, "anna")


def texts_of(script, user):
    return {bytes(draft.text).decode() for draft in Draft.objects.filter(script=script, user=user)}


def test_a_draft_is_kept_for_each_person(anna):
    script, ben = script_with(ALLOW), person(None, "ben")
    drafts.keep(script=script, user=anna, text="-- anna\r\n", parent=1)
    drafts.keep(script=script, user=ben, text="-- ben\n", parent=1)
    assert (texts_of(script, anna), texts_of(script, ben)) == ({"-- anna\n"}, {"-- ben\n"})
    assert Draft.objects.get(user=anna).started_from.number == 1


def test_a_page_goes_on_with_its_own_draft_even_if_an_answer_got_lost(anna):
    script = script_with(ALLOW)
    drafts.keep(script=script, user=anna, text="-- 1\n", parent=1, tab="a")
    drafts.keep(script=script, user=anna, text="-- 2\n", parent=1, tab="a")
    assert texts_of(script, anna) == {"-- 2\n"}


def test_another_page_keeps_a_draft_of_its_own(anna):
    script = script_with(ALLOW)
    drafts.keep(script=script, user=anna, text="-- a\n", parent=1, tab="a")
    drafts.keep(script=script, user=anna, text="-- b\n", parent=1, tab="b")
    drafts.keep(script=script, user=anna, text="-- a again\n", parent=1, tab="a")
    assert texts_of(script, anna) == {"-- a again\n", "-- b\n"}


def test_a_restored_draft_goes_on_and_the_page_that_wrote_it_before_loses_nothing(anna):
    script = script_with(ALLOW)
    first = drafts.keep(script=script, user=anna, text="-- a\n", parent=1, tab="a")
    drafts.keep(script=script, user=anna, text="-- a, elsewhere\n", parent=1, tab="b", version=first.version)
    assert texts_of(script, anna) == {"-- a, elsewhere\n"}
    drafts.keep(script=script, user=anna, text="-- a, here\n", parent=1, tab="a", version=first.version)
    assert texts_of(script, anna) == {"-- a, elsewhere\n", "-- a, here\n"}


def test_a_page_whose_draft_was_discarded_elsewhere_keeps_what_is_typed_in_it(anna):
    script = script_with(ALLOW)
    kept = drafts.keep(script=script, user=anna, text="-- a\n", parent=1, tab="a")
    drafts.discard(script=script, user=anna, version=kept.version)
    assert texts_of(script, anna) == set()
    drafts.keep(script=script, user=anna, text="-- a, more\n", parent=1, tab="a", version=kept.version)
    assert texts_of(script, anna) == {"-- a, more\n"}


def test_a_text_is_kept_once(anna):
    script = script_with(ALLOW)
    drafts.keep(script=script, user=anna, text="-- a\n", parent=1)
    drafts.keep(script=script, user=anna, text="-- a\r\n", parent=1)
    assert Draft.objects.count() == 1


def test_saving_removes_the_draft(anna):
    script = script_with(ALLOW)
    drafts.keep(script=script, user=anna, text="-- a\n", parent=1, tab="a")
    revisions.save(script=script, source=b"-- a, better\n", message="Why", actor=anna, parent=1, tab="a")
    assert texts_of(script, anna) == set()


def test_unless_another_page_wrote_something_else(anna):
    script = script_with(ALLOW)
    drafts.keep(script=script, user=anna, text="-- b\n", parent=1, tab="b")
    revisions.save(script=script, source=b"-- a\n", message="Why", actor=anna, parent=1, tab="a")
    assert texts_of(script, anna) == {"-- b\n"}


def test_a_stale_save_leaves_the_draft(anna):
    script = script_with(ALLOW, REFUSE)
    drafts.keep(script=script, user=anna, text="-- a\n", parent=1, tab="a")
    with pytest.raises(StaleParent):
        revisions.save(script=script, source=b"-- a\n", message="Why", actor=anna, parent=1, tab="a")
    assert texts_of(script, anna) == {"-- a\n"}


def test_going_back_to_the_latest_text_leaves_nothing_unsaved(anna):
    script = script_with(ALLOW)
    kept = drafts.keep(script=script, user=anna, text="-- a\n", parent=1)
    assert drafts.keep(script=script, user=anna, text=ALLOW.decode(), parent=1, version=kept.version) is None
    assert texts_of(script, anna) == set()


def test_a_text_beyond_any_use_is_refused_with_the_limit(anna):
    with pytest.raises(Refused, match="at most 2,097,152 are kept"):
        drafts.keep(script=script_with(ALLOW), user=anna, text="x" * (drafts.MOST + 1), parent=1)


def test_at_the_limit_no_draft_is_lost_and_no_new_one_is_kept(anna):
    script = script_with(ALLOW)
    for number in range(drafts.MOST_DRAFTS):
        drafts.keep(script=script, user=anna, text=f"-- {number}\n", parent=1, tab=f"tab{number}")
    with pytest.raises(Refused, match=r"You have 10 drafts of mxserverrules\.lua already, and no more are kept"):
        drafts.keep(script=script, user=anna, text="-- one more\n", parent=1, tab="more")
    drafts.keep(script=script, user=anna, text="-- 3, again\n", parent=1, tab="tab3")
    drafts.keep(script=script, user=person(None, "ben"), text="-- ben\n", parent=1, tab="more")
    assert len(texts_of(script, anna)) == drafts.MOST_DRAFTS
    revisions.save(script=script, source=b"-- one more\n", message="Why", actor=anna, parent=1, tab="more")
    drafts.discard(script=script, user=anna, version=Draft.objects.filter(user=anna).first().version)
    assert drafts.keep(script=script, user=anna, text="-- and one more\n", parent=2, tab="more")


def test_text_typed_while_the_script_is_archived_is_kept(anna):
    script = scripts.archive(script=script_with(ALLOW, name="old.lua"), actor=None)
    drafts.keep(script=script, user=anna, text="-- a\n", parent=1)
    assert texts_of(script, anna) == {"-- a\n"}
