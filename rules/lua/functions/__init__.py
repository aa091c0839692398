"""The functions that scripts find in `VPOP3`: one file each, listed here."""

from rules.lua.functions.hex_string import HEX_STRING
from rules.lua.functions.hmac import HMAC
from rules.lua.functions.host_function import Host, HostFunction, Result, Row
from rules.lua.functions.postgres_query import POSTGRES_QUERY
from rules.lua.functions.unhex_string import UNHEX_STRING

HOST_FUNCTIONS = {function.name: function for function in (POSTGRES_QUERY, HMAC, HEX_STRING, UNHEX_STRING)}
ALL_FUNCTIONS = frozenset(HOST_FUNCTIONS)

__all__ = ["ALL_FUNCTIONS", "HOST_FUNCTIONS", "Host", "HostFunction", "Result", "Row"]
