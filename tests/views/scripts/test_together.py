"""What others did meanwhile, told while somebody edits."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from rules.models import Draft
from rules.models.roles import Role
from rules.services import drafts
from tests.pages import asks_to_sign_in, names_the_role
from tests.people import person
from tests.scripts import ALLOW, REFUSE, make_live, script_with

pytestmark = pytest.mark.django_db

URL = reverse("script_together", args=["mxserverrules.lua"])
HTMX = {"HX-Request": "true"}


def told(browser, **page):
    return " ".join(browser.get(URL, page, headers=HTMX).text.split())


def test_it_is_for_editors_and_for_the_editors_page(viewer, editor):
    asks_to_sign_in(URL)
    names_the_role(viewer, URL, "editor")
    assert editor.get(URL).url == reverse("script_edit", args=["mxserverrules.lua"])


def test_nothing_is_told_while_nothing_happens(editor, reading):
    make_live(script_with(ALLOW, REFUSE), 1)
    with reading():
        assert told(editor, parent="2", live="1") == ""
    assert "saved revision 2" in told(editor, parent="nothing", live="9" * 50)


def test_a_revision_that_somebody_saved_is_told_with_its_change(editor):
    script_with(ALLOW, REFUSE)
    text = told(editor, parent="1", live="")
    assert "saved revision 2" in text
    assert "compare/?old=1&amp;new=2" in text


def test_a_publication_is_told(editor):
    make_live(script_with(ALLOW, REFUSE), 2)
    assert "published revision 2" in told(editor, parent="2", live="1")
    assert told(editor, parent="2", live="2") == ""


def test_others_are_named_while_they_write(editor):
    script = script_with(ALLOW)
    other = person(Role.EDITOR, "colleague")
    drafts.keep(script=script, user=other, text="-- theirs", parent=1)
    drafts.keep(script=script, user=User.objects.get(username="editor"), text="-- mine", parent=1)
    text = told(editor, parent="1")
    assert "<strong>colleague</strong> is writing too" in text
    assert "theirs" not in text
    assert "<strong>editor</strong>" not in text
    Draft.objects.filter(user=other).update(saved_at=timezone.now() - timedelta(minutes=4))
    assert told(editor, parent="1") == ""
