"""The script's text as Lua sees it: bytes, with Lua's own rule for line ends."""

import re

from rules.lua.protocol.error_messages import limit_error
from rules.lua.protocol.errors import ErrorKind, ScriptError
from rules.lua.protocol.limits import SCRIPT_MAX_BYTES, Limit, Limits
from rules.text.windows1252 import text_of

_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n|\n\r|\n|\r")


def without_bom(source: bytes) -> bytes:
    """Drop a UTF-8 byte order mark, as Lua's own loader does for files. (VPOP3 documents nothing here.)"""
    return source.removeprefix(_BOM)


def refused(source: bytes) -> ScriptError | None:
    """Return why a script gets no process: it is too long, or it is bytecode."""
    if len(source) > SCRIPT_MAX_BYTES:
        return limit_error(Limit.SOURCE, Limits())
    if source.startswith(b"\x1b"):
        message = "This is compiled Lua, not text. mxadmin loads text only."
        return ScriptError(kind=ErrorKind.SYNTAX, message=message)
    return None


def lines_of(source: bytes) -> list[bytes]:
    """Split at CR LF, LF CR, LF and CR, each of which ends one line (Lua 5.2, llex.c, inclinenumber)."""
    return _LINE_END.split(source)


def line_text(source: bytes, line: int | None) -> str | None:
    """Return the text of a line, numbered from 1, without its end; None where there is no such line."""
    lines = lines_of(source) if line else []
    return text_of(lines[line - 1]) if line and line <= len(lines) else None
