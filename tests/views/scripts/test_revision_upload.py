"""A file as the next revision."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rules.models import Draft
from rules.text.size import MAX_SOURCE
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db

URL = reverse("revision_upload", args=["mxserverrules.lua"])
ODD = b"-- caf\xe9\r\n-- two\n-- no end"


def send(browser, content, **other):
    file = SimpleUploadedFile("mxserverrules.lua.old", content)
    return browser.post(URL, {"file": file, "message": "From a file", "parent": "1"} | other)


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL, "post")


def test_it_needs_an_editor(viewer):
    names_the_role(viewer, URL, "editor", "post")
    assert "Import a file" not in viewer.get(reverse("revision_list", args=["mxserverrules.lua"])).text


@pytest.mark.parametrize("content", [ODD, b""])
def test_its_exact_bytes_are_the_next_revision(editor, content):
    script = script_with(ALLOW)
    assert send(editor, content)["Location"] == reverse("revision_view", args=["mxserverrules.lua", 2])
    assert bytes(revision(script, 2).source) == content
    assert editor.get(reverse("revision_download", args=["mxserverrules.lua", 2])).content == content


@pytest.mark.parametrize("content", [ODD, b""])
def test_a_file_without_a_message_is_kept_until_there_is_one(editor, content):
    script = script_with(ALLOW)
    page = send(editor, content, message="")
    assert page.status_code == 422
    assert f"is kept: {len(content)} bytes" in page.text
    kept = page.context["upload_form"]["kept"].value()
    assert f'name="kept" value="{kept}"' in page.text
    again = {"message": "n" * 900, "parent": "1", "kept": kept}
    assert editor.post(URL, again).context["upload_form"]["kept"].value() == kept
    editor.post(URL, again | {"message": "Now with a message"})
    assert bytes(revision(script, 2).source) == content


@pytest.mark.parametrize("kept", ["nonsense", "file:%%%", "file:AAAA", "x" * 2_000_000])
def test_an_invalid_kept_file_is_not_used(editor, kept):
    script_with(ALLOW)
    page = editor.post(URL, {"message": "Odd", "parent": "1", "kept": kept})
    assert page.status_code == 422
    assert "Choose a file." in page.context["upload_form"].errors["file"]
    assert page.context["upload_form"].kept_size is None


def test_the_first_file_makes_the_script(editor):
    assert send(editor, ODD, parent="").status_code == 302


def test_the_same_text_makes_none_and_says_so(editor):
    script = script_with(ALLOW)
    file = SimpleUploadedFile("a.lua", ALLOW)
    page = editor.post(URL, {"file": file, "message": "Again", "parent": "1"}, follow=True)
    assert "Nothing to save: this is the text of revision 1 already." in page.text
    assert script.revisions.count() == 1


@pytest.mark.parametrize(
    ("content", "other", "words"),
    [
        (b"x" * (MAX_SOURCE + 1), {}, "The script has 1,048,577 bytes; at most 1,048,576 are accepted"),
        (b"\x89PNG\0", {}, "Line 1 contains a NUL character"),
        (b"\x1bLua", {}, "This is compiled Lua"),
        (ODD, {"message": ""}, "Say in a few words what you changed."),
        (ODD, {"file": ""}, "Choose a file."),
    ],
)
def test_bad_input_is_explained_beside_its_field(editor, content, other, words):
    script = script_with(ALLOW)
    page = send(editor, content, **other)
    assert page.status_code == 422
    assert words in page.text
    assert 'aria-invalid="true"' in page.text
    assert script.revisions.count() == 1


def test_a_save_meanwhile_is_a_conflict_with_both_texts(editor):
    script = script_with(ALLOW, REFUSE)
    page = send(editor, ALLOW + b"-- more\n")
    assert page.status_code == 409
    assert bytes(Draft.objects.get().text) == ALLOW + b"-- more\n"
    sent = {"source": page.context["source"], "message": "From a file", "parent": "1", "latest": "2"}
    editor.post(reverse("revision_merge", args=["mxserverrules.lua"]), sent)
    assert bytes(revision(script, 3).source) == REFUSE + b"-- more\n"
