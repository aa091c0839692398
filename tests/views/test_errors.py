"""Pages for what went wrong, and the headers of every page."""

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import reverse

from rules.views import errors
from tests.scripts import script_with

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def test_an_address_that_is_nothing_says_so_without_a_table_of_addresses(viewer):
    page = viewer.get("/nowhere/")
    assert page.status_code == 404
    assert "There is nothing at /nowhere/." in page.text
    assert "tried" not in page.text


def test_an_error_of_ours_is_in_the_log_and_never_on_the_page(viewer, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("the secret reason")

    monkeypatch.setattr("rules.views.home.queries.routing_script", broken)
    viewer.raise_request_exception = False
    page = viewer.get(reverse("home"))
    assert page.status_code == 500
    assert "Something broke" in page.text
    assert "secret reason" not in page.text
    assert "Traceback" not in page.text
    assert "the secret reason" in caplog.text


def test_a_page_that_is_broken_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert errors.server_error(RequestFactory().get("/")).status_code == 500


def test_a_wrong_host_is_a_bad_request():
    page = Client().get("/", headers={"Host": "evil.example"})
    assert page.status_code == 400
    assert "cannot be read" in page.text


def test_more_than_is_read_at_all_names_the_limit(editor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    page = editor.post(
        reverse("revision_save", args=["mxserverrules.lua"]),
        "source=" + "x" * 2_000,
        content_type="application/x-www-form-urlencoded",
    )
    assert page.status_code == 413
    assert "A script may have at most 1,048,576 bytes." in page.text


@pytest.mark.parametrize("headers", [HTMX, {"Sec-Fetch-Mode": "cors"}])
def test_a_part_of_a_page_for_someone_signed_out_leaves_the_page_where_it_is(headers):
    answer = Client().get(reverse("attempts"), headers=headers)
    assert answer.status_code == 401
    assert not {"HX-Redirect", "Location"} & set(answer.headers)
    assert Client().get(reverse("attempts"), headers={"Sec-Fetch-Mode": "navigate"}).status_code == 302


NAVIGATION = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SCRIPT = reverse("script_edit", args=["mxserverrules.lua"])


@pytest.mark.parametrize(
    ("part", "page"),
    [
        ("/destinations/", SCRIPT),
        ("/words/", SCRIPT),
        ("/attempts/newest/?server=mx1.example", "/attempts/?server=mx1.example"),
        (f"{SCRIPT}revisions/1/blame/", f"{SCRIPT}revisions/1/?blame=1"),
        (f"{SCRIPT}lint/", SCRIPT),
        (f"{SCRIPT}draft/discard/", SCRIPT),
        (f"{SCRIPT}dry-run/compare/", f"{SCRIPT}dry-run/"),
        (f"{SCRIPT}delivery/tokens/5/revoke/", f"{SCRIPT}delivery/"),
        ("/attempts/views/", "/attempts/"),
        ("/time-zone/", "/"),
    ],
)
def test_the_address_of_a_part_never_becomes_a_page(editor, part, page):
    """The address is neither opened directly nor after signing in, which redirects there."""
    script_with(b"-- a script\n")
    answer = editor.get(part, headers=NAVIGATION, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == page
    assert "<main" in answer.text


def test_a_404_of_our_own_is_a_sentence():
    request = RequestFactory().get("/scripts/x/")
    request.user = None
    assert "There is no x." in errors.not_found(request, Http404("There is no x.")).content.decode()


@pytest.mark.parametrize("path", ["/sign-in/", "/nowhere/", "/"])
def test_every_page_carries_a_strict_policy(path):
    headers = Client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
