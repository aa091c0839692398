"""The reason of a refused connection: by SQLSTATE, whatever language the server speaks; libpq's own by its words."""

from pathlib import Path

import psycopg
import pytest
from psycopg import errors, sql

from rules.outqueue.connection.target import Target
from rules.outqueue.connection.unavailable import Trouble, Unavailable, not_connected

ONE = sql.SQL("SELECT 1")
SETTING = "MXADMIN_VPOP3_DATABASE_URL"


@pytest.fixture(params=["postgres", "debian_postgres"])
def server(request):
    server = request.getfixturevalue(request.param)
    with psycopg.connect(server.url(), autocommit=True) as owner:
        for statement in (
            "CREATE ROLE refused_limited LOGIN PASSWORD 'secret' CONNECTION LIMIT 0",
            "CREATE ROLE refused_nologin PASSWORD 'secret'",
            "CREATE ROLE refused_stranger LOGIN PASSWORD 'secret'",
            "CREATE DATABASE refused_closed ALLOW_CONNECTIONS false",
            "CREATE DATABASE refused_private",
            "REVOKE CONNECT ON DATABASE refused_private FROM public",
        ):
            owner.execute(statement.encode())
    yield server
    with psycopg.connect(server.url(), autocommit=True) as owner:
        for database in ("refused_closed", "refused_private"):
            owner.execute(f"DROP DATABASE {database}".encode())
        for role in ("limited", "nologin", "stranger"):
            owner.execute(f"DROP ROLE refused_{role}".encode())


def test_each_refusal_has_its_own_advice(server, connect):
    url = server.url
    cases = {
        url(password="secret"): (Trouble.REFUSED, "the role and its password"),
        url("postgres", "nobody", "secret"): (Trouble.REFUSED, "the role and its password"),
        url("nowhere"): (Trouble.REFUSED, "Check the database's name"),
        url("postgres", "refused_limited", "secret"): (Trouble.BUSY, "It is tried again by itself"),
        url("postgres", "refused_nologin", "secret"): (Trouble.REFUSED, "its right to log in"),
        url("refused_closed"): (Trouble.REFUSED, "takes no connections at all"),
        url("refused_private", "refused_stranger", "secret"): (Trouble.FORBIDDEN, "The connection page has the SQL"),
        url() + "?sslmode=require": (Trouble.REFUSED, "has no SSL: say sslmode=prefer"),
        url() + "?sslmode=verify-full&sslrootcert=/nowhere": (Trouble.REFUSED, "sslmode"),
        url() + "?options=-c%20nonsense%3D1": (Trouble.REFUSED, "Check the options"),
        url().replace(url().split("@")[0], "postgresql://postgres"): (Trouble.REFUSED, "has no password"),
        "postgresql://a:secret@vpop3.invalid/vpop3": (Trouble.UNREACHABLE, "Check the host in"),
        "postgresql://a:secret@127.0.0.1:1/vpop3": (Trouble.UNREACHABLE, "may this machine reach the port?"),
    }
    told = {}
    for case in cases:
        with pytest.raises(Unavailable) as refused:
            connect(case).rows(ONE)
        told[case] = refused.value
        assert "FATAL" not in str(refused.value)
        assert "secret" not in str(refused.value)
    assert {case: (told[case].trouble, advice in str(told[case])) for case, (_, advice) in cases.items()} == {
        case: (trouble, True) for case, (trouble, _) in cases.items()
    }


def test_a_machine_that_pg_hba_does_not_know_is_told_so(server, connect):
    hba = Path(server.cluster) / "pg_hba.conf"
    kept = hba.read_text()
    with psycopg.connect(server.url(), autocommit=True) as owner:
        hba.write_text("host all postgres 127.0.0.1/32 scram-sha-256\n")
        owner.execute("SELECT pg_reload_conf()")
        try:
            while owner.execute("SELECT count(*) FROM pg_hba_file_rules").fetchone() != (1,):
                pass
            with pytest.raises(Unavailable, match=r"pg_hba\.conf there\.$") as refused:
                connect(server.url("postgres", "refused_stranger", "secret")).rows(ONE)
            assert refused.value.trouble is Trouble.REFUSED
        finally:
            hba.write_text(kept)
            owner.execute("SELECT pg_reload_conf()")


@pytest.mark.parametrize(
    ("state", "words", "trouble", "advice"),
    [
        ("28P01", "FATAL:  Passwort-Authentifizierung für Benutzer »a« fehlgeschlagen", Trouble.REFUSED, "password"),
        ("3D000", 'ВАЖНО:  база данных "a" не существует', Trouble.REFUSED, "database's name"),
        ("57P03", "致命错误:  数据库系统正在启动", Trouble.UNREACHABLE, "starting or stopping"),
        ("53300", "FATAL:  désolé, trop de clients sont déjà connectés", Trouble.BUSY, "tried again by itself"),
        (
            "57P01",
            "FATAL:  breche Verbindung ab aufgrund von Anweisung des Administrators",
            Trouble.UNREACHABLE,
            "port",
        ),
        ("08P01", "FATAL:  unsupported startup parameter: options", Trouble.REFUSED, "a pooler perhaps"),
    ],
)
def test_the_language_of_the_server_does_not_matter(state, words, trouble, advice):
    target = Target.parse("postgresql://a:secret@192.0.2.1/vpop3")
    error = errors.lookup(state)(f'connection failed: connection to server at "192.0.2.1", port 5432 failed: {words}')
    told = not_connected(error, target)
    assert told.trouble is trouble
    assert advice in str(told)
    assert f": {words.partition(':  ')[2]}" in str(told)
