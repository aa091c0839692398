"""The SQL that the connection page offers makes the role that it promises."""

import psycopg
import pytest
from django.template.loader import render_to_string

QUEUE = "CREATE SCHEMA outqueue; CREATE TABLE outqueue.sendattempts (server text, starttime timestamp, result text)"


@pytest.fixture
def offered_role(postgres, fresh_database):
    url = fresh_database()
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(QUEUE)
        owner.execute(render_to_string("rules/read_only_role.sql"))
        yield owner
        owner.execute("DROP OWNED BY mxadmin; DROP ROLE mxadmin")


def test_it_reads_the_send_attempts_and_writes_nothing(offered_role):
    offered_role.execute("SET ROLE mxadmin")
    assert offered_role.execute("SELECT count(*) FROM outqueue.sendattempts").fetchone() == (0,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        offered_role.execute("DELETE FROM outqueue.sendattempts")
    offered_role.execute("RESET ROLE")
