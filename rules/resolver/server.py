"""One DNS server during one question, and what came of asking it."""

from collections.abc import Callable
from typing import Any

import dns.asyncbackend
import dns.exception
import dns.message
import dns.nameserver
import dns.rcode

from rules.resolver.answer import Status
from rules.resolver.endpoint import Endpoint


class _ConnectedBackend(type(dns.asyncbackend.get_backend("asyncio"))):  # type: ignore[misc]
    """Connects UDP sockets, so that a port where nothing listens is an error at once and not a timeout."""

    def datagram_connection_required(self) -> bool:
        return True


CONNECTED = _ConnectedBackend()


class Server(dns.nameserver.Do53Nameserver):
    """A server that remembers: dnspython says neither who gave a negative answer nor, once the time is up, what
    each server did. `told` completes a sentence that begins with the server's name; `asking` is called with that
    name before each try."""

    def __init__(self, endpoint: Endpoint, asking: Callable[[str], None]) -> None:
        super().__init__(endpoint.address, endpoint.port)
        self.endpoint = endpoint
        self._asking = asking
        self.begin()

    def begin(self) -> None:
        """Forget what was: the next question begins."""
        self.tries = 0
        self.response: dns.message.Message | None = None
        self._note(Status.TIMEOUT, "was not heard of before the time was up")

    async def async_query(
        self,
        request: dns.message.QueryMessage,
        timeout: float,
        source: str | None,
        source_port: int,
        max_size: bool,
        backend: Any,
        one_rr_per_rrset: bool = False,
        ignore_trailing: bool = False,
    ) -> dns.message.Message:
        self.tries += 1
        self._asking(str(self.endpoint))
        how = (timeout, source, source_port, max_size, backend, one_rr_per_rrset, ignore_trailing)
        try:
            response = await super().async_query(request, *how)
            if response.rcode() == dns.rcode.FORMERR and request.edns >= 0:
                request.use_edns(None)  # a server older than EDNS (RFC 6891 §7)
                response = await super().async_query(request, *how)
        except Exception as error:
            self._note_exception(error)
            raise
        self._note_response(response)
        return response

    def _note_exception(self, error: Exception) -> None:
        if isinstance(error, dns.message.Truncated):
            self._note(Status.TIMEOUT, "cut its answer short and was asked again over TCP, without an answer")
        elif isinstance(error, dns.exception.Timeout):
            self._note(
                Status.TIMEOUT, "did not answer" if self.tries == 1 else f"did not answer, asked {self.tries} times"
            )
        elif isinstance(error, OSError):
            self._note(Status.TIMEOUT, f"could not be reached ({error.strerror or error})")
        else:
            self._note(Status.SERVFAIL, f"sent what is no DNS answer ({error or type(error).__name__})")

    def _note_response(self, response: dns.message.Message) -> None:
        self.response = response
        rcode = response.rcode()
        if rcode == dns.rcode.REFUSED:
            self._note(Status.REFUSED, "refuses to answer (REFUSED)")
        elif rcode in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
            self._note(Status.SERVFAIL, "gave an answer that contradicts itself, or a CNAME chain without an end")
        else:
            self._note(Status.SERVFAIL, f"failed ({dns.rcode.to_text(rcode)})")

    def _note(self, trouble: Status, told: str) -> None:
        self.trouble, self.told = trouble, told
