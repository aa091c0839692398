"""One Lua 5.2 state with the prelude in it. The only module that imports lupa; used in the child process only."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, Protocol

from lupa import lua52

from rules.lua.child import bytecode
from rules.lua.child.local_time import LocalTime
from rules.lua.child.lua_stack import COUNT_TO_STOP, COUNTS_KEY, LuaState
from rules.lua.child.opening import Opening
from rules.lua.child.tokens import read_tokens
from rules.lua.functions import Result, Row
from rules.lua.protocol.clock import Period
from rules.lua.protocol.limits import LAST_TRACED_LINE, Limit
from rules.lua.protocol.messages import ASKED
from rules.lua.protocol.values import LuaValue
from rules.text.windows1252 import text_of

_PRELUDE = [Path(__file__).with_name(name) for name in ("prelude.lua", "prelude_on_demand.lua")]
_OUT_OF_MEMORY = "not enough memory"
UNANSWERED = b"unanswered"
"""What a run comes to that asked a query without an answer."""

Report = dict[str, Any]
"""`error`, `values`, `line`, `lines`, `locals`: the fields of the messages `loaded` and `returned`."""


class RuntimeHost(Protocol):
    """The functions that the state needs from its surroundings. None of them raises; `strike` does not return."""

    def emit(self, text: bytes, line: int | None) -> Limit | None: ...

    def invoke(self, name: str, line: int | None, arguments: Sequence[bytes | None]) -> tuple[Result, str | None]: ...

    def strike(self, limit: Limit, frames: list[Any], lines: list[Any]) -> NoReturn: ...


class Prelude(NamedTuple):
    """The prelude as Lua bytecode, so that new states need not parse it: the part that each state runs, and the
    rest."""

    core: bytes
    rest: bytes


def compile_prelude() -> Prelude:
    return Prelude(*(bytecode.strip(compiled(path.read_bytes(), b"=prelude")) for path in _PRELUDE))


def precompiled(opening: Opening) -> Opening:
    """Return bytecode, or the text unchanged where it does not load, so that each run reports the error itself."""
    try:
        code = compiled(opening.code, opening.chunk, opening.limits["memory_bytes"])
    except lua52.LuaError:
        return opening
    return replace(opening, code=code, mode=b"b")


def compiled(source: bytes, name: bytes, max_memory: int = 0) -> bytes:
    """Compile a text to bytecode. Raise LuaError where it does not load."""
    state = lua52.LuaRuntime(encoding=None, max_memory=max_memory)
    dumped: bytes = state.eval(b"string.dump(assert(load(...)))", source, name)
    return dumped


class Runtime:
    """One fresh state at a time: `start` once, then `load` once and `call` any number of times, or `load_and_call`.
    `renew` makes the next state."""

    def __init__(self, prelude: Prelude, host: RuntimeHost) -> None:
        self._prelude = prelude
        self._host = host
        methods = (self._emit, self._invoke, self._strike, self._bound, self._local_time)
        self._doors = [self._door(method) for method in methods]
        self.renew()

    def renew(self, *, whole: bool = True) -> None:
        """Close the old state, then make a new one. `whole`: also read the part of the prelude that few runs need."""
        self._control: Any = None
        self._traced: Any = None
        self._lua: Any = None
        self.has_finalizers, self.text_bytes = False, 0
        self._lua = lua52.LuaRuntime(
            encoding=None,
            register_eval=False,
            register_builtins=False,
            unpack_returned_tuples=True,
            attribute_filter=_no_attributes,
            max_memory=0,
        )
        self._control, self._main = self._lua.execute(
            self._prelude.core, *self._doors, self._prelude.rest, LAST_TRACED_LINE, COUNT_TO_STOP, COUNTS_KEY,
            name=b"=prelude", mode=b"b",
        )  # fmt: skip
        self._spare: bytes | None = None
        if whole:
            self._control[b"read_rest"]()

    @property
    def state(self) -> LuaState:
        return LuaState(main=_address(self._main), spare=_address(self._spare) if self._spare else None)

    def start(self, opening: Opening, at: float | None = None) -> None:
        """Set the script, globals, functions, limits and, where one is given, the clock."""
        self._opening, self._has_clock, limits = opening, at is not None, opening.limits
        self._control[b"start"](
            opening.chunk, opening.steps, limits["values"], limits["value_bytes"], at,
            self._lua.table_from(opening.globals) if opening.globals else None,
            self._lua.table_from(opening.refused) if opening.refused else None,
            *opening.offered,
        )  # fmt: skip

    def load(self) -> Report:
        """Load the script for a session: remember what it defines, and trace lines where the opening asks for that."""
        returns = self._opening.returns
        self._control[b"watch"](None if returns is None else self._lua.table_from(returns))
        self._traced = self._control[b"more"]()
        self._spare = self._traced[b"spare"]
        return self._report(self._control[b"load"], self._opening.code, self._opening.mode)

    def defined(self) -> list[str]:
        return sorted(text_of(name) for name in self._traced[b"defined"]().values())

    def call(self, function: str, arguments: Iterable[LuaValue]) -> Report:
        return self._report(self._control[b"call"], function.encode(), *map(self._lua_value, arguments))

    def load_and_call(self, function: str, arguments: Iterable[LuaValue]) -> Report:
        """Load and call in one step. Return the loading error if there is one; call nothing if the function does not
        exist."""
        code, mode = self._opening.code, self._opening.mode
        return self._report(
            self._control[b"load_and_call"], code, mode, function.encode(), *map(self._lua_value, arguments)
        )

    def _report(self, run: Callable[..., Any], *arguments: Any) -> Report:
        report: Report = {}
        try:
            problem, self.has_finalizers, *rest = run(*arguments)
            if problem == UNANSWERED:
                return {"error": None, "values": []}
            if problem is None:
                self.text_bytes, *tokens = rest
                report = {"error": None, "values": read_tokens(tokens)}
            else:
                report = {"error": self._error(problem)}
        except lua52.LuaError:  # Raised outside the prelude: memory ran out while it was reporting.
            self._bound(False)
            self.has_finalizers = True  # The most likely reason.
            report = {"error": _problem("limit", limit=Limit.MEMORY)}
        return {**report, **self._trace()} if self._opening.returns is not None else report

    def _trace(self) -> Report:
        taken = self._traced
        return {
            "line": taken[b"answer_line"](),
            "lines": _pairs(taken[b"taken_lines"]()),
            "locals": [
                [text_of(name), read_tokens(items.values())[0]] for name, items in _pairs(taken[b"taken_locals"]())
            ],
        }

    def _error(self, problem: Any) -> dict[str, Any]:
        if problem == b"full":
            return _problem("limit", line=self._here(), limit=Limit.VALUES)
        line, message = self._position(text_of(problem[b"message"]))
        loaded = problem[b"frames"] is not None
        frames = [[text_of(name), line] for name, line in _pairs(problem[b"frames"])] if loaded else []
        line = line or (frames[0][1] if frames else self._here())
        if message == _OUT_OF_MEMORY:
            return _problem("limit", line=line, frames=frames, limit=Limit.MEMORY)
        return _problem("runtime" if loaded else "syntax", message, line=line, frames=frames)

    def give_numbers(self, numbers: Mapping[str, float]) -> None:
        """Give the script more globals, between `start` and `load`."""
        values = {name.encode(): value for name, value in numbers.items()}
        self._control[b"give_numbers"](self._lua.table_from(values))

    def numbers_read(self) -> list[str]:
        """Return the names of those that the script has read."""
        return [text_of(name) for name in self._control[b"numbers_read"]()]

    def asked(self) -> list[str]:
        """Return what the run asked that its arguments and answers do not settle, where a clock was given."""
        if not self._has_clock:
            return []
        return [name for name, asked in zip(ASKED, self._control[b"asked"](), strict=True) if asked]

    def _here(self) -> int | None:
        here: int | None = self._traced and self._traced[b"here"]()
        return here

    def _position(self, message: str) -> tuple[int | None, str]:
        """Split Lua's "name:12: what" into line and message. Each level that passed the error on has put its own
        position first."""
        found = re.match(rf"((?:{re.escape(self._opening.chunk[1:].decode())}:(\d{{1,7}}): )+)(?s:(.*))", message)
        return (int(found[2]), found[3]) if found else (None, message)

    def _lua_value(self, value: LuaValue) -> Any:
        """Convert a value for Lua. No other Python object may get into the state."""
        if isinstance(value, str):
            return value.encode(errors="replace")
        if isinstance(value, int | float):
            return value
        return self._table(value) if isinstance(value, dict) else None

    def _table(self, content: Mapping[Any, Any]) -> Any:
        return self._lua.table_from({self._lua_value(key): self._lua_value(value) for key, value in content.items()})

    def _rows(self, rows: Iterable[Row]) -> Any:
        return self._lua.table_from([self._lua.table_from(row) for row in rows])

    def _emit(self, text: bytes, line: int | None) -> tuple[None, bytes] | None:
        limit = self._host.emit(text, line)
        if limit is None:
            return None
        self._bound(False)
        return None, limit.encode()  # A str would reach Lua as a Python object.

    def _invoke(self, name: bytes, line: int | None, *arguments: bytes | None) -> tuple[Any, bytes | None]:
        result, limit = self._host.invoke(name.decode(), line, arguments)
        self._bound(False)  # The answer must not fail halfway; its memory counts as the script's from then on.
        if isinstance(result, list):
            result = self._rows(result) if result and isinstance(result[0], dict) else self._lua.table_from(result)
        return result, None if limit is None else limit.encode()

    def _local_time(self, what: bytes, moment: float, dst: bool | None = None) -> Any:
        zone = self._opening.zone or LocalTime([Period(0, 0, False, "UTC")])
        if what == b"instant":
            return zone.instant(moment, dst)
        period = zone.at(moment)
        sign, minutes = "-" if period.offset < 0 else "+", abs(period.offset) // 60
        offset = f"{sign}{minutes // 60:02}{minutes % 60:02}"
        names = {b"name": period.name.replace("%", "%%").encode(), b"offset": offset.encode()}
        return period.offset, period.dst, self._lua.table_from(names)

    def _bound(self, on: bool) -> None:
        """Hold the state to the script's memory limit, also during lupa's own calls. Without this they could fail,
        Lua would jump out of Python with the interpreter's lock held, and the watching thread could not report
        anything."""
        self._lua.set_max_memory(self._opening.limits["memory_bytes"] if on else 0)

    def _strike(self, limit: bytes, frames: Any, lines: Any) -> None:
        named = [[text_of(name), line] for name, line in _pairs(frames)]
        self._host.strike(Limit(limit.decode()), named, _pairs(lines))

    def _door(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a function for Lua. An exception that reached Lua would give the script a Python object: end the
        process instead."""

        def answered(*arguments: Any) -> Any:
            try:
                return method(*arguments)
            except (MemoryError, lua52.LuaError):  # Our memory ran out, or the state's while it was given an answer.
                self._host.strike(Limit.MEMORY, [], self.state.lines())

        def call(*arguments: Any) -> Any:
            try:
                return answered(*arguments)
            except BaseException:
                os._exit(70)

        return call


def _address(text: bytes) -> int:
    """Read the address of the `lua_State` from Lua's own text "thread: 0x…"."""
    return int(text.split(b"0x")[-1], 16)


def _no_attributes(_object: object, _name: object, _setting: bool) -> NoReturn:
    raise AttributeError("Scripts have no way into Python.")


def _problem(
    kind: str, message: str = "", *, line: int | None = None, frames: Sequence[Any] = (), limit: str | None = None
) -> dict[str, Any]:
    return {"kind": kind, "message": message, "line": line, "frames": list(frames), "limit": limit}


def _pairs(table: Any) -> list[tuple[Any, Any]]:
    values = iter(table.values())
    return list(zip(values, values, strict=True))
