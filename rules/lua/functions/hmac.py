"""`VPOP3.HMAC`, from VPOP3 8.7 (documented by the vendor)."""

import hmac

from rules.lua.functions.host_function import Host, HostFunction, Result

_ALGORITHMS = {b"SHA1": "sha1", b"SHA256": "sha256"}


def _hmac(_host: Host, algorithm: bytes | None, text: bytes | None, key: bytes | None) -> Result:
    digest = _ALGORITHMS.get(algorithm or b"")
    if digest is None or text is None or key is None:
        return []
    return list(hmac.digest(key, text, digest))


HMAC = HostFunction(
    name="HMAC",
    signature="VPOP3.HMAC(algorithm, text, key)",
    summary='The HMAC (RFC 2104) with "SHA1" or "SHA256": a table of byte numbers, empty on error.',
    call=_hmac,
    since="8.7",
)
