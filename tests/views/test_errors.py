"""Pages for what went wrong, and the headers of every page."""

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import reverse

from rules.views import errors

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def test_an_address_that_is_nothing_says_so_without_a_table_of_addresses(viewer):
    page = viewer.get("/nowhere/")
    assert page.status_code == 404
    assert "There is nothing at /nowhere/." in page.text
    assert "tried" not in page.text


def test_what_broke_is_in_the_log_and_never_on_the_page(viewer, monkeypatch, caplog):
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


def test_a_fragment_for_someone_signed_out_sends_the_whole_page_to_sign_in():
    answer = Client().get(reverse("attempts"), headers=HTMX)
    assert answer["HX-Redirect"].startswith(reverse("login"))


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
