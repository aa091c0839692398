"""NUL characters, huge numbers, half characters and long names in every address and field: never a broken page."""

from tests.models.test_own_tables import story  # noqa: F401


def test_nothing_that_can_be_sent_breaks_a_page(story, fresh_database):  # noqa: F811
    done = story("odd_requests", MXADMIN_DATABASE_URL=fresh_database())
    assert (done.stdout, done.stderr) == ("postgresql answers all\n", "")
