"""The parent against a child that lies: whatever comes, it ends with a sentence and in time."""

import json
import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.lua.parent.conversation import Conversation
from rules.lua.parent.process import Process
from rules.lua.protocol.errors import ErrorKind
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.messages import call_message
from rules.lua.protocol.query import QueryAnswer
from tests.protocol import JUNK, framed

LIMITS = Limits(wall_ms=300, queries=20, print_bytes=1_000)
RETURNED = {"is": "returned", "number": 1, "error": None, "values": [7], "prints": [], "lines": [], "locals": []}
QUERY = {"is": "query", "number": 1, "sql": "SELECT 1", "line": 1}


class Life:
    """The life of a child that is a thread of this test: it ends with its socket."""

    def __init__(self, its_end):
        self._its_end = its_end

    def hold(self):
        pass

    def kill(self):
        with suppress(OSError):
            self._its_end.shutdown(socket.SHUT_RDWR)

    def exit_status(self):
        return 0

    def close(self):
        self.kill()


@contextmanager
def conversation_with(child, limits=LIMITS):
    """`child` gets its end of the socket, and does with it what it likes."""
    ours, its = socket.socketpair()
    watch, its_watch = socket.socketpair()
    process = Process(conversation=ours, watch=watch, life=Life(its))

    def live():
        with suppress(OSError):
            child(its)
            its.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=live)
    thread.start()
    try:
        yield Conversation(process, limits=limits, query=lambda sql: QueryAnswer(columns=("a",), rows=(("1",),)))
    finally:
        process.close()
        thread.join(timeout=5)
        its.close()
        its_watch.close()
        assert not thread.is_alive()


def sends(*messages, then_stays=False):
    def child(its):
        for message in messages:
            its.sendall(message if isinstance(message, bytes) else framed(message))
        while then_stays and its.recv(1 << 20):
            pass

    return child


def floods(message):
    def child(its):
        for _ in range(1_000_000):
            its.sendall(message)

    return child


def drip(its):
    for byte in framed(RETURNED):
        its.sendall(bytes([byte]))
        time.sleep(0.02)  # slowness is what it tries: no single byte is late, all together are


def never_reads_what_it_asks_for(its):
    while its.send(framed(QUERY)):
        pass


ATTACKS = {
    "noise without end": (floods(b"\xff" * 4096), "A message of 4294967295 bytes was announced"),
    "zeroes": (floods(b"\0" * 4096), "A message is not JSON"),
    "a million queries": (floods(framed(QUERY)), "more SQL queries than are allowed"),
    "a million answers to no request": (floods(framed(RETURNED | {"number": 0})), "was not asked"),
    "an answer to a later request": (sends(RETURNED | {"number": 2}), "was not asked"),
    "an answer without a request": (sends({key: RETURNED[key] for key in RETURNED if key != "number"}), "not asked"),
    "the wrong answer": (sends(RETURNED | {"is": "loaded"}), "It sent 'loaded' where 'returned' was due."),
    "an answer that is a list": (sends(b"\0\0\0\2[]"), "not a JSON object"),
    "a kind that is no text": (sends(RETURNED | {"is": {"a": [1]}}), "where 'returned' was due"),
    "a flood of output": (sends(RETURNED | {"prints": ["x" * 900] * 2}), "It printed more than is allowed."),
    "places without prints": (sends(RETURNED | {"printed_at": [[1, 0]]}), "more or fewer places"),
    "a stop for no reason": (sends({"is": "stopped", "number": 1, "prints": [], "frames": []}), "limit of no known"),
    "a query that is too long": (sends(QUERY | {"sql": "x" * 100_000}), "Text is missing or too long."),
    "half a length": (sends(b"\0\0"), "ended by itself with exit code 0"),
    "half a message": (sends(framed(RETURNED)[:-1]), "ended by itself with exit code 0"),
    "half a message, and then nothing": (sends(framed(RETURNED)[:-1], then_stays=True), "still running after 300 ms"),
    "nothing at all": (sends(then_stays=True), "still running after 300 ms"),
    "a byte now and then": (drip, "still running after 300 ms"),
    "queries whose answers it never reads": (never_reads_what_it_asks_for, "more SQL queries than are allowed"),
}


@pytest.mark.parametrize(("child", "sentence"), ATTACKS.values(), ids=ATTACKS)
def test_a_child_that_lies_is_ended_and_explained(child, sentence):
    started = time.monotonic()
    with conversation_with(child) as conversation:
        report = conversation.ask(call_message("hook", []), "returned").report
        assert report.error.kind.final
        assert sentence in report.error.message
    assert time.monotonic() - started < 2


def test_an_answer_sent_ahead_is_no_answer_to_the_next_question():
    with conversation_with(sends(RETURNED, RETURNED, then_stays=True)) as conversation:
        assert conversation.ask(call_message("hook", []), "returned").report.values == (7,)
        error = conversation.ask(call_message("hook", []), "returned").report.error
    assert (error.kind, "was not asked" in error.message) == (ErrorKind.PROTOCOL, True)


RAN = {"is": "ran", "number": 1, "runs": [[7], RETURNED | {"prints": ["a"]}]}
LIES = {
    "none at all": (sends(RAN | {"runs": []}), "It reported runs, but none."),
    "more than were asked for": (sends(RAN | {"runs": [[7]] * 4}), "A list is missing or too long."),
    "later ones": (sends(RAN | {"number": 2}), "was not asked"),
    "something else": (sends(RAN | {"runs": [{"o": "function"}, "x"]}), "A list is missing or too long."),
    "two at once, of which the second lies": (sends(RAN | {"runs": [[7], [[7]]]}), "A list is missing or too long."),
    "the answer to a call": (sends(RETURNED), "It sent 'returned' where 'ran' was due."),
    "that much output": (sends(RAN | {"runs": [RETURNED | {"prints": ["x" * 2000]}]}), "It printed more"),
}


@pytest.mark.parametrize(("child", "sentence"), LIES.values(), ids=LIES)
def test_a_child_that_lies_about_runs_is_ended_and_each_tried_again(child, sentence):
    with conversation_with(child) as conversation:
        answers = conversation.awaited(3)
        assert (answers.reports, answers.unsure, conversation.over) == ([], True, True)
    with conversation_with(child) as conversation:
        alone = conversation.awaited(1)
    assert (len(alone.reports), alone.unsure) == (1, False)
    error = alone.reports[0].error
    assert error.kind is ErrorKind.PROTOCOL
    assert sentence in error.message


def test_runs_reported_before_a_false_message_count():
    with conversation_with(sends(RAN, RAN)) as conversation:
        first = conversation.awaited(3)
        assert [first.reports[0], first.reports[1].prints, first.unsure] == [(7,), ("a",), False]
        assert conversation.awaited(1).reports[0].error.message.endswith("was not asked.")


@given(st.lists(JUNK, max_size=3), st.integers(1, 3))
@settings(max_examples=50)
def test_any_runs_are_understood_or_explained(runs, most):
    with conversation_with(sends(RAN | {"runs": runs})) as conversation:
        answers = conversation.awaited(most)
    assert len(answers.reports) == len(runs) or conversation.over


MESSAGES = st.sampled_from([RETURNED, QUERY, RETURNED | {"is": "stopped", "limit": "time", "frames": [["f", 3]]}])


@st.composite
def lies(draw):
    """A true message with one field replaced, cut off, or in the middle of noise."""
    message = dict(draw(MESSAGES))
    if draw(st.booleans()):
        message[draw(st.sampled_from([*message, "error", "limit"]))] = draw(JUNK)
    data = framed(json.dumps(message).encode())
    return draw(st.sampled_from([data, data[: draw(st.integers(0, len(data)))], draw(st.binary(max_size=40)) + data]))


def test_a_child_that_floods_when_asked_for_its_place_is_ended():
    silent_until_asked = threading.Event()

    def child(its):
        silent_until_asked.wait()
        floods(framed({"is": "somewhere"}))(its)

    with conversation_with(child) as conversation:
        threading.Timer(0.4, silent_until_asked.set).start()
        error = conversation.ask(call_message("hook", []), "returned").report.error
    assert error.limit == "time"


def test_a_message_without_an_end_is_late():
    def child(its):
        its.sendall(struct.pack("!I", 16 * 1024 * 1024))
        floods(b" ")(its)

    with conversation_with(child, Limits(wall_ms=50)) as conversation:
        error = conversation.ask(call_message("hook", []), "returned").report.error
    assert error.limit == "time"


@given(st.lists(lies(), max_size=5))
@settings(max_examples=100)
def test_any_mixture_of_true_and_false_messages_is_understood_or_explained(sent):
    with conversation_with(sends(*sent)) as conversation:
        report = conversation.ask(call_message("hook", []), "returned").report
    assert report.error is None or report.error.message
