"""Linting the editor's unsaved text."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse

from mxadmin.demo import seed
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, script_with

pytestmark = pytest.mark.django_db

URL = reverse("script_lint", args=["mxserverrules.lua"])
EDITOR = reverse("script_edit", args=["mxserverrules.lua"])
DRY_RUN = reverse("dry_run", args=["mxserverrules.lua"])
FOUR_TRAPS = ["undeclared-global", "sql-quoting", "unchecked-rows", "implicit-result"]

FIX = ">Quote mxserver</button>"


def findings(page) -> list[dict]:
    return [json.loads(unescape(text)) for text in re.findall(r'data-finding="([^"]+)"', page.text)]


def rules(page) -> list[str]:
    return [finding["rule"] for finding in findings(page)]


def test_signed_out_people_get_their_text_back_and_viewers_are_told_the_role(viewer):
    asks_to_sign_in(URL, "post")
    names_the_role(viewer, URL, "editor", "post")
    assert viewer.get(URL).status_code == 405


def test_the_vendors_example_has_its_four_traps(editor, reading):
    script_with(ALLOW)
    with reading():
        page = editor.post(URL, {"source": seed.source(1).decode(), "parent": "1", "version": "8.8"})
    assert (page.status_code, rules(page)) == (200, FOUR_TRAPS)
    assert "3 warnings, 1 note" in page.text
    assert "/lint/#sql-quoting" in page.text
    assert FIX in page.text


def test_the_page_has_the_same_list_before_any_script_runs(viewer, editor):
    script_with(seed.source(1))
    assert rules(editor.get(EDITOR)) == rules(viewer.get(EDITOR)) == FOUR_TRAPS
    assert FIX in editor.get(EDITOR).text
    assert FIX not in viewer.get(EDITOR).text


def test_the_list_beside_a_dry_run_is_about_the_text_that_was_typed(editor):
    script_with(ALLOW)
    typed = {"source": "local x = = 1", "domain": "plain.example", "version": "7.10"}
    page = editor.post(DRY_RUN, typed)
    assert rules(page) == ["syntax"]
    assert "for VPOP3 7.10" in page.text


@pytest.mark.parametrize(
    ("version", "states"),
    [
        ("8.8", ["missing", "missing", "line 1", "line 4"]),
        ("8.5", ["missing", "missing", "line 1", "not called by 8.5"]),
        ("7.9", ["missing", "missing", "not called by 7.9", "not called by 7.9"]),
    ],
)
def test_the_outline_says_which_hooks_the_version_calls(editor, version, states):
    script_with(ALLOW)
    source = ALLOW.decode() + "function FinalOverrides(domain, numRetries, messageSize, servers)\nend\n"
    page = editor.post(URL, {"source": source, "version": version})
    assert re.findall(r'<span class="hook-state">\s*([^<]+?)\s*</span>', page.text) == states
    assert ("hook-version" in rules(page)) is (version != "8.8")


def test_names_in_sql_are_compared_with_the_connected_database(editor, queue):
    script_with(ALLOW)
    source = 'local rows = VPOP3.PostgresQuery("SELECT reslt FROM outqueue.sendattempts WHERE starttime > now()")\n'
    assert "sql-names" in rules(editor.post(URL, {"source": source}))


def test_columns_count_characters_also_beyond_the_first_plane(editor):
    script_with(ALLOW)
    (finding,) = findings(editor.post(URL, {"source": 'print("😀é", y)\r\n'}))
    assert (finding["rule"], finding["line"], finding["column"]) == ("undefined-name", 1, 13)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"source": "-" * 2_000_000}, "at most 1,048,576 are accepted"),
        ({"source": "local a\nlocal b\0\n"}, "Line 2 contains a NUL character"),
        ({"source": "local a", "version": "9.9"}, "9.9"),
        ({"source": "local a", "parent": "first"}, "whole number"),
    ],
)
def test_a_text_that_cannot_be_checked_is_named_in_the_list(editor, typed, sentence):
    script_with(ALLOW)
    page = editor.post(URL, typed)
    assert page.status_code == 422
    assert sentence in unescape(page.text)
    assert findings(page) == []


def test_an_empty_script_and_one_that_is_not_there(editor):
    script_with(ALLOW)
    assert "No problems found" in editor.post(URL, {"source": ""}).text
    assert editor.post(reverse("script_lint", args=["other.lua"]), {"source": ""}).status_code == 404


def test_the_worst_of_thousands_of_findings_are_listed(editor):
    script_with(ALLOW)
    source = "do local a = 1 end\n" * 300 + "unknown()\n"
    page = editor.post(URL, {"source": source, "parent": "1", "version": "8.8"})
    assert "1 error, 300 warnings" in page.text
    assert rules(page) == ["unused"] * 199 + ["undefined-name"]
    assert "101 more are not listed: fix these first." in page.text
