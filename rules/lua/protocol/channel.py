"""Messages over a socket: four bytes of length, then one JSON object. Both sides use it, and neither trusts the
other."""

import json
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any

MAX_MESSAGE = 16 * 1024 * 1024
_LENGTH = struct.Struct("!I")

Message = Mapping[str, Any]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_PIECE, _MOST_AT_ONCE = 64 * 1024, 1024 * 1024


class ChannelError(Exception):
    """The other side sent something that is no message. The text says what."""


class ChannelClosed(ChannelError):
    """The other side is gone."""


class Channel:
    """One end of a conversation. Only `close` may be called from another thread."""

    def __init__(self, sock: socket.socket, *, most: int = MAX_MESSAGE) -> None:
        self._socket = sock
        self._most = most
        self._arrived = bytearray()

    def fileno(self) -> int:
        return self._socket.fileno()

    def is_over(self) -> bool:
        """Return whether the other side is gone and has left nothing to read."""
        if self._arrived:
            return False
        try:
            self._wait_for(0)
            return not self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        self._socket.close()

    def send(self, *messages: Message | bytes, timeout: float | None = None) -> None:
        """Send everything; bytes were `encoded` before. Raise ChannelClosed, or TimeoutError when the other side
        does not read in time (seconds)."""
        bodies = [message if isinstance(message, bytes) else encoded(message) for message in messages]
        try:
            self._wait_for(timeout)
            self._socket.sendall(b"".join([part for body in bodies for part in (_LENGTH.pack(len(body)), body)]))
        except TimeoutError:
            raise
        except OSError as problem:
            raise ChannelClosed("The connection is closed.") from problem

    def receive(self, *, timeout: float | None = None) -> Message:
        """Return the next message. Raise TimeoutError after `timeout` seconds, even in the middle of a message,
        ChannelClosed at the end and ChannelError for anything that is no JSON object."""
        deadline = None if timeout is None else time.monotonic() + timeout
        self._await(_LENGTH.size, deadline)
        (length,) = _LENGTH.unpack_from(self._arrived)
        if length > self._most:
            raise ChannelError(f"A message of {length} bytes was announced; {self._most} are allowed.")
        end = _LENGTH.size + length
        self._await(end, deadline)
        body = self._arrived[_LENGTH.size : end]
        del self._arrived[:end]
        return _parse(body)

    def _await(self, size: int, deadline: float | None) -> None:
        """Wait until that many bytes have arrived. What comes beyond them belongs to the next message."""
        while (missing := size - len(self._arrived)) > 0:
            self._arrived += self._some(min(max(missing, _PIECE), _MOST_AT_ONCE), deadline)

    def _some(self, most: int, deadline: float | None) -> bytes:
        try:
            self._wait_for(None if deadline is None else _left(deadline))
            data = self._socket.recv(most)
        except TimeoutError:
            raise
        except OSError as problem:
            raise ChannelClosed("The connection is closed.") from problem
        if not data:
            raise ChannelClosed("The connection is closed.")
        return data

    def _wait_for(self, timeout: float | None) -> None:
        if timeout != self._socket.gettimeout():  # The child may not even ask the kernel what it already has.
            self._socket.settimeout(timeout)


def encoded(message: Message) -> bytes:
    """Encode a message as `Channel.send` sends it. Raise ChannelError for one that is too long."""
    body = _encode(message).encode(errors="replace")
    if len(body) > MAX_MESSAGE:
        raise ChannelError(f"A message of {len(body)} bytes is too long to send.")
    return body


def _left(deadline: float) -> float:
    """Return the seconds left. Raise TimeoutError when there are none, however much there is to read."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _parse(body: bytearray) -> Message:
    try:
        message = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise ChannelError("A message is not JSON.") from None
    if not isinstance(message, dict):
        raise ChannelError("A message is not a JSON object.")
    return message
