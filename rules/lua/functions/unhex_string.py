"""`VPOP3.UnHexString`, from VPOP3 8.7 (documented by the vendor)."""

import re

from rules.lua.functions.host_function import Host, HostFunction, Result


def _unhex_string(_host: Host, digits: bytes | None, _second: bytes | None, _third: bytes | None) -> Result:
    if digits is None or not re.fullmatch(rb"(?:[0-9A-Fa-f]{2})*", digits):
        return None
    return list(bytes.fromhex(digits.decode()))


UNHEX_STRING = HostFunction(
    name="UnHexString",
    signature="VPOP3.UnHexString(hex)",
    summary="The table of byte numbers that hexadecimal digits stand for; nil on error.",
    call=_unhex_string,
    since="8.7",
)
