"""The signer of links to attempts: Django's, which also reads the links that earlier versions signed."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from rules.outqueue.attempts.signed_links import Forged

SALT = "rules.connections"
MAX_CHARACTERS = 4096
FORMER_SIGNATURE_BYTES = 16


@dataclass(frozen=True, slots=True)
class LinkSigner:
    """A signer with `key`; without one, with this installation's secret key."""

    key: str | None = None

    def seal(self, fields: list[str], scope: str) -> str:
        return self._signer(scope).sign_object(fields)

    def unseal(self, text: str, scope: str) -> list[str]:
        """Return the texts of a signed word. Raises Forged for any other text."""
        if len(text) > MAX_CHARACTERS:
            raise Forged
        if ":" not in text:
            return self._read_former(text, scope)
        try:
            fields: list[str] = self._signer(scope).unsign_object(text)
        except signing.BadSignature:
            raise Forged from None
        return fields

    def _signer(self, scope: str) -> signing.Signer:
        digest = hashlib.sha256(scope.encode("utf-8", "surrogatepass")).hexdigest()
        return signing.Signer(key=self.key, salt=f"{SALT}.{digest}")

    def _read_former(self, text: str, scope: str) -> list[str]:
        """Read what versions up to 0.1 signed: such links are in bookmarks, mails and tickets."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except ValueError:
            raise Forged from None
        signature, payload = raw[:FORMER_SIGNATURE_BYTES], raw[FORMER_SIGNATURE_BYTES:]
        message = len(scope).to_bytes(8, "big") + scope.encode("utf-8", "surrogatepass") + payload
        secret = salted_hmac(SALT, "attempts", self.key or settings.SECRET_KEY).digest()
        expected = hmac.digest(secret, message, hashlib.sha256)[:FORMER_SIGNATURE_BYTES]
        if not hmac.compare_digest(signature, expected):
            raise Forged
        fields: list[str] = json.loads(payload)
        return fields
