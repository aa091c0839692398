"""Messages of a child: each is either understood or refused with a sentence; nothing else comes out."""

import contextlib
import json
import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.lua.protocol import messages
from rules.lua.protocol.channel import Channel, ChannelClosed, ChannelError
from rules.lua.protocol.encoding import WireError, pack, unpack
from rules.lua.protocol.limits import Limits

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["t", "o", "error", "lines"]), inner),
)
SCALARS = st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False).filter(
    lambda number: not number.is_integer()
) | st.text()  # fmt: skip
VALUES = st.recursive(st.none() | SCALARS, lambda inner: st.dictionaries(SCALARS, inner), max_leaves=20)


@given(VALUES)
def test_a_value_crosses_unchanged(value):
    assert unpack(json.loads(json.dumps(pack(value)))) == value


@given(
    st.dictionaries(st.sampled_from(["is", "error", "values", "prints", "line", "lines", "locals", "defined"]), JSON)
)
def test_any_message_is_read_or_refused(message):
    for read in (messages.read_report, messages.read_stop, messages.read_ready):
        with contextlib.suppress(WireError):
            read(message)
    with contextlib.suppress(WireError):
        messages.read_query(message, Limits())


def received(data: bytes, *, most: int = 1000):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        return Channel(ours, most=most).receive(timeout=1)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_channel_error(data):
    for framed in (data, struct.pack("!I", len(data)) + data):
        with contextlib.suppress(ChannelError):
            assert isinstance(received(framed), dict)


def test_half_a_message_is_a_closed_channel():
    with pytest.raises(ChannelClosed):
        received(struct.pack("!I", 10) + b'{"is":')


def test_a_message_that_is_too_long_is_refused_before_it_is_read():
    with pytest.raises(ChannelError, match="1001 bytes"):
        received(struct.pack("!I", 1001))


def test_deep_nesting_is_refused():
    body = b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with pytest.raises(ChannelError):
        received(struct.pack("!I", len(body)) + body, most=1_000_000)


@pytest.mark.parametrize(
    "value", [{"t": [[None, 1]]}, {"t": [[{"o": "function"}, 1]]}, {"x": 1}, {"o": []}, 10**30, "\ud800"]
)
def test_invalid_values_are_refused(value):
    with pytest.raises(WireError):
        unpack(value)
