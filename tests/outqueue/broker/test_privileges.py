"""The rights of the configured role beyond reading, and the SQL for a proper one."""

import psycopg
import pytest

from rules.outqueue.attempts.columns import discover
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.broker.privileges import KnownPrivileges, privileges
from rules.outqueue.connection.probe import probe
from rules.outqueue.setup_sql import read_only_role_sql
from rules.wiring.link_signer import LinkSigner


def test_the_sql_of_the_connection_page_makes_a_role_that_can_read_and_nothing_else(make_vpop3, connect):
    vpop3 = make_vpop3()
    vpop3.add("mx", "2026-11-23 12:00", "250")
    vpop3.owner.execute("CREATE TABLE public.users (password text)")
    url = vpop3.reader_url()
    found = privileges(connect(url))
    assert (found.beyond, found.writes, found.elsewhere) == ((), (), ())
    with psycopg.connect(url, autocommit=True) as session:
        assert session.execute("SELECT count(*) FROM outqueue.sendattempts").fetchone() == (1,)
        for text in ("DELETE FROM outqueue.sendattempts", "CREATE TABLE mine (a int)", "SELECT * FROM public.users"):
            with pytest.raises(psycopg.Error):
                session.execute(text.encode())


def test_names_are_quoted_in_it(make_vpop3):
    text = read_only_role_sql('vp"op3', role="o'brien", password="it's")
    assert "CREATE ROLE \"o'brien\" LOGIN PASSWORD 'it''s'" in text
    assert 'ON DATABASE "vp""op3"' in text


def test_everything_that_a_writing_role_could_do_is_named(make_vpop3, connect):
    vpop3 = make_vpop3()
    found = privileges(connect(vpop3.writer_url()))
    assert "DELETE, INSERT, TRUNCATE, UPDATE on outqueue.sendattempts" in found.writes
    assert "CREATE in schema outqueue" in found.writes
    assert found.beyond == ()


def test_a_right_to_change_one_column_is_named(make_vpop3, connect):
    vpop3 = make_vpop3()
    url = vpop3.reader_url()
    vpop3.owner.execute(f"GRANT UPDATE (result) ON outqueue.sendattempts TO reader_{vpop3.name}")
    assert privileges(connect(url)).writes == ("UPDATE on outqueue.sendattempts",)


def test_powers_through_membership_are_named_with_their_way(make_vpop3, connect):
    vpop3 = make_vpop3()
    url = vpop3.reader_url()
    vpop3.owner.execute(f"""
        CREATE ROLE deputy_{vpop3.name} CREATEROLE; GRANT deputy_{vpop3.name} TO reader_{vpop3.name};
        GRANT pg_signal_backend TO deputy_{vpop3.name}""")
    assert privileges(connect(url)).beyond == (
        f"CREATEROLE through its membership in deputy_{vpop3.name}",
        "membership in pg_signal_backend",
    )


def test_rights_of_everyone_are_not_counted_against_the_role(make_vpop3, connect):
    vpop3 = make_vpop3()
    vpop3.owner.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")  # The default before PostgreSQL 15.
    found = privileges(connect(vpop3.reader_url()))
    assert (found.writes, found.everyone) == ((), ("CREATE in schema public",))


def test_a_superuser_is_named_as_one(make_vpop3, connect):
    assert privileges(connect(make_vpop3().url)).beyond[0] == "SUPERUSER"


def test_tables_elsewhere_that_may_be_read_are_named(make_vpop3, connect):
    vpop3 = make_vpop3()
    vpop3.owner.execute("CREATE TABLE public.open (a int); GRANT SELECT ON public.open TO PUBLIC")
    assert privileges(connect(vpop3.reader_url())).elsewhere == ("public.open",)


def test_side_effects_of_functions_are_known_by_postgresqls_catalogue(make_vpop3, connect):
    volatile = privileges(connect(make_vpop3().url)).volatile
    assert {"set_config", "pg_terminate_backend", "pg_advisory_lock", "lo_export", "nextval"} <= volatile
    assert not volatile & {"now", "count", "left", "current_setting", "format"}


def test_a_missing_index_comes_with_the_sql_that_makes_it(make_vpop3, connect):
    vpop3 = make_vpop3("documented")
    database = connect(vpop3.url)
    vpop3.owner.execute(discover(database).index_sql.encode())
    assert discover(database).index_sql is None


@pytest.mark.parametrize("shape", ["documented", "demo", "odd"])
def test_one_probe_says_everything_about_the_connection(make_vpop3, connect, shape):
    database = connect(make_vpop3(shape).url)
    found = probe(SendAttempts(database, signer=LinkSigner()), KnownPrivileges(database))
    assert int(found.version.split(".")[0]) >= 10
    assert (found.encoding, found.privileges.role) == ("UTF8", "postgres")
    assert {"server", "starttime", "result"} <= {column.name for column in found.columns}
    assert (found.index_sql is None) is (shape == "demo")
