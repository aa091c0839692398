"""How many bytes come in over a session's socket."""

import socket
import struct

PEEK_BYTES = 1024 * 1024
TCP_INFO = getattr(socket, "TCP_INFO", None)
BYTES_RECEIVED = 128
"""Where Linux has tcpi_bytes_received in its struct tcp_info, since version 4.1."""


class Arrivals:
    """A count of the bytes that have come in, and of those that wait to be read at the beginning.

    Where the kernel does not count them (no TCP, another system), those that wait are added up each time: more than
    come in, when libpq reads them in several parts.
    """

    def __init__(self, handle: socket.socket) -> None:
        self._handle = handle
        self._peek = bytearray(PEEK_BYTES)
        self._waited = 0
        self._before = 0
        self.begin()

    def begin(self) -> None:
        """Count from here."""
        self._waited = 0
        self._before = (self._received() or 0) - self._waiting()

    def count(self) -> int:
        received = self._received()
        if received is not None:
            return received - self._before
        self._waited += self._waiting()
        return self._waited

    def _received(self) -> int | None:
        if TCP_INFO is None:
            return None
        try:
            info = self._handle.getsockopt(socket.IPPROTO_TCP, TCP_INFO, BYTES_RECEIVED + 8)
            return int(struct.unpack_from("=Q", info, BYTES_RECEIVED)[0])
        except (OSError, struct.error):
            return None

    def _waiting(self) -> int:
        try:
            return self._handle.recv_into(self._peek, flags=socket.MSG_PEEK)
        except OSError:
            return 0
