"""A short list of texts as one signed word for a link, which nobody can write or change without the key."""

import base64
import hashlib
import hmac
import json

SIGNATURE_BYTES = 16
MAX_CHARACTERS = 4096


class Forged(ValueError):
    """Not written by `seal` with this secret and scope."""


def seal(fields: list[str], secret: bytes, scope: str) -> str:
    """`scope`: whatever must be the same when it is opened."""
    payload = json.dumps(fields, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_signature(secret, scope, payload) + payload).decode().rstrip("=")


def unseal(text: str, secret: bytes, scope: str) -> list[str]:
    """Return the content of a sealed text. Raises Forged for any other text."""
    if len(text) > MAX_CHARACTERS or not text.isascii():
        raise Forged
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise Forged from None
    signature, payload = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(secret, scope, payload)):
        raise Forged
    fields: list[str] = json.loads(payload)
    return fields


def _signature(secret: bytes, scope: str, payload: bytes) -> bytes:
    message = len(scope).to_bytes(8, "big") + scope.encode("utf-8", "surrogatepass") + payload
    return hmac.digest(secret, message, hashlib.sha256)[:SIGNATURE_BYTES]
