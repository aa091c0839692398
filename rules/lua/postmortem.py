"""Where Lua is at this moment, read from its own stack while it hangs (`lua_getstack`, Lua 5.2 manual §4.9).

Only for the last moment of a process: another thread is still inside the state. A wrong pointer costs nothing
but the answer, because the process is killed from outside anyway. Needs the C API of lupa's library to be
visible, which it is in the wheels for Linux and macOS; elsewhere the line stays unknown.
"""

import ctypes

from lupa import lua52

from rules.lua.wire import text_of

_MOST_FRAMES = 40
_MOST_LEVELS = 400


class _Debug(ctypes.Structure):
    """`lua_Debug` of Lua 5.2."""

    _fields_ = [
        ("event", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("namewhat", ctypes.c_char_p),
        ("what", ctypes.c_char_p),
        ("source", ctypes.c_char_p),
        ("currentline", ctypes.c_int),
        ("linedefined", ctypes.c_int),
        ("lastlinedefined", ctypes.c_int),
        ("nups", ctypes.c_ubyte),
        ("nparams", ctypes.c_ubyte),
        ("isvararg", ctypes.c_char),
        ("istailcall", ctypes.c_char),
        ("short_src", ctypes.c_char * 60),
        ("i_ci", ctypes.c_void_p),
    ]


def _library() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL(lua52.__file__)
        library.lua_getstack.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Debug)]
        library.lua_getinfo.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(_Debug)]
    except (OSError, AttributeError):
        return None
    return library


_LUA = _library()


def frames(state: int, chunk: bytes, target: str) -> list[tuple[str, int]]:
    """Name and line of each of the script's functions on the stack of `state`, innermost first."""
    found: list[tuple[str, int]] = []
    debug = _Debug()
    level = 0
    while _LUA and len(found) < _MOST_FRAMES and level < _MOST_LEVELS:
        if not _LUA.lua_getstack(state, level, ctypes.byref(debug)):
            break
        _LUA.lua_getinfo(state, b"Snl", ctypes.byref(debug))
        if debug.source == b"@" + chunk:
            found.append((_name(debug, target), debug.currentline))
        level += 1
    return found


def _name(debug: _Debug, target: str) -> str:
    if debug.what == b"main":
        return "main chunk"
    return text_of(debug.name) if debug.name else target
