"""A PostgreSQL of our own, from the binaries of a wheel: no installation, no service, nothing left behind."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from mxadmin.demo import postmaster
from mxadmin.demo.binaries import EmbeddedPostgresError, find, launch

START_SECONDS = 15.0
STOP_SECONDS = 10.0
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # A checkout's path may be longer than a socket's name can be.
    "max_connections": "60",
    "shared_buffers": "64MB",
    "dynamic_shared_memory_type": "mmap",  # In the data directory: a kill leaves nothing in /dev/shm.
    "max_parallel_workers_per_gather": "0",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    "jit": "off",
    "log_min_messages": "warning",
}
EMBEDDED_SETTINGS = {"io_method": "sync"}
"""A setting that PostgreSQL 18 brought: no worker processes for reading files."""
PASSING = (
    "could not bind",
    "could not create any TCP/IP sockets",
    "lock file",
    "shared memory block",
)
"""Errors that one start may have and the next one may not."""


class EmbeddedPostgres:
    """One PostgreSQL server, for this machine only, that ends with the process that started it.

    `data_dir` is created, belongs to the server and holds everything: cluster, log and the superuser's random
    password (mode 0600). `fsync=False` is for tests: a power cut may then cost the cluster; `kill -9` loses
    nothing either way. `user_namespace=False` makes root become `nobody`, which happens by itself where user
    namespaces are refused. `programs`: the folder of another PostgreSQL's programs, instead of the wheel's.
    """

    def __init__(
        self, data_dir: Path, *, fsync: bool = True, user_namespace: bool = True, programs: Path | None = None
    ) -> None:
        self.data_dir = data_dir.absolute()
        self.port = 0
        self._fsync = fsync
        self._user_namespace = user_namespace
        self._programs = programs
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The postmaster's process id."""
        if self._process is None:
            raise EmbeddedPostgresError("PostgreSQL is not running.")
        return self._process.pid

    @property
    def cluster(self) -> Path:
        return self.data_dir / "cluster"

    @property
    def log(self) -> Path:
        return self.data_dir / "postgres.log"

    def url(self, database: str = "postgres", user: str = "postgres", password: str | None = None) -> str:
        """Return a connection URL; without `user` and `password`: the superuser's."""
        password = password or self._password_file.read_text().strip()
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server, and create the cluster at the first call. Raises EmbeddedPostgresError.

        Call it from the main thread: the kernel ties the server's life to the thread that started it.
        """
        if self.running:
            return
        if threading.current_thread() is not threading.main_thread():
            raise EmbeddedPostgresError("Start PostgreSQL from the main thread: it would end with this one.")
        if not (self.cluster / "PG_VERSION").exists():
            self._create_cluster()
        deadline = time.monotonic() + START_SECONDS
        while not self._try_start():
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL did not start within {START_SECONDS:.0f} s. {self._tail()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End open sessions and shut down cleanly; kill after 10 s."""
        if self._process is None:
            return
        self.resume()
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            self._process.send_signal(number)
            try:
                self._process.wait(STOP_SECONDS)
                break
            except subprocess.TimeoutExpired:
                continue
        self._process = None

    def restart(self) -> None:
        """Stop and start, on the same port while it is free."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Freeze the server with all its sessions: connections stay open and nothing answers. Linux only."""
        _send(signal.SIGSTOP, self.pid)
        _wait_until_stopped(self.pid)  # from here on it makes no new session that would be missed
        for pid in self._sessions():
            _send(signal.SIGSTOP, pid)

    def resume(self) -> None:
        """Undo `pause`."""
        if self.running:
            for pid in (self.pid, *self._sessions()):
                _send(signal.SIGCONT, pid)

    def create_database(self, name: str, owner: str = "postgres", encoding: str = "UTF8") -> None:
        """Create an empty database. Raises psycopg.errors.DuplicateDatabase where it exists."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} ENCODING {} TEMPLATE template0").format(
                    sql.Identifier(name), sql.Identifier(owner), encoding
                )
            )

    def drop_database(self, name: str) -> None:
        """Drop the database with all its sessions; no error where there is none."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _password_file(self) -> Path:
        return self.data_dir / "superuser-password"

    def _create_cluster(self) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.rmtree(self.cluster, ignore_errors=True)  # Remains of an interrupted attempt.
        self._password_file.unlink(missing_ok=True)
        with open(os.open(self._password_file, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
        unfinished = self.data_dir / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        code = self._launch(
            "initdb",
            *("--pgdata", str(unfinished), "--pwfile", str(self._password_file), "--username", "postgres"),
            *(
                "--auth",
                "scram-sha-256",
                "--encoding",
                "UTF8",
                "--no-locale",
                "--no-sync",
                "--no-instructions",
            ),
        ).wait()
        if code != 0:
            raise EmbeddedPostgresError(f"PostgreSQL could not create its files in {self.data_dir}. {self._tail()}")
        unfinished.rename(self.cluster)

    def _try_start(self) -> bool:
        """Try to start. False: not now, but it may work in a moment (a port just taken, a predecessor still ending)."""
        postmaster.clear_stale_lock(self.cluster)
        self.port = postmaster.free_port(self.port)
        options = SETTINGS | ({} if self._programs else EMBEDDED_SETTINGS)
        options |= {"port": str(self.port), "fsync": "on" if self._fsync else "off"}
        arguments = [text for name, value in options.items() for text in ("-c", f"{name}={value}")]
        self._process = self._launch("postgres", "-D", str(self.cluster), *arguments)
        while self._process.poll() is None:
            if postmaster.is_ready(self.pid, self.cluster):
                return True
            time.sleep(0.005)
        self._process = None
        tail = self._tail()
        if not any(reason in tail for reason in PASSING):
            raise EmbeddedPostgresError(f"PostgreSQL did not start. {tail}")
        return False

    def _launch(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("wb") as log:
            program = self._programs / name if self._programs else find(name)
            return launch(program, *arguments, home=self.data_dir, log=log, user_namespace=self._user_namespace)

    def _tail(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return f"It said: {' / '.join(lines[-3:])}" if lines else "It said nothing."

    def _sessions(self) -> list[int]:
        """Return the postmaster's children, including those that do its housework."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]


def _send(number: signal.Signals, pid: int) -> None:
    """Send a signal; a session that has ended meanwhile needs none."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _wait_until_stopped(pid: int) -> None:
    """Wait until the process has stopped: a signal may reach it in the middle of a fork."""
    while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "TZ":
        time.sleep(0.001)
