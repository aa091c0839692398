"""Stopping Lua from another thread and reading where it is, through its C API (Lua 5.2 manual §4.6 to §4.9).

Only used at the end of a process. `lua_sethook` may be called at any time; everything else reads while the other thread
is still inside the state. A wrong pointer costs only the answer, because the process is killed from outside anyway. The
C API of lupa's library must be visible, which it is in the wheels for Linux and macOS; elsewhere the line stays
unknown.
"""

import ctypes
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from lupa import lua52

from rules.text.windows1252 import text_of

COUNT_TO_STOP = 7
"""A count that no hook of the prelude uses: a hook that sees it has been told to stop."""

COUNTS_KEY = -1
"""The registry key under which the prelude keeps its line counts. Lua and lupa use positive numbers."""

_MOST_FRAMES, _MOST_LEVELS, _MOST_STATES, _MOST_LINES, _NAME_BYTES = 40, 400, 200, 5_000, 200
_MOST_PAUSES, _PAUSE_SECONDS = 5, 0.02
_MASK_COUNT, _REGISTRY, _TABLE = 8, -1_001_000, 5


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
        ("istailcall", ctypes.c_ubyte),
        ("short_src", ctypes.c_char * 60),
        ("i_ci", ctypes.c_void_p),
    ]


_POINTER, _INT, _TEXT, _NUMBER, _DEBUG = (
    ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_double, ctypes.POINTER(_Debug),
)  # fmt: skip
_FUNCTIONS = {
    "lua_getstack": (_INT, _POINTER, _INT, _DEBUG),
    "lua_getinfo": (_INT, _POINTER, _TEXT, _DEBUG),
    "lua_getlocal": (_TEXT, _POINTER, _DEBUG, _INT),
    "lua_getupvalue": (_TEXT, _POINTER, _INT, _INT),
    "lua_gethook": (_POINTER, _POINTER),
    "lua_gethookmask": (_INT, _POINTER),
    "lua_sethook": (_INT, _POINTER, _POINTER, _INT, _INT),
    "lua_tothread": (_POINTER, _POINTER, _INT),
    "lua_type": (_INT, _POINTER, _INT),
    "lua_settop": (None, _POINTER, _INT),
    "lua_rawgeti": (None, _POINTER, _INT, _INT),
    "lua_pushnil": (None, _POINTER),
    "lua_next": (_INT, _POINTER, _INT),
    "lua_tonumberx": (_NUMBER, _POINTER, _INT, _POINTER),
}


def _library() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL(lua52.__file__)
        for name, (result, *arguments) in _FUNCTIONS.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError):
        return None
    return library


_LUA = _library()


@dataclass(frozen=True, slots=True, kw_only=True)
class LuaState:
    """Two `lua_State` pointers: the main one and one whose stack nobody else uses (None where lines are not traced)."""

    main: int
    spare: int | None

    def interrupt(self) -> list[int]:
        """Make the prelude stop the script at its next instruction, which ends the process. Return with `running`
        where no instruction follows: inside one C call or a finalizer."""
        pauses = chain([_PAUSE_SECONDS] * _MOST_PAUSES, repeat(0.0))

        def ask_to_stop(state: int) -> None:
            hook = _LUA.lua_gethook(state) if _LUA else None
            if _LUA and hook:
                _LUA.lua_sethook(state, hook, _LUA.lua_gethookmask(state) | _MASK_COUNT, COUNT_TO_STOP)
            time.sleep(next(pauses))  # Looking into a state that still runs could crash the process.

        return self.running(ask_to_stop)

    def running(self, before_looking: Callable[[int], object] = lambda _state: None) -> list[int]:
        """Return the coroutines that have resumed each other, innermost first; the main state is last."""
        found = [self.main]
        for state in found:  # The list grows during the loop.
            before_looking(state)
            resumed = _resumed_by(state)
            if resumed and len(found) < _MOST_STATES:
                found.append(resumed)
        return found[::-1]

    def frames(self, running: Sequence[int], chunk: bytes, target: str) -> list[tuple[str, int]]:
        """Return the name and line of each function of the script that is being called, innermost first."""
        found: list[tuple[str, int]] = []
        for state in running:
            mine = [frame for frame in _calls(state) if frame.source == chunk]
            found += [(_name(frame), frame.currentline) for frame in mine]
            if state == self.main and mine and mine[-1].what != b"main" and not mine[-1].istailcall:
                found[-1] = (target, found[-1][1])
        return found[:_MOST_FRAMES]

    def lines(self) -> list[tuple[int, int]]:
        """Return how often each line ran."""
        found: list[tuple[int, int]] = []
        if _LUA is None or self.spare is None:
            return found
        _LUA.lua_rawgeti(self.spare, _REGISTRY, COUNTS_KEY)
        if _LUA.lua_type(self.spare, -1) != _TABLE:
            return found
        _LUA.lua_pushnil(self.spare)
        while len(found) < _MOST_LINES and _LUA.lua_next(self.spare, -2):
            line, count = (int(_LUA.lua_tonumberx(self.spare, at, None)) for at in (-2, -1))
            found.append((line, count))
            _LUA.lua_settop(self.spare, -2)
        return found


def _calls(state: int) -> Iterator[_Debug]:
    for level in range(_MOST_LEVELS):
        call = _Debug()
        if _LUA is None or not _LUA.lua_getstack(state, level, ctypes.byref(call)):
            return
        _LUA.lua_getinfo(state, b"Snltu", ctypes.byref(call))
        yield call


def _resumed_by(state: int) -> int | None:
    """Return the coroutine in which this one waits: the first argument of `coroutine.resume`, or what the function made
    by `coroutine.wrap` holds."""
    call = next(_calls(state), None)
    if _LUA is None or call is None or call.what != b"C":
        return None
    if call.nups:
        _LUA.lua_getinfo(state, b"f", ctypes.byref(call))
        found = _LUA.lua_getupvalue(state, -1, 1)
    else:
        found = _LUA.lua_getlocal(state, ctypes.byref(call), 1)
    resumed: int | None = _LUA.lua_tothread(state, -1) if found is not None else None
    pushed = bool(call.nups) + (found is not None)
    _LUA.lua_settop(state, -1 - pushed)
    return resumed


def _name(call: _Debug) -> str:
    if call.what == b"main":
        return "main chunk"
    return text_of(call.name[:_NAME_BYTES]) if call.name else f"function at line {call.linedefined}"
