"""Messages over a socket: four bytes of length, then one JSON object. Both sides use it and trust neither."""

import json
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any

MAX_MESSAGE = 16 * 1024 * 1024
_LENGTH = struct.Struct("!I")

Message = Mapping[str, Any]


class ChannelError(Exception):
    """The other side sent something that is no message. The text says what."""


class ChannelClosed(ChannelError):
    """The other side is gone."""


class Channel:
    """One end of a conversation. Not for use by two threads at once, but for `close`."""

    def __init__(self, sock: socket.socket, *, most: int = MAX_MESSAGE) -> None:
        self._socket = sock
        self._most = most

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def send(self, message: Message, *, timeout: float | None = None) -> None:
        """Raises ChannelClosed, or TimeoutError when the other side does not read in time (seconds)."""
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
        if len(body) > MAX_MESSAGE:
            raise ChannelError(f"A message of {len(body)} bytes is too long to send.")
        try:
            self._wait_for(timeout)
            self._socket.sendall(_LENGTH.pack(len(body)) + body)
        except TimeoutError:
            raise
        except OSError as problem:
            raise ChannelClosed("The connection is closed.") from problem

    def receive(self, *, timeout: float | None = None) -> Message:
        """The next message. Raises TimeoutError after `timeout` seconds, even in the middle of a message,
        ChannelClosed at its end and ChannelError for anything that is no JSON object."""
        deadline = None if timeout is None else time.monotonic() + timeout
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size, deadline))
        if length > self._most:
            raise ChannelError(f"A message of {length} bytes was announced; {self._most} are allowed.")
        return _parse(self._exactly(length, deadline))

    def _exactly(self, size: int, deadline: float | None) -> bytearray:
        data = bytearray()
        while len(data) < size:
            data += self._some(size - len(data), deadline)
        return data

    def _some(self, size: int, deadline: float | None) -> bytes:
        try:
            self._wait_for(None if deadline is None else max(deadline - time.monotonic(), 0.000_001))
            data = self._socket.recv(min(size, 1 << 20))
        except TimeoutError:
            raise
        except OSError as problem:
            raise ChannelClosed("The connection is closed.") from problem
        if not data:
            raise ChannelClosed("The connection is closed.")
        return data

    def _wait_for(self, timeout: float | None) -> None:
        if timeout != self._socket.gettimeout():  # the child may not even ask the kernel for what it already has
            self._socket.settimeout(timeout)


def _parse(body: bytearray) -> Message:
    try:
        message = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise ChannelError("A message is not JSON.") from None
    if not isinstance(message, dict):
        raise ChannelError("A message is not a JSON object.")
    return message
