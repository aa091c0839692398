"""A gateway between granian's event loop (RSGI) and the WSGI application, whose pages are made in threads.

Under granian's own WSGI a thread waits without limit for a request's body. Here a body is whole before a thread is
taken, a reader that does not read gives its thread back, and a header with an underscore is dropped: in WSGI it would
be taken for the one with a hyphen that a proxy writes.
"""

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import SEEK_END, BytesIO
from typing import IO, Any

from mxadmin.bodies import Bodies, Refused
from mxadmin.threads import Threads
from rules.lua.cancellation import Cancellation
from rules.text import network_address

UNREAD_SECONDS = 20.0
"""The seconds that a reader may take for one piece of a stream."""
ENDED = "mxadmin.ended"
"""The key of a request's environment for the Cancellation of all that it runs, when its browser goes away."""

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]
log = logging.getLogger(__name__)


class Gateway:
    """An RSGI application. At most `streams` of the `threads` write streams, so that some are left for pages."""

    def __init__(self, application: Application, *, threads: int, streams: int, proxies: int) -> None:
        self._application = application
        self._threads = Threads(threads)
        self._streams = threading.Semaphore(streams)
        self._proxies = proxies
        self._bodies = Bodies()

    async def __call__(self, scope: Any, proto: Any) -> None:
        if scope.proto != "http":
            return
        headers = trusted_headers(scope.headers.items())
        try:
            body = await self._body(headers, scope, proto)
        except Refused as refused:
            _say(proto, refused.status, str(refused))
            return
        except Exception:  # the connection broke: there is nobody to answer
            return
        with body:
            await self._answer(environ(scope, headers, body), proto)

    async def _body(self, headers: dict[str, str], scope: Any, proto: Any) -> IO[bytes]:
        length = headers.get("content-length")
        if length in {None, "0"} and "transfer-encoding" not in headers:
            return BytesIO()
        found = network_address.browser(scope.client, headers.get("x-forwarded-for", ""), self._proxies)
        address = str(network_address.network(found)) if found else ""
        return await self._bodies.read(proto, length=length, address=address)

    async def _answer(self, asked: Environ, proto: Any) -> None:
        """Answer a request, and return when the thread is done, even if the browser went away before."""
        loop = asyncio.get_running_loop()
        ended = asked[ENDED] = Cancellation()
        done: asyncio.Future[None] = loop.create_future()
        answer = _Answer(self._application, asked, self._streams, proto, loop)
        leaving = asyncio.ensure_future(proto.client_disconnect())
        leaving.add_done_callback(lambda left: None if left.cancelled() else loop.run_in_executor(None, ended.cancel))
        self._threads.submit(partial(_finish, answer, loop, done))
        try:
            await done
        finally:
            leaving.cancel()


def _finish(answer: "_Answer", loop: asyncio.AbstractEventLoop, done: "asyncio.Future[None]") -> None:
    try:
        answer.make()
    except Exception:
        log.exception("A page could not be made")
        answer.call(_say, answer.proto, 500, "Something broke in mxadmin. Its log says where.")
    finally:
        loop.call_soon_threadsafe(_settle, done)


def _settle(done: "asyncio.Future[None]") -> None:
    if not done.done():
        done.set_result(None)


class _Answer:
    """One answer, made and written in a thread."""

    def __init__(
        self,
        application: Application,
        asked: Environ,
        streams: threading.Semaphore,
        proto: Any,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._application = application
        self._asked = asked
        self._streams = streams
        self.proto = proto
        self._loop = loop
        self._status = 500
        self._headers: Headers = []

    def make(self) -> None:
        parts = self._application(self._asked, self._start)
        try:
            if getattr(parts, "streaming", False) and not self._has("content-length"):
                self._stream(iter(parts))
            else:
                body = b"" if self._asked["REQUEST_METHOD"] == "HEAD" else b"".join(parts)
                self.call(self.proto.response_bytes, self._status, self._headers, body)
        finally:
            if hasattr(parts, "close"):
                parts.close()

    def _start(self, status: str, headers: Headers, _exc_info: object = None) -> None:
        self._status, self._headers = int(status.split(" ", 1)[0]), [(name.lower(), value) for name, value in headers]

    def _has(self, name: str) -> bool:
        return any(each == name for each, _ in self._headers)

    def call(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._loop.call_soon_threadsafe(partial(function, *arguments))

    def _stream(self, parts: Iterator[bytes]) -> None:
        if not self._streams.acquire(blocking=False):
            self.call(_say, self.proto, 503, "mxadmin writes as many answers at once as it can. Try again soon.")
            return
        try:
            self._write(parts)
        finally:
            self._streams.release()

    def _write(self, parts: Iterator[bytes]) -> None:
        """Write the parts until the browser goes away, or does not read on."""
        transport = asyncio.run_coroutine_threadsafe(_open(self.proto, self._status, self._headers), self._loop)
        stream, ended = transport.result(), self._asked[ENDED]
        for part in parts:
            if ended.cancelled:
                return
            sent = asyncio.run_coroutine_threadsafe(_send(stream, part), self._loop)
            try:
                sent.result(UNREAD_SECONDS)
            except Exception:
                sent.cancel()
                ended.cancel()
                return


async def _open(proto: Any, status: int, headers: Headers) -> Any:
    return proto.response_stream(status, headers)


async def _send(stream: Any, part: bytes) -> None:
    await stream.send_bytes(part)


def _say(proto: Any, status: int, sentence: str) -> None:
    """Answer a request that never reaches a page. Its rest is not read, so the connection ends."""
    headers = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"), ("connection", "close")]
    proto.response_bytes(status, headers + [("retry-after", "5")] * (status == 503), f"{sentence}\n".encode())


def trusted_headers(sent: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return headers by name; several of one name are one. Those with an underscore are dropped."""
    headers: dict[str, str] = {}
    for name, value in sent:
        if "_" in name:
            continue
        between = "; " if name == "cookie" else ","
        headers[name] = f"{headers[name]}{between}{value}" if name in headers else value
    return headers


def environ(scope: Any, headers: dict[str, str], body: IO[bytes]) -> Environ:
    """Return the WSGI environment, as PEP 3333 says."""
    host, _, port = scope.server.rpartition(":")
    asked = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": str(network_address.parsed(scope.client) or ""),
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        asked[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
    if asked.pop("HTTP_TRANSFER_ENCODING", None):  # Django reads as much as the length says
        asked["CONTENT_LENGTH"] = str(body.seek(0, SEEK_END))
        body.seek(0)
    return asked
