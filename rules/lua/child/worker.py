"""The main loop of a locked-down child process: answering its parent's messages until the conversation is over."""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from rules.lua.child.opening import Opening
from rules.lua.child.runtime import UNANSWERED, Prelude, Report, Runtime, precompiled
from rules.lua.functions import HOST_FUNCTIONS, Result, Row
from rules.lua.protocol.channel import Channel, ChannelError, Message
from rules.lua.protocol.clock import read_moment
from rules.lua.protocol.encoding import unpack
from rules.lua.protocol.limits import Limit, Limits
from rules.lua.protocol.messages import open_message
from rules.lua.protocol.values import LuaValue
from rules.text.windows1252 import text_of

_MOST_KEPT_BYTES, _MOST_KEPT_SECONDS = 64 * 1024, 0.01
"""The most runs that are finished but not yet reported."""
_REHEARSAL = b"""function hook(name)
  local known = name
  if known then return false, 10 end
end"""


class Worker:
    """One process's conversation with its parent. One state at a time; the next one is made ahead."""

    def __init__(self, channel: Channel, prelude: Prelude) -> None:
        self._channel = channel
        self._speaking = threading.Lock()
        self._number = 0
        self._opened: Message = {}
        self._opening: Opening
        self._sent_ahead: deque[Message] = deque()
        self._kept: list[Any] = []
        self._kept_bytes, self._spoke = 0, 0.0
        self._runtime = Runtime(prelude, self)
        self._forget()

    def _forget(self) -> None:
        self._limits: Mapping[str, int] = {}
        self._chunk, self._function = b"", "main chunk"
        self._prints: list[tuple[bytes, int | None, int]] = []
        self._asked = self._printed = self._queries = 0
        self._asked_parent = False
        self._answers: Mapping[str, Message] | None = None
        self._unanswered: str | None = None
        self._line: int | None = None

    def rehearse(self) -> None:
        """Do one run of our own, then make a new state: memory pages that a run writes to are copied now instead of
        later."""
        self.answer(open_message(_REHEARSAL, limits=Limits()))
        self.answer({"do": "call", "function": "hook", "args": ["mx.example"]})
        self._end()

    def serve(self, hello: Message) -> NoReturn:
        """Serve for ever: the process ends with the conversation."""
        try:
            self._channel.send(hello)
            while True:
                message = self._sent_ahead.popleft() if self._sent_ahead else self._channel.receive()
                self._number = message.get("number", 0)
                if answer := self.answer(message):
                    self._channel.send({**answer, "number": self._number})
        except ChannelError:
            os._exit(0)

    def answer(self, message: Message) -> Message | None:
        """Return the answer to one message, if it has one."""
        match message["do"]:
            case "open":
                return self._answer_open(message)
            case "call":
                return self._answer_call(message)
            case "series":
                self._opened, self._opening = message, precompiled(Opening.of(message))
                return None
            case "runs":
                self._answer_runs(message)
                return None
        self._end()
        return {"is": "ready"}

    def _answer_open(self, message: Message) -> Message:
        opening = self._open(message)
        self._start(opening, opening.at)
        report = self._runtime.load()
        return {"is": "loaded", "defined": self._runtime.defined(), **self._told(report)}

    def _answer_call(self, message: Message) -> Message:
        self._function = message["function"]
        report = self._runtime.call(message["function"], _arguments(message))
        return {"is": "returned", **self._told(report)}

    def _answer_runs(self, message: Message) -> None:
        """Answer runs. Finished ones are kept back for a moment, so that many share a message."""
        self._spoke = time.monotonic()
        for function, arguments, *world in message["asks"]:
            if self._kept_bytes > _MOST_KEPT_BYTES or time.monotonic() - self._spoke > _MOST_KEPT_SECONDS:
                self._channel.send(*self._kept_back())
            self._run(function, arguments, *world)
        self._channel.send(*self._kept_back())

    def _run(
        self,
        function: str,
        arguments: Sequence[Any],
        at: float | None = None,
        answers: Mapping[str, Message] | None = None,
        numbers: Mapping[str, float] | None = None,
    ) -> None:
        self._start(self._opening, None if at is None else read_moment(at))
        if numbers:
            self._runtime.give_numbers(numbers)
        self._function, self._answers = function, answers
        report = self._runtime.load_and_call(function, map(unpack, arguments))
        last = self._runtime.has_finalizers
        asked = self._runtime.asked() if at is not None else []
        read = self._runtime.numbers_read() if numbers else []
        plain = not (report["error"] or self._prints or last or asked or read or self._unanswered is not None)
        self._kept.append(report["values"] if plain else {**self._told(report, asked), "last": last, "read": read})
        self._kept_bytes += self._runtime.text_bytes + self._printed + len(self._unanswered or "")
        if last or self._asked_parent:  # Its queries are known: if the process dies, it must not be taken for the next.
            self._channel.send(*self._kept_back())
        self._end(whole=False)

    def _kept_back(self) -> list[Message]:
        """Return the finished runs as messages. `_number` is then that of the current or the next run."""
        if not self._kept:
            return []
        message = {"is": "ran", "number": self._number, "runs": self._kept}
        self._number += len(self._kept)
        self._kept, self._kept_bytes, self._spoke = [], 0, time.monotonic()
        return [message]

    def _open(self, message: Message) -> Opening:
        """Open a session or series. A text that comes again is compiled and then read from its bytecode."""
        if message != self._opened:
            self._opened, self._opening = message, Opening.of(message)
        elif self._opening.mode == b"t":
            self._opening = precompiled(self._opening)
        return self._opening

    def _start(self, opening: Opening, at: float | None) -> None:
        self._limits, self._chunk = opening.limits, opening.chunk
        if hasattr(signal, "setitimer"):  # Not available on Windows.
            signal.setitimer(signal.ITIMER_PROF, self._limits["cpu_ms"] / 1000)
        self._runtime.start(opening, at)

    def _end(self, *, whole: bool = True) -> None:
        """Make a new state, or end the process where closing the old state would run code that a script left behind."""
        if self._runtime.has_finalizers:
            os._exit(0)
        self._forget()
        self._runtime.renew(whole=whole)

    def _told(self, report: Report, asked: Sequence[str] | None = None) -> Report:
        """Return the report with what else is known of the run."""
        message = {**report, **self.take_prints()}
        if asked := self._runtime.asked() if asked is None else asked:
            message["asked"] = asked
        if self._unanswered is not None:
            message["unanswered"] = self._unanswered
        return message

    def take_prints(self) -> Message:
        """Return what was printed, on which lines, and after how many queries of the call."""
        prints, self._prints, self._asked = self._prints, [], 0
        message: dict[str, list[Any]] = {"prints": [text_of(text) for text, _, _ in prints]}
        if prints:
            message["printed_at"] = [(line, asked) for _, line, asked in prints]
        return message

    # What the state asks of its host

    def emit(self, text: bytes, line: int | None) -> Limit | None:
        self._printed += len(text) + 1
        if self._printed > self._limits.get("print_bytes", 0):
            return Limit.PRINT
        self._prints.append((text, line, self._asked))
        return None

    def invoke(self, name: str, line: int | None, arguments: Sequence[bytes | None]) -> tuple[Result, str | None]:
        if name != "PostgresQuery":
            return HOST_FUNCTIONS[name].call(self, *arguments), None
        self._line, self._queries = line, self._queries + 1
        if self._queries > self._limits.get("queries", 0):
            return None, Limit.QUERIES
        if len(arguments[0] or b"") > self._limits["query_bytes"]:
            return None, Limit.QUERY_BYTES
        result = HOST_FUNCTIONS[name].call(self, *arguments)
        return result, None if self._unanswered is None else UNANSWERED.decode()

    def query(self, sql: bytes) -> list[Row] | None:
        self._asked += 1
        if self._answers is not None:
            return self._known_answer(self._answers, text_of(sql))
        self._asked_parent = True
        kept = self._kept_back()
        self._channel.send(*kept, {"is": "query", "number": self._number, "sql": text_of(sql), "line": self._line})
        while (answer := self._channel.receive())["do"] != "answer":
            self._sent_ahead.append(answer)
        return _rows(answer)

    def _known_answer(self, answers: Mapping[str, Message], sql: str) -> list[Row] | None:
        answer = answers.get(sql)
        if answer is None:
            self._unanswered = sql
            return None
        return _rows(answer)

    def strike(self, limit: Limit, frames: list[Any], lines: list[Any]) -> NoReturn:
        """Report which limit was reached and where, and end the process, so that the script cannot catch it.

        `frames` ends where a coroutine begins; Lua's own stacks, where they can be read, know what resumed it.
        """
        state = self._runtime.state
        self._ask_where_and_kill(limit, state.frames(state.running(), self._chunk, self._function) or frames, lines)

    def say_where(self) -> None:
        """Make Lua stop at its next instruction, or report where it hangs. The watching thread calls this."""
        state = self._runtime.state
        running = state.interrupt()
        self._ask_where_and_kill(Limit.WALL, state.frames(running, self._chunk, self._function), state.lines())

    def _ask_where_and_kill(self, limit: Limit, frames: list[Any], lines: list[Any]) -> NoReturn:
        self._speaking.acquire()  # Never released: one of the two threads reports, and then the process ends.
        kept = self._kept_back()
        self._channel.send(*kept, {
            "is": "stopped", "number": self._number, "limit": limit, "frames": frames, "lines": lines,
            **self.take_prints(),
        })  # fmt: skip
        os._exit(0)


def _arguments(message: Message) -> list[LuaValue]:
    return [unpack(argument) for argument in message["args"]]


def _rows(answer: Message) -> list[Row] | None:
    if answer["error"] is not None:
        return None
    names = [name.encode() for name in answer["columns"]]
    return [_row(names, values) for values in answer["rows"]]


def _row(names: Sequence[bytes], values: Sequence[str | None]) -> Row:
    return {name: value.encode() for name, value in zip(names, values, strict=True) if value is not None}
