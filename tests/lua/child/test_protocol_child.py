"""A child whose parent sends garbage: it answers what it understands, and ends."""

import os
import socket
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.lua.parent.pool import Pool
from rules.lua.parent.zygote import Zygote
from rules.lua.protocol.channel import ChannelError
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.messages import call_message, open_message, runs_message
from tests.protocol import JUNK, framed


@pytest.fixture(scope="module")
def zygote():
    zygote = Zygote()
    yield zygote
    zygote.close()


@pytest.mark.parametrize(
    "garbage",
    [b"\xff" * 4096, b"\0" * 4096, framed([]), framed({}), framed({"do": 7}), framed({"do": "runs"}), b"\0\0\0\5{"],
    ids=repr,
)
def test_a_pooled_child_that_gets_garbage_ends_without_an_answer(garbage):
    pool = Pool()
    process = pool.take()
    try:
        assert set(end_of(process, garbage)) <= {"ready"}
        assert process.exit_status() is not None
    finally:
        process.close()
        pool.close()


def end_of(process, data):
    """Return the child's answers to these bytes; it ends when nothing more can come."""
    said = []
    with suppress(BrokenPipeError, ConnectionResetError):
        os.write(process.channel.fileno(), data)
    with socket.socket(fileno=os.dup(process.channel.fileno())) as ours, suppress(OSError):
        ours.shutdown(socket.SHUT_WR)
    with suppress(ChannelError):
        while True:
            said.append(process.channel.receive(timeout=3)["is"])
    return said


ORDERS = st.sampled_from([
    open_message(b"function hook() return 1 end", limits=Limits(wall_ms=500)) | {"number": 1},
    open_message(b"function hook() return 1 end", limits=Limits()) | {"do": "series", "number": 1},
    runs_message([("hook", []), ("hook", [7])], 1),
    call_message("hook", []) | {"number": 2}, {"do": "end"}, {"do": "answer", "columns": [], "rows": [], "error": None},
])  # fmt: skip


@st.composite
def orders(draw):
    message = dict(draw(ORDERS))
    if draw(st.booleans()):
        message[draw(st.sampled_from([*message]))] = draw(JUNK)
    data = framed(message)
    return draw(st.sampled_from([data, data[: draw(st.integers(0, len(data)))], draw(st.binary(max_size=40)) + data]))


@given(st.lists(orders(), max_size=4))
@settings(max_examples=40)
def test_a_child_that_gets_garbage_answers_what_it_understands_and_ends(zygote, sent):
    process = zygote.take()
    try:
        assert set(end_of(process, b"".join(sent))) <= {"ready", "loaded", "returned", "ran", "query"}
    finally:
        process.close()
    healthy = zygote.take()
    try:
        good = framed(open_message(b"x = 1", limits=Limits()) | {"number": 1})
        assert end_of(healthy, good) == ["loaded"]
    finally:
        healthy.close()
