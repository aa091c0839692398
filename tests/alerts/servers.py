"""Receivers of alerts on loopback: a mail server and a web server that behave as they are told."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver(ThreadingHTTPServer):
    """Keeps headers and bodies of what it gets, and answers `status`. `hangs`: it answers nothing until that is set."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Posted)
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.location = 204, ""
        self.hangs: threading.Event | None = None

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Posted(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        if self.server.hangs:
            self.server.hangs.wait(60)
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing."""


@contextmanager
def receiving(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    with Receiver() as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as a client needs. `replies` replace the usual answer to a command."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.messages: list[bytes] = []
        self.replies: dict[str, str] = {}
        self.hangs: threading.Event | None = None

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self.server.hangs:
            self.server.hangs.wait(60)
            return
        self._say("220 mail.example ESMTP")
        for line in self.rfile:
            command = line.split(maxsplit=1)[0].decode().upper() if line.strip() else ""
            if command == "DATA" and "DATA" not in self.server.replies:
                self._say("354 go on")
                self.server.messages.append(self._body())
                self._say("250 taken")
            else:
                self._say(self.server.replies.get(command, "250 ok"))
            if command == "QUIT":
                return

    def _body(self) -> bytes:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
