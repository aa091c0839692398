"""One Lua 5.2 state with the prelude in it. The only importer of lupa; runs in the child process alone."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, Protocol

from lupa import lua52

from rules.lua.functions import HOST_FUNCTIONS, Result, Row
from rules.lua.limits import LAST_TRACED_LINE, Limit
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

    def strike(self, limit: Limit, frames: list[list[Any]]) -> NoReturn: ...


def compile_prelude() -> bytes:
    """The prelude as Lua's own bytecode, so that a new state costs no parsing of it."""
    source = b"\n" * LAST_TRACED_LINE + _PRELUDE.read_bytes()
    compiled: bytes = lua52.LuaRuntime(encoding=None).eval(b"string.dump(load(..., [[=prelude]]))", source)
    return compiled


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
        self._control: Any = self._lua.execute(
            prelude, _guarded(self._emit), _guarded(self._invoke), _guarded(self._strike), LAST_TRACED_LINE,
            name=b"=prelude", mode=b"b",
        )  # fmt: skip

        self.address = int(self._control[b"state"].split(b"0x")[-1], 16)
        """Of the `lua_State`, for a look at its stack when it hangs."""

    def start(self, options: Mapping[str, Any], source: bytes) -> None:
        """Sets the globals, functions and limits of the session (the `open` message)."""
        limits, offered = options["limits"], options["functions"]
        self._name: bytes = options["chunk"].encode()
        self._values = (limits["values"], limits["value_bytes"])
        self._control[b"start"](
            self._table({
                "name": self._name,
                "trace": options["trace"],
                "steps": limits["instructions"] // _INSTRUCTIONS_A_STEP,
                "returns": _lines_with_return(source) if options["trace"] else {},
            }),
            self._table([name for name in HOST_FUNCTIONS if name in offered]),
            self._table({name: _since(name) for name in HOST_FUNCTIONS if name not in offered}),
            self._table(options["globals"]),
        )  # fmt: skip
        self._lua.set_max_memory(limits["memory_bytes"])

    def load(self, source: bytes) -> Report:
        return self._report(lambda: self._control[b"load"](source, *self._values))

    def defined(self) -> list[str]:
        return sorted(text_of(name) for name in self._control[b"defined"]().values())

    def call(self, function: str, arguments: Iterable[LuaValue]) -> dict[str, Any]:
        crossing = [self._lua_value(argument) for argument in arguments]
        return self._report(lambda: self._control[b"call"](function.encode(), *self._values, *crossing))

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
        """Lua's own "name:12: what" as line and message."""
        found = re.match(rf"{re.escape(self._name.decode())}:(\d{{1,9}}): (?s:(.*))", message)
        return (int(found[1]), found[2]) if found else (None, message)

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

    def _strike(self, limit: bytes, frames: Any) -> NoReturn:
        self._host.strike(Limit(limit.decode()), [[text_of(name), line] for name, line in _pairs(frames)])


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """An exception that reached Lua would be a Python object in the script's hands: end the process instead."""

    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
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
