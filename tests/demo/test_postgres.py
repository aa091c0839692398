"""The embedded PostgreSQL: starts, survives, ends with its parent, and says what is wrong."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import psycopg
import pytest

from mxadmin.demo.binaries import LAUNCHER, EmbeddedPostgresError
from mxadmin.demo.postgres import EmbeddedPostgres
from tests.demo.processes import is_gone
from tests.waiting import wait_until

PARENT = textwrap.dedent("""
    import signal, sys
    from pathlib import Path
    from mxadmin.demo.postgres import EmbeddedPostgres
    server = EmbeddedPostgres(Path(sys.argv[1]))
    server.start()
    print(server.pid, server.url(), flush=True)
    signal.pause()
""")


def tree(folder: Path) -> set[tuple[str, int, int]]:
    return {(str(p), p.lstat().st_uid, p.lstat().st_mode) for p in (folder, *folder.parents)}


def one(url: str, query: str):
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchone()[0]


def test_it_answers_on_loopback_only_and_asks_for_the_password(postgres):
    assert one(postgres.url(), "SHOW listen_addresses") == "127.0.0.1"
    assert one(postgres.url(), "SHOW unix_socket_directories") == ""
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.url(password="guessed"))


def test_the_password_is_random_and_its_file_is_for_the_owner_only(postgres):
    file = postgres.data_dir / "superuser-password"
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(file.read_text()) >= 24


def test_each_test_gets_an_empty_database_of_its_own(fresh_database):
    first, second = fresh_database(), fresh_database()
    assert first != second
    assert one(first, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == 0


def test_kill_minus_nine_of_the_parent_ends_the_server_and_loses_nothing(tmp_path):
    data = tmp_path / "data"
    before = tree(tmp_path)
    with subprocess.Popen([sys.executable, "-c", PARENT, data], stdout=subprocess.PIPE, text=True) as parent:
        pid, url = parent.stdout.readline().split()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
            parent.kill()
            wait_until(lambda: is_gone(int(pid)))
    with EmbeddedPostgres(data) as server:
        assert one(server.url(), "SELECT answer FROM kept") == 42
    assert tree(tmp_path) == before, "owner and mode of no folder above have changed"


def test_a_killed_server_starts_again_although_its_lock_names_a_living_process(tmp_path):
    server = EmbeddedPostgres(tmp_path / "data", fsync=False)
    server.start()
    os.kill(server.pid, signal.SIGKILL)
    wait_until(lambda: not server.running)
    lock = server.cluster / "postmaster.pid"
    lock.write_text("\n".join([str(os.getpid()), *lock.read_text().splitlines()[1:]]) + "\n")
    server.start()
    assert one(server.url(), "SELECT 1") == 1
    server.stop()


def test_a_restart_keeps_port_and_data(tmp_path):
    with EmbeddedPostgres(tmp_path / "data", fsync=False) as server:
        server.create_database("kept")
        url = server.url("kept")
        server.restart()
        assert one(url, "SELECT 1") == 1


def test_a_stopped_server_refuses_connections_and_a_second_stop_is_no_error(tmp_path):
    with EmbeddedPostgres(tmp_path / "data", fsync=False) as server:
        url = server.url()
        server.stop()
        with pytest.raises(psycopg.OperationalError, match="refused"):
            psycopg.connect(url)
        server.stop()


def test_a_paused_server_answers_nothing_until_it_is_resumed(tmp_path):
    with EmbeddedPostgres(tmp_path / "data", fsync=False) as server, psycopg.connect(server.url()) as session:
        server.pause()
        answer = threading.Thread(target=session.execute, args=["SELECT 1"])
        answer.start()
        answer.join(0.2)
        assert answer.is_alive()
        server.resume()
        answer.join(5)
        assert not answer.is_alive()


def test_a_paused_server_can_be_stopped(tmp_path):
    server = EmbeddedPostgres(tmp_path / "data", fsync=False)
    server.start()
    server.pause()
    server.stop()
    assert not server.running


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_becomes_nobody_where_user_namespaces_are_refused_and_both_ways_share_the_data(tmp_path):
    data = tmp_path / "data"
    in_namespace = 0 if subprocess.run(["unshare", "--user", "true"], capture_output=True).returncode == 0 else 65534
    for user_namespace, owner in ((True, in_namespace), (False, 65534), (True, in_namespace)):
        with EmbeddedPostgres(data, fsync=False, user_namespace=user_namespace) as server:
            assert Path(f"/proc/{server.pid}").stat().st_uid == owner
            assert (server.cluster / "PG_VERSION").stat().st_uid == owner
            assert one(server.url(), "SELECT 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
@pytest.mark.parametrize("how", ["namespace", "nobody"])
def test_a_checkout_below_roots_home_is_within_reach_also_by_access(tmp_path, how):
    """Check as PostgreSQL does of its own programs: access() takes a user's capabilities away unless it is told not
    to."""
    closed, home = tmp_path / "closed", tmp_path / "home"
    home.mkdir()
    closed.mkdir(mode=0o700)
    (closed / "file").touch(mode=0o600)
    question = "import os, sys; print(os.geteuid(), os.access(sys.argv[1], os.R_OK))"
    asks = (sys.executable, "-c", question, closed / "file")
    launched = (sys.executable, LAUNCHER, how, str(os.getpid()), home, *asks)
    assert subprocess.run(launched, capture_output=True, text=True).stdout == "65534 True\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a program as somebody else")
def test_an_ordinary_user_needs_no_help(tmp_path):
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    as_nobody = (sys.executable, LAUNCHER, "namespace", str(os.getpid()), tmp_path)
    program = (sys.executable, "-c", f"import os; assert os.geteuid() == 65534\n{PARENT}", data)
    with subprocess.Popen((*as_nobody, *program), stdout=subprocess.PIPE, text=True) as parent:
        pid, url = parent.stdout.readline().split()
        assert one(url, "SELECT 1") == 1
        parent.kill()
    wait_until(lambda: is_gone(int(pid)))


def test_another_thread_is_told_that_the_server_would_end_with_it(tmp_path):
    server, errors = EmbeddedPostgres(tmp_path / "data"), []

    def start():
        try:
            server.start()
        except EmbeddedPostgresError as error:
            errors.append(str(error))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert errors == ["Start PostgreSQL from the main thread: it would end with this one."]


def test_a_damaged_cluster_is_one_sentence_with_what_postgres_said(tmp_path):
    with EmbeddedPostgres(tmp_path / "data", fsync=False) as server:
        pass
    (server.cluster / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedPostgresError, match=r"PostgreSQL did not start\. It said: .*incompatible"):
        server.start()


def test_a_second_server_on_the_same_data_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("mxadmin.demo.postgres.START_SECONDS", 0.3)
    with EmbeddedPostgres(tmp_path / "data", fsync=False) as server:
        with pytest.raises(EmbeddedPostgresError, match="lock file"):
            EmbeddedPostgres(server.data_dir).start()
        assert one(server.url(), "SELECT 1") == 1
