"""One exchange with PostgreSQL: what it gives, and how it ends."""

import os
import socket
import time
from contextlib import nullcontext

import psycopg
import pytest

from rules.outqueue.broker import arrivals
from rules.outqueue.broker.protocol import Describe, OutOfTime, ServerError, TooMuch, Wire
from tests.waiting import wait_until


@pytest.fixture
def session(postgres):
    with psycopg.connect(postgres.url(), autocommit=True, prepare_threshold=None) as session:
        yield session


@pytest.fixture
def wire(session):
    wire = Wire(session, max_bytes=100_000)
    yield wire
    wire.close()


def soon() -> float:
    return time.monotonic() + 60


def test_commands_go_out_together_and_each_has_its_result(wire):
    one, two = wire.ask(b"SELECT 'a'", b"SELECT 'b' UNION ALL SELECT 'c'", deadline=soon())
    assert (one.get_value(0, 0), two.ntuples) == (b"a", 2)


def test_a_cursor_is_described_without_being_run(wire):
    declare = b"DECLARE script NO SCROLL CURSOR FOR SELECT 1 / 0 * random() AS nothing"
    with pytest.raises(ServerError, match="division by zero"):
        wire.ask(b"BEGIN", declare, b"FETCH script", deadline=soon())
    wire.ask(b"ROLLBACK", deadline=soon())
    *_, described = wire.ask(
        b"BEGIN", b"DECLARE script CURSOR FOR SELECT random() AS one, 2 AS two", Describe(b"script"), deadline=soon()
    )
    assert [described.fname(number) for number in range(described.nfields)] == [b"one", b"two"]
    assert described.ntuples == 0


def test_after_one_that_fails_the_others_are_not_run(wire):
    with pytest.raises(ServerError):
        wire.ask(
            b"CREATE TEMP TABLE before (a int)", b"SELECT nix", b"CREATE TEMP TABLE after (a int)", deadline=soon()
        )
    [found] = wire.ask(b"SELECT to_regclass('before'), to_regclass('after')", deadline=soon())
    assert (found.get_value(0, 0), found.get_value(0, 1)) == (None, None)


def test_an_error_has_its_state_place_and_hint(wire):
    with pytest.raises(ServerError, match='column "nix" does not exist') as raised:
        wire.ask(b"SELECT nix", deadline=soon())
    assert (raised.value.state, raised.value.position, raised.value.hint) == ("42703", 8, "")
    with pytest.raises(ServerError) as raised:
        wire.ask(b"SELECT nosuchfunction(1)", deadline=soon())
    assert raised.value.hint.startswith("No function matches")
    with pytest.raises(ServerError, match="division by zero") as raised:
        wire.ask(b"SELECT 1 / (random() * 0)::int", deadline=soon())
    assert raised.value.position is None


@pytest.mark.parametrize(("position", "characters", "moved"), [(9, 4, 5), (5, 4, 1), (4, 4, None), (None, 4, None)])
def test_an_errors_place_is_told_for_the_text_without_what_stands_before_it(position, characters, moved):
    error = ServerError("why", state="42703", position=position, hint="try").moved(characters)
    assert (str(error), error.state, error.position, error.hint) == ("why", "42703", moved, "try")


def test_an_answer_with_too_many_bytes_is_not_taken(session):
    wire = Wire(session, max_bytes=100_000)
    few = b"SELECT repeat('x', 1000) FROM generate_series(1, 50)"
    assert wire.ask(few, deadline=soon())[0].ntuples == 50
    with pytest.raises(TooMuch):
        wire.ask(b"SELECT repeat('x', 1000) FROM generate_series(1, 100000)", deadline=soon())
    assert wire.is_stuck(), "the rest is still on its way"
    wire.close()
    assert session.closed


@pytest.mark.parametrize("counted", [True, False])
def test_an_answer_that_lies_ready_is_counted_once_where_the_kernel_counts(session, monkeypatch, counted):
    """libpq reads it in parts, with most of it still waiting each time."""
    if not counted:
        monkeypatch.setattr(arrivals, "TCP_INFO", None)
    wire = Wire(session, max_bytes=90_000)
    wire.send(b"SELECT repeat('x', 1000) FROM generate_series(1, 80)")
    with socket.socket(fileno=os.dup(session.pgconn.socket)) as handle:
        wait_until(lambda: waiting_in(handle) > 80_000)
    with nullcontext() if counted else pytest.raises(TooMuch):
        wire.receive(soon())
    wire.close()


def waiting_in(handle: socket.socket) -> int:
    try:
        return len(handle.recv(100_000, socket.MSG_PEEK))
    except BlockingIOError:  # nothing has come yet
        return 0


def test_a_command_whose_time_is_up_is_cancelled_and_the_session_is_fit_again(wire):
    with pytest.raises(OutOfTime):
        wire.ask(b"SELECT pg_sleep(60)", deadline=time.monotonic() + 0.05)
    assert not wire.is_stuck()
    assert wire.ask(b"SELECT 1", deadline=soon())[0].get_value(0, 0) == b"1"


def test_commands_that_nobody_waited_for_are_answered_before_the_next(wire):
    wire.send(b"CREATE TEMP TABLE mine (a int)")
    wire.send(b"INSERT INTO mine VALUES (7)")
    assert not wire.is_stuck()
    assert wire.ask(b"SELECT a FROM mine", deadline=soon())[0].get_value(0, 0) == b"7"
    wire.send(b"SELECT nix")
    with pytest.raises(ServerError, match="nix"):
        wire.receive(soon())
    wire.receive(soon())  # nothing is left


def test_a_session_with_answers_still_to_come_is_closed_with_the_wire(session):
    wire = Wire(session, max_bytes=1000)
    wire.send(b"SELECT pg_sleep(60)")
    wire.close()
    assert session.closed


def test_a_session_that_is_idle_is_given_back(session):
    Wire(session, max_bytes=1000).close()
    assert session.execute("SELECT 1").fetchone() == (1,)


def test_a_lost_connection_is_an_operational_error(wire, session, postgres):
    with psycopg.connect(postgres.url(), autocommit=True) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 60000)", [session.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        wire.ask(b"SELECT 1", deadline=soon())
    assert wire.is_stuck()
