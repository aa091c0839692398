"""`VPOP3.HexString`, from VPOP3 8.7 (documented by the vendor)."""

from rules.lua.functions.host_function import Host, HostFunction, Result


def _hex_string(_host: Host, data: bytes | None, _second: bytes | None, _third: bytes | None) -> Result:
    return None if data is None else data.hex().encode()


HEX_STRING = HostFunction(
    name="HexString",
    signature="VPOP3.HexString(text or bytes)",
    summary="Lower-case hexadecimal digits of a text or of a table of byte numbers; nil on error.",
    call=_hex_string,
    since="8.7",
)
