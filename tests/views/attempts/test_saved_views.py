"""Filters that somebody keeps."""

import pytest
from django.urls import reverse

from rules.models import AuditEntry, SavedView
from rules.services import saved_views
from tests.pages import asks_to_sign_in, names_the_role

pytestmark = pytest.mark.django_db

LIST = reverse("attempts")
URL = reverse("saved_view_save")


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL, "post")


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), URL, "viewer", "post")


def test_looking_changes_nothing(viewer):
    assert viewer.get(URL).status_code == 405
    assert viewer.get(reverse("saved_view_delete", args=[1])).status_code == 405


def test_a_view_is_kept_in_its_plainest_form_and_offered_again(viewer, queue):
    answer = viewer.post(URL, {"name": " Trouble ", "query": "server=&range=7d&outcome=transient&after=x&nonsense=1"})
    assert answer["Location"] == f"{LIST}?outcome=transient&range=7d"
    page = viewer.get(answer["Location"])
    assert [view.name for view in page.context["saved_views"]] == ["Trouble"]
    assert "Saved the view Trouble." in page.text
    entry = AuditEntry.objects.get(action="view_save")
    assert (entry.actor_name, entry.detail["view"]) == ("viewer", "Trouble")


def test_it_is_seen_by_nobody_else(viewer, editor, queue):
    viewer.post(URL, {"name": "Mine", "query": ""})
    view = SavedView.objects.get()
    assert "Mine" not in editor.get(LIST).text
    assert editor.post(reverse("saved_view_delete", args=[view.pk])).status_code == 404
    assert SavedView.objects.exists()


def test_it_can_be_forgotten(viewer, queue):
    viewer.post(URL, {"name": "Mine", "query": "code=421"})
    answer = viewer.post(reverse("saved_view_delete", args=[SavedView.objects.get().pk]))
    assert answer["Location"] == f"{LIST}?code=421"
    assert not SavedView.objects.exists()
    assert AuditEntry.objects.filter(action="view_delete").count() == 1


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({"name": ""}, "Give it a name"),
        ({"name": "n" * 61}, "At most 60 characters"),
        ({"name": "a\0b"}, "It holds a NUL character"),
        ({"name": "Taken"}, "You have a view Taken already"),
        ({"name": "Bad", "query": "code=42"}, "Three digits"),
    ],
)
def test_bad_input_is_explained_and_nothing_is_lost(viewer, queue, posted, told):
    viewer.post(URL, {"name": "Taken", "query": ""})
    page = viewer.post(URL, {"query": "outcome=transient"} | posted)
    assert page.status_code == 422
    assert told in page.text
    if "query" not in posted:
        assert page.context["view_form"]["name"].value() == posted["name"]
        assert page.context["list_text"] == "outcome=transient"
    assert SavedView.objects.count() == 1


def test_nobody_keeps_more_than_fifty(viewer, queue):
    for number in range(saved_views.MOST):
        viewer.post(URL, {"name": f"View {number}", "query": ""})
    page = viewer.post(URL, {"name": "One more", "query": ""})
    assert page.status_code == 422
    assert "Delete one first" in page.text


def test_the_number_of_queries_does_not_grow_with_the_views(viewer, queue, reading):
    def count():
        with reading() as queries:
            viewer.get(LIST)
        return len(queries)

    viewer.post(URL, {"name": "One", "query": ""})
    viewer.get(LIST)
    one = count()
    for number in range(5):
        viewer.post(URL, {"name": f"View {number}", "query": ""})
    viewer.get(LIST)
    assert count() == one
