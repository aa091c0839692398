"""Where a page of attempts ended: a signed text for a link, good for the same filter only."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime

SIGNATURE_BYTES = 16
MAX_CHARACTERS = 4096
WRONG = "This link to the next page belongs to another filter or was changed: begin again at the first page."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """After which row to go on.

    `started` is `starttime` as PostgreSQL writes it, because a local time in the hour that a clock is put back
    names two instants; `key` tells rows of one moment apart. `instant` is about when that was. `since` keeps
    the beginning of a range that was named "the last hour" on the first page.
    """

    started: str
    key: str
    instant: datetime
    since: datetime

    def sign(self, secret: bytes, scope: str) -> str:
        """`scope`: whatever must be the same when it is read."""
        fields = [self.started, self.key, self.instant.isoformat(), self.since.isoformat()]
        payload = json.dumps(fields, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(_signature(secret, scope, payload) + payload).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, secret: bytes, scope: str) -> "Cursor":
        """Raises ValueError with a sentence for anything that `sign` did not write for this secret and scope."""
        if len(text) > MAX_CHARACTERS or not text.isascii():
            raise ValueError(WRONG)
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except ValueError:
            raise ValueError(WRONG) from None
        signature, payload = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, _signature(secret, scope, payload)):
            raise ValueError(WRONG)
        started, key, instant, since = json.loads(payload)
        return cls(
            started=started,
            key=key,
            instant=datetime.fromisoformat(instant),
            since=datetime.fromisoformat(since),
        )


def _signature(secret: bytes, scope: str, payload: bytes) -> bytes:
    message = len(scope).to_bytes(8, "big") + scope.encode("utf-8", "surrogatepass") + payload
    return hmac.digest(secret, message, hashlib.sha256)[:SIGNATURE_BYTES]
