"""Extended DNS Errors: a server's own explanation of its answer (RFC 8914)."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

OPTION = 15
"""The option code of an EDE in an OPT record."""
MAX_TEXT = 200
"""The most characters of a server's extra text that are shown."""
MOST = 5
"""The most errors of one response that are read: some resolvers send one for each server they tried."""

_FIELDS = Struct(">HH")

MEANINGS = {
    0: "Other Error",
    1: "Unsupported DNSKEY Algorithm",
    2: "Unsupported DS Digest Type",
    3: "Stale Answer",
    4: "Forged Answer",
    5: "DNSSEC Indeterminate",
    6: "DNSSEC Bogus",
    7: "Signature Expired",
    8: "Signature Not Yet Valid",
    9: "DNSKEY Missing",
    10: "RRSIGs Missing",
    11: "No Zone Key Bit Set",
    12: "NSEC Missing",
    13: "Cached Error",
    14: "Not Ready",
    15: "Blocked",
    16: "Censored",
    17: "Filtered",
    18: "Prohibited",
    19: "Stale NXDOMAIN Answer",
    20: "Not Authoritative",
    21: "Not Supported",
    22: "No Reachable Authority",
    23: "Network Error",
    24: "Invalid Data",
    25: "Signature Expired before Valid",
    26: "Too Early",
    27: "Unsupported NSEC3 Iterations Value",
    28: "Unable to conform to policy",
    29: "Synthesized",
    30: "Invalid Query Type",
    31: "Rate Limited",
    32: "Over Quota",
}
"""IANA's registry "Extended DNS Error Codes"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendedError:
    """One error as the server sent it; `text` is its extra text, on one line and cut."""

    code: int
    text: str = ""

    @property
    def meaning(self) -> str:
        return MEANINGS.get(self.code, "Unknown Error")

    def __str__(self) -> str:
        text = f": “{self.text}”" if self.text else ""
        return f"{self.meaning} (EDE {self.code}){text}"


def read_options(data: bytes) -> Iterator[ExtendedError]:
    """Read the errors among the options of an OPT record (RFC 6891 §6.1.2). Stop at options that are cut off: a bad
    explanation must not make the answer unreadable."""
    position, left = 0, MOST
    while position + 4 <= len(data) and left:
        option, length = _FIELDS.unpack_from(data, position)
        value = data[position + 4 : position + 4 + length]
        position += 4 + length
        if option == OPTION and len(value) >= 2:
            left -= 1
            yield ExtendedError(code=int.from_bytes(value[:2], "big"), text=_shown(value[2:]))


def _shown(text: bytes) -> str:
    words = " ".join(text[: 4 * MAX_TEXT].decode("utf-8", "replace").rstrip("\0").split())
    visible = "".join(character if character.isprintable() else "�" for character in words)
    return visible if len(visible) <= MAX_TEXT else f"{visible[: MAX_TEXT - 1]}…"
