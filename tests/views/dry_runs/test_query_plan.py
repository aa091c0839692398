"""The plan of a query that a kept dry run asked."""

import pytest
from django.urls import reverse

from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, script_with
from tests.views.dry_runs.test_kept_run import kept

pytestmark = pytest.mark.django_db


def url(key, step=1, number=1):
    return reverse("query_plan", args=[key, step, number])


def asked(client, sql):
    return kept(client, f"VPOP3.PostgresQuery([[{sql}]])".encode())[0].kept.key


def test_it_needs_a_sign_in():
    asks_to_sign_in(url("x"))


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), url("x"), "viewer")


def test_a_query_that_reads_the_whole_table_is_warned_of(editor, queue, reading):
    script_with(ALLOW)
    key = asked(editor, "SELECT count(*) FROM outqueue.sendattempts WHERE left(result, 1) = '4'")
    assert url(key) in editor.get(reverse("run_view", args=[key])).text
    with reading():
        page = editor.get(url(key))
    assert "Seq Scan on sendattempts" in page.context["plan"]
    assert "reads all of outqueue.sendattempts" in page.text
    part = editor.get(url(key), headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "Seq Scan" in part


def test_a_plan_with_an_index_needs_no_advice(editor, queue):
    script_with(ALLOW)
    key = asked(editor, "SELECT 1 FROM outqueue.sendattempts WHERE server = 'mx.example' AND starttime > now();")
    page = editor.get(url(key))
    assert "Index" in page.context["plan"]
    assert page.context["advice"] is None


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("ANALYZE SELECT 1", "so ANALYZE was not"),
        ("(ANALYZE) SELECT 1", "PostgreSQL refused the query"),
        ("SELECT 1; SELECT 2", "Only one statement"),
        ("SELECT pg_advisory_lock(1)", "may do more than read"),
        ("SELECT nix", "does not exist"),
    ],
)
def test_a_statement_that_is_no_query_is_not_planned_either(editor, queue, sql, told):
    script_with(ALLOW)
    page = editor.get(url(asked(editor, sql)))
    assert page.context["plan"] == ""
    assert told in page.text


def test_without_a_database_it_says_so(editor):
    script_with(ALLOW)
    page = editor.get(url(asked(editor, "SELECT 1")))
    assert page.context["error"]
    assert page.status_code == 200


def test_only_a_query_of_a_visible_run_is_planned(editor, viewer, queue):
    script_with(ALLOW)
    key = asked(editor, "SELECT 1")
    assert [editor.get(url(key, *place)).status_code for place in [(0, 1), (1, 0), (1, 2), (99, 1)]] == [404] * 4
    assert viewer.get(url(key)).status_code == 404
