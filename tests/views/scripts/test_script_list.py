"""Several scripts: adding, renaming, archiving."""

import pytest
from django.urls import reverse

from rules.models import AuditEntry, FormerName, Script
from rules.services import scripts
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, script_with

pytestmark = pytest.mark.django_db

URL = reverse("script_list")


def settings_of(name):
    return reverse("script_settings", args=[name])


def archive_of(name):
    return reverse("script_archive", args=[name])


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL)
    asks_to_sign_in(settings_of("a.lua"))
    asks_to_sign_in(archive_of("a.lua"), "post")


def test_each_role_may_do_what_it_should(browser_of, viewer, editor):
    names_the_role(browser_of(None), URL, "viewer")
    names_the_role(viewer, URL, "editor", "post")
    names_the_role(editor, settings_of("a.lua"), "publisher")
    names_the_role(editor, archive_of("a.lua"), "publisher", "post")


def test_the_list_names_what_is_live_and_latest_and_its_queries_do_not_grow(viewer, reading):
    script_with(ALLOW, REFUSE)
    with reading() as few:
        page = viewer.get(URL)
    assert [(row.name, row.live_number, row.latest_number) for row in page.context["scripts"]] == [
        ("mxserverrules.lua", None, 2)
    ]
    for number in range(9):
        script_with(ALLOW, name=f"{number}.lua")
    with reading() as many:
        viewer.get(URL)
    assert len(many) == len(few)


def test_no_script_yet(viewer):
    assert "No script is stored yet" in viewer.get(URL).text


def test_a_new_script_opens_in_the_editor(editor):
    answer = editor.post(URL, {"name": " london.lua "})
    assert answer["Location"] == reverse("script_edit", args=["london.lua"])
    assert editor.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "cannot be empty"),
        ("a/b.lua", "cannot contain &#x27;/&#x27;"),
        ("a..b", "cannot contain"),
        ("..", "nor begin or end with"),
        ("bell\a.lua", "cannot contain"),
        ("nul\0.lua", "It holds a NUL character"),
        ("x" * 300, "at most 100 characters; this one has 300"),
        ("taken.lua", "There is a script taken.lua already"),
    ],
)
def test_a_bad_name_is_explained_beside_its_field_and_kept(publisher, name, words):
    scripts.create_script(name="taken.lua", actor=None)
    scripts.create_script(name="other.lua", actor=None)
    for url in (URL, settings_of("other.lua")):
        page = publisher.post(url, {"name": name})
        assert page.status_code == 422
        assert words in page.text
        assert page.context["form"]["name"].value() == name
        assert 'aria-invalid="true"' in page.text
    assert set(Script.objects.values_list("name", flat=True)) == {"taken.lua", "other.lua"}


def test_links_to_the_old_name_still_lead_there(publisher):
    script_with(ALLOW, name="old.lua")
    assert publisher.post(settings_of("old.lua"), {"name": "new.lua"})["Location"] == settings_of("new.lua")
    page = publisher.get(reverse("revision_view", args=["old.lua", 1]))
    assert page.context["script"].name == "new.lua"
    page = publisher.post(URL, {"name": "old.lua"})
    assert "new.lua was called old.lua before" in page.text
    publisher.post(settings_of("new.lua"), {"name": "old.lua"})
    assert Script.objects.get().name == "old.lua"
    assert list(FormerName.objects.values_list("name", flat=True)) == ["new.lua"]
    assert AuditEntry.objects.filter(action="script_rename").count() == 2


def test_the_routing_script_may_be_renamed_and_is_still_the_one(publisher):
    script_with(ALLOW)
    assert "cannot be archived" in publisher.post(archive_of("mxserverrules.lua")).text
    publisher.post(settings_of("mxserverrules.lua"), {"name": "london.lua"})
    assert publisher.get(reverse("home")).context["script"].name == "london.lua"
    page = publisher.post(archive_of("london.lua"))
    assert page.status_code == 422
    assert "cannot be archived" in page.text


def test_an_archived_script_is_only_read_until_it_is_brought_back(publisher):
    script = script_with(ALLOW, name="old.lua")
    assert publisher.post(archive_of("old.lua"))["Location"] == settings_of("old.lua")
    assert "Restore" in publisher.get(settings_of("old.lua")).text
    page = publisher.get(reverse("script_edit", args=["old.lua"]))
    assert page.context["can_edit"] is False
    assert "archived" in page.text
    for path in (reverse("revision_list", args=["old.lua"]), reverse("revision_view", args=["old.lua", 1])):
        page = publisher.get(path)
        assert (page.context["can_edit"], page.context["can_publish"]) == (False, False)
    assert "is archived" in publisher.post(settings_of("old.lua"), {"name": "new.lua"}).text
    sent = {"source": "-- mine\n", "message": "Why", "parent": "1"}
    page = publisher.post(reverse("revision_save", args=["old.lua"]), sent)
    assert page.status_code == 422
    assert "restore it first" in page.text
    assert "-- mine" in page.text
    publish = reverse("revision_publish", args=["old.lua", 1])
    publisher.post(publish, {"sha256": script.revisions.get().sha256})
    assert Script.objects.get().live is None
    publisher.post(archive_of("old.lua"), {"back": "1"})
    publisher.post(reverse("revision_save", args=["old.lua"]), sent)
    assert script.revisions.count() == 2


def test_archiving_twice_says_so(publisher):
    script_with(ALLOW, name="old.lua")
    for _ in range(2):
        page = publisher.post(archive_of("old.lua"))
    assert page.status_code == 422
    assert "archived" in page.text
    for _ in range(2):
        page = publisher.post(archive_of("old.lua"), {"back": "1"})
    assert (page.status_code, "old.lua is not archived." in page.text) == (422, True)
