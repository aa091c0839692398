"""Webhooks, signed as Standard Webhooks says (https://www.standardwebhooks.com)."""

import base64
import http.client
import json
import secrets
import socket
import ssl
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

from standardwebhooks import Webhook

from rules.alerts.network import Network, resolve
from rules.alerts.problem import NotSent

SECONDS = 10.0
PREFIX = "whsec_"
REDIRECTS = range(300, 400)


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def read_address(text: str) -> SplitResult:
    """Read the address of a webhook. Raises ValueError with a sentence."""
    try:
        url = urlsplit(text.strip())
        usable = bool(url.hostname) and (url.port is None or url.port > 0) and not set(text.strip()) & set(" \t\r\n")
    except ValueError:
        usable = False
    if not usable or url.scheme not in {"https", "http"}:
        raise ValueError("Write an address like https://example.com/hook.")
    if url.username or url.password:
        raise ValueError("Leave out user and password: the signature says who sent it.")
    return url


def post(
    *,
    address: str,
    secret: str,
    uid: str,
    payload: Mapping[str, object],
    networks: Sequence[Network],
    trusted: ssl.SSLContext | None = None,
    now: datetime | None = None,
) -> None:
    """Send a payload once. No redirect is followed. Raises NotSent."""
    url = read_address(address)
    host = url.hostname or ""
    body = json.dumps(payload, separators=(",", ":")).encode()
    headers = _signed(secret, uid, body, now or datetime.now(UTC))
    connection = _connection(url, resolve(host, _port(url), networks), networks, trusted)
    try:
        connection.request("POST", f"{url.path or '/'}{'?' + url.query if url.query else ''}", body, headers)
        status = connection.getresponse().status
    except ssl.SSLCertVerificationError as error:
        raise NotSent(f"The certificate of {host} is not valid: {error.verify_message}.") from None
    except TimeoutError:
        raise NotSent(f"{host} did not answer within {SECONDS:g} s.") from None
    except (OSError, http.client.HTTPException) as error:
        raise NotSent(f"{host} could not be reached: {_said(error)}.") from None
    finally:
        connection.close()
    if status in REDIRECTS:
        raise NotSent(f"{host} answered {status}, a redirect, which is not followed. Write the address it leads to.")
    if not 200 <= status < 300:
        raise NotSent(f"{host} answered {status}.")


def _signed(secret: str, uid: str, body: bytes, now: datetime) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "mxadmin",
        "webhook-id": uid,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(uid, now, body.decode()),
    }


def _port(url: SplitResult) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _connection(
    url: SplitResult, addresses: Sequence[str], networks: Sequence[Network], trusted: ssl.SSLContext | None
) -> http.client.HTTPConnection:
    host = url.hostname or ""
    if url.scheme == "https":
        return _PinnedTls(host, _port(url), addresses, trusted or ssl.create_default_context())
    if not networks:
        raise NotSent("Over plain http, alerts are sent only to networks that MXADMIN_ALERT_NETWORKS allows.")
    return _Pinned(host, _port(url), addresses)


class _Pinned(http.client.HTTPConnection):
    """A connection to addresses that were looked at before."""

    def __init__(self, host: str, port: int, addresses: Sequence[str]) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.addresses = addresses

    def connect(self) -> None:
        self.sock = _connected(self.addresses, self.port)


class _PinnedTls(http.client.HTTPSConnection):
    def __init__(self, host: str, port: int, addresses: Sequence[str], context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=SECONDS, context=context)
        self.addresses, self.tls = addresses, context

    def connect(self) -> None:
        plain = _connected(self.addresses, self.port)
        try:
            self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def _connected(addresses: Sequence[str], port: int) -> socket.socket:
    """Connect to the first address that answers."""
    problem: OSError = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=SECONDS)
        except OSError as error:
            problem = error
    raise problem


def _said(error: Exception) -> str:
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(said).split()).rstrip(".")[:200]
