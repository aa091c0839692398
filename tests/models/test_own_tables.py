"""mxadmin's own tables, in either database: the same promises."""

import os
import secrets
import subprocess
import sys

import pytest


@pytest.fixture
def story(tmp_path):
    def run(told="own_tables", **variables):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "mxadmin.settings",
            "MXADMIN_SECRET_KEY": secrets.token_urlsafe(50),
            "MXADMIN_DATA_DIR": str(tmp_path),
            **variables,
        }
        code = f"import django; django.setup(); from tests.stories.{told} import tell; tell()"
        return subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
        )

    return run


def test_sqlite(story):
    done = story()
    assert (done.stdout, done.stderr) == ("sqlite keeps its promises\n", "")


def test_postgresql(story, fresh_database):
    done = story(MXADMIN_DATABASE_URL=fresh_database())
    assert (done.stdout, done.stderr) == ("postgresql keeps its promises\n", "")


def test_two_people_at_once_on_postgresql(story, fresh_database):
    """SQLite lets one write after the other anyway, so a missing lock shows here alone."""
    done = story("races", MXADMIN_DATABASE_URL=fresh_database())
    assert (done.stdout, done.stderr) == ("21 races ran\n", "")
