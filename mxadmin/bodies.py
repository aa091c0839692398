"""Bodies of requests: whole before a thread is taken, within seconds, and few at a time from one address."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterable
from tempfile import SpooledTemporaryFile
from typing import IO

MOST_BYTES = 17 * 1024 * 1024
"""A little more than what Django reads of a form, which answers what is too long with a page of its own."""
SECONDS = 5.0
BYTES_A_SECOND = 16 * 1024
"""The bytes that give a body one more second than `SECONDS`."""
AT_ONCE, AT_ONCE_IN_ALL = 20, 400
"""The bodies that may be arriving at the same time: from one address, and in one process."""
IN_MEMORY = 256 * 1024
"""The bytes of one body to keep in memory; a longer one is in a temporary file."""


class Refused(Exception):
    """The body is not read. The message is a sentence for the person at the browser."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Bodies:
    """The arriving bodies of one process. Used from its event loop only."""

    def __init__(self) -> None:
        self._arriving: Counter[str] = Counter()

    async def read(self, chunks: AsyncIterable[bytes], *, length: str | None, address: str) -> IO[bytes]:
        """Return the whole body, from its start. `length` is Content-Length, None for a body in chunks; `address` is
        the network that shares one limit. Raises Refused."""
        if length is not None and (not length.isdigit() or int(length[:12]) > MOST_BYTES):
            raise _too_long()
        if self._arriving[address] >= AT_ONCE or self._arriving.total() >= AT_ONCE_IN_ALL:
            raise Refused(503, "Too many requests that are not complete arrive from your address. Try again soon.")
        self._arriving[address] += 1
        try:
            return await _whole(chunks)
        finally:
            self._arriving[address] -= 1
            if not self._arriving[address]:
                del self._arriving[address]


async def _whole(chunks: AsyncIterable[bytes]) -> IO[bytes]:
    body: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  the request closes it
    started, size = time.monotonic(), 0
    arriving = aiter(chunks)
    try:
        while True:
            left = started + SECONDS + size / BYTES_A_SECOND - time.monotonic()
            chunk = await asyncio.wait_for(anext(arriving), max(left, 0.01))
            size += len(chunk)
            if size > MOST_BYTES:
                raise _too_long()
            body.write(chunk)
    except StopAsyncIteration:
        body.seek(0)
        return body
    except TimeoutError:
        body.close()
        raise Refused(408, "What the browser sends did not arrive in time. Nothing was done. Try again.") from None
    except BaseException:
        body.close()
        raise


def _too_long() -> Refused:
    return Refused(413, f"What was sent is larger than {MOST_BYTES:,} bytes, so it was not read.")
