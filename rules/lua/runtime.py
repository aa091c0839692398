"""One Lua 5.2 state with the prelude in it. The only importer of lupa; runs in the child process alone."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, Protocol
from weakref import WeakMethod

from lupa import lua52

from rules.lua import bytecode
from rules.lua.functions import HOST_FUNCTIONS, Result, Row
from rules.lua.limits import LAST_TRACED_LINE, Limit
from rules.lua.postmortem import COUNT_TO_STOP, COUNTS_KEY, State
from rules.lua.source import lines_of
from rules.lua.tokens import read_tokens
from rules.lua.values import LuaValue, Opaque
from rules.lua.wire import text_of

_PRELUDE = Path(__file__).with_name("prelude.lua")
_INSTRUCTIONS_A_STEP = 1000
_OUT_OF_MEMORY = "not enough memory"

_RETURN = re.compile(rb"\breturn\b")

Report = dict[str, Any]
"""`error`, `values`, `line`, `lines`, `locals`: what the protocol's `loaded` and `returned` carry."""


class RuntimeHost(Protocol):
    """What the state needs around it. None of these raises; `strike` does not come back."""

    def emit(self, line: bytes) -> Limit | None: ...

    def invoke(self, name: str, line: int | None, arguments: Sequence[bytes | None]) -> tuple[Result, Limit | None]: ...

    def strike(self, limit: Limit, frames: list[Any], lines: list[Any]) -> NoReturn: ...


def compile_prelude() -> bytes:
    """The prelude as Lua's own bytecode, so that a new state costs no parsing of it."""
    compiled = lua52.LuaRuntime(encoding=None).eval(b"string.dump(load(..., [[=prelude]]))", _PRELUDE.read_bytes())
    return bytecode.strip(compiled)


class Runtime:
    """A fresh state. `start` once, then `load` once, then `call` any number of times."""

    def __init__(self, prelude: bytes, host: RuntimeHost) -> None:
        self._lua = lua52.LuaRuntime(
            encoding=None,
            register_eval=False,
            register_builtins=False,
            unpack_returned_tuples=True,
            attribute_filter=_no_attributes,
            max_memory=0,
        )
        self._host = host
        self._lua.execute(b"collectgarbage('stop')")  # until `start`: nothing of the prelude is garbage
        self._control: Any = self._lua.execute(
            prelude, _guarded(self._emit), _guarded(self._invoke), _guarded(self._strike), LAST_TRACED_LINE,
            COUNT_TO_STOP, COUNTS_KEY, name=b"=prelude", mode=b"b",
        )  # fmt: skip

        self.state = State(main=_address(self._control[b"state"]), spare=_address(self._control[b"spare"]))

    def start(self, options: Mapping[str, Any]) -> None:
        """Sets the script, globals, functions and limits of the session (the `open` message)."""
        self._source: bytes = options["source"].encode("latin-1")
        self._tracing: bool = options["trace"]
        limits, offered = options["limits"], options["functions"]
        self._name: bytes = options["chunk"].encode()
        self._values = (limits["values"], limits["value_bytes"])
        self._control[b"start"](
            self._table({
                "name": self._name,
                "trace": options["trace"],
                "steps": limits["instructions"] // _INSTRUCTIONS_A_STEP,
                "returns": _lines_with_return(self._source) if self._tracing else {},
            }),
            self._table([name for name in HOST_FUNCTIONS if name in offered]),
            self._table({name: _since(name) for name in HOST_FUNCTIONS if name not in offered}),
            self._table(options["globals"]),
        )  # fmt: skip
        self._lua.set_max_memory(limits["memory_bytes"])

    def load(self) -> Report:
        return self._report(lambda: self._control[b"load"](self._source, *self._values))

    def defined(self) -> list[str]:
        return sorted(text_of(name) for name in self._control[b"defined"]().values())

    def has_finalizers(self) -> bool:
        """Whether closing the state would run what the script has left behind."""
        return bool(self._control[b"has_finalizers"]())

    def call(self, function: str, arguments: Iterable[LuaValue]) -> dict[str, Any]:
        crossing = [self._lua_value(argument) for argument in arguments]
        return self._report(lambda: self._control[b"call"](function.encode(), *self._values, *crossing))

    def load_and_call(self, function: str, arguments: Iterable[LuaValue]) -> Report:
        """Where loading fails, that is the report. Without a function of the name nothing is called."""
        crossing = [self._lua_value(argument) for argument in arguments]
        run = self._control[b"load_and_call"]
        return self._report(lambda: run(self._source, function.encode(), *self._values, *crossing))

    def _report(self, run: Callable[[], Any]) -> Report:
        try:
            out = run()
            error = self._error(out)
        except lua52.LuaError:  # raised past the prelude: memory ran out while it was reporting
            out, error = None, _problem("limit", limit=Limit.MEMORY)
        if error and error["limit"]:
            self._lua.set_max_memory(0)  # the session is over; what is left is to say so
        return {
            "error": error,
            "values": [] if error else read_tokens(out[b"items"].values()),
            "line": self._control[b"answer_line"](),
            "lines": _pairs(self._control[b"taken_lines"]()),
            "locals": self._locals(),
        }

    def _locals(self) -> list[list[Any]]:
        taken = self._control[b"taken_locals"]()
        return [[text_of(name), read_tokens(items.values())[0]] for name, items in _pairs(taken)]

    def _error(self, out: Any) -> dict[str, Any] | None:
        if out[b"full"]:
            return _problem("limit", limit=Limit.VALUES)
        if out[b"message"] is None:
            return None
        line, message = self._position(text_of(out[b"message"]))
        if out[b"frames"] is None:
            return _problem("syntax", message, line=line)
        frames = [[text_of(name), line] for name, line in _pairs(out[b"frames"])]
        line = line or (frames[0][1] if frames else self._control[b"here"]())
        if message == _OUT_OF_MEMORY:
            return _problem("limit", line=line, frames=frames, limit=Limit.MEMORY)
        return _problem("runtime", message, line=line, frames=frames)

    def _position(self, message: str) -> tuple[int | None, str]:
        """Lua's own "name:12: what" as line and message. Each place that passed it on has added its own before it."""
        found = re.match(rf"((?:{re.escape(self._name.decode())}:(\d{{1,9}}): )+)(?s:(.*))", message)
        return (int(found[2]), found[3]) if found else (None, message)

    def _lua_value(self, value: LuaValue) -> Any:
        if isinstance(value, str):
            return value.encode(errors="replace")
        if isinstance(value, dict):
            return self._table(value)
        return None if isinstance(value, Opaque) else value

    def _table(self, content: Mapping[Any, Any] | Sequence[Any]) -> Any:
        pairs = content.items() if isinstance(content, Mapping) else enumerate(content, 1)
        return self._lua.table_from({self._lua_value(key): self._lua_value(value) for key, value in pairs})

    def _rows(self, rows: Iterable[Row]) -> Any:
        return self._lua.table_from([self._lua.table_from(row) for row in rows])

    def _emit(self, line: bytes) -> bytes | None:
        limit = self._host.emit(line)
        return None if limit is None else limit.encode()  # a str would reach Lua as a Python object

    def _invoke(self, name: bytes, line: int | None, *arguments: bytes | None) -> tuple[Any, bytes | None]:
        result, limit = self._host.invoke(name.decode(), line, arguments)
        if isinstance(result, list):
            result = self._rows(result) if result and isinstance(result[0], dict) else self._lua.table_from(result)
        return result, None if limit is None else limit.encode()

    def _strike(self, limit: bytes, frames: Any, lines: Any) -> NoReturn:
        named = [[text_of(name), line] for name, line in _pairs(frames)]
        self._host.strike(Limit(limit.decode()), named, _pairs(lines))

    def strike_memory(self) -> NoReturn:
        self._host.strike(Limit.MEMORY, [], self.state.lines())


def _address(text: bytes) -> int:
    """Of the `lua_State` in Lua's own "thread: 0x…"."""
    return int(text.split(b"0x")[-1], 16)


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    """An exception that reached Lua would be a Python object in the script's hands: end the process instead.

    Held weakly, or the state would hold what holds it, and end whenever the garbage is collected.
    """
    held = WeakMethod(method)

    def answered(*arguments: Any) -> Any:
        try:
            return held()(*arguments)  # type: ignore[misc]
        except (MemoryError, lua52.LuaError):  # ours ran out, or the state's while it was given an answer
            held().__self__.strike_memory()  # type: ignore[union-attr]

    def call(*arguments: Any) -> Any:
        try:
            return answered(*arguments)
        except BaseException:
            os._exit(70)

    return call


def _no_attributes(_object: object, _name: object, _setting: bool) -> NoReturn:
    raise AttributeError("Scripts have no way into Python.")


def _problem(
    kind: str, message: str = "", *, line: int | None = None, frames: Sequence[Any] = (), limit: str | None = None
) -> dict[str, Any]:
    return {"kind": kind, "message": message, "line": line, "frames": list(frames), "limit": limit}


def _pairs(table: Any) -> list[tuple[Any, Any]]:
    values = iter(table.values())
    return list(zip(values, values, strict=True))


def _lines_with_return(source: bytes) -> dict[int, str]:
    """Where a `return` may stand (or the word in a comment, which does no harm): first in its line, or within.

    A line that ends with the word has its values, and so its instructions, on the next.
    """
    found: dict[int, str] = {}
    for number, line in enumerate(lines_of(source), 1):
        if match := _RETURN.search(line):
            found[number] = "within" if line[: match.start()].strip() else "first"
            if not line[match.end() :].strip():
                found[number + 1] = "first"
    return found


def _since(name: str) -> str:
    return f" does not exist in this version of VPOP3 (since {HOST_FUNCTIONS[name].since or 'the first'})."
