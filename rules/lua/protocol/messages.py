"""The protocol's messages: built here, and read here with every field checked.

Parent to child: `open`, `call`, `answer`, `end`; for batches `series`, once, and then `runs` as often as one likes,
without waiting for answers. Child to parent: `ready`, `loaded`, `returned`, `ran`, `query`, `stopped`. What the child
says while it answers `open` or `call` carries that message's `number`. In a batch each run has a number of its own;
`runs` and `ran` carry that of their first one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rules.lua.child.lockdown import Protection
from rules.lua.functions import ALL_FUNCTIONS
from rules.lua.protocol import encoding
from rules.lua.protocol.channel import Message
from rules.lua.protocol.clock import Period
from rules.lua.protocol.encoding import WireError
from rules.lua.protocol.errors import ErrorKind, Frame, ScriptError
from rules.lua.protocol.limits import LAST_TRACED_LINE, Limit, Limits
from rules.lua.protocol.query import QueryAnswer
from rules.lua.protocol.values import LuaValue

_MOST_VALUES, _MOST_PRINTS, _MOST_LOCALS, _MOST_NAMES, _MOST_FRAMES = 100_000, 1_000_000, 120, 1_000, 40
_MOST_MESSAGE, _MOST_LINES = 20_000, 100_000_000


@dataclass(frozen=True, slots=True)
class AnsweredAsk:
    """A run whose world is given: `at` is what its clock says (seconds since 1970; None: the real clock), and `answers`
    are those to its queries, by their text. The run ends at the first query that has none, which is reported instead of
    being asked. `numbers` are more globals for this run alone; which of
    them it reads is reported."""

    function: str
    arguments: Sequence[LuaValue]
    answers: Mapping[str, QueryAnswer]
    at: float | None = None
    numbers: Mapping[str, float] | None = None


Ask = tuple[str, Sequence[LuaValue]] | AnsweredAsk
"""The name of a function and its arguments, and perhaps the world that the run is given."""

Values = tuple[LuaValue, ...]
ASKED = ("clock", "random")


def open_message(
    source: bytes,
    *,
    limits: Limits,
    script_globals: Mapping[str, int | str] = {},
    functions: frozenset[str] = ALL_FUNCTIONS,
    trace: bool = True,
    chunk_name: str = "script",
    zone: Sequence[Period] | None = None,
    at: float | None = None,
) -> Message:
    return {
        "do": "open",
        "source": source.decode("latin-1"),
        "limits": asdict(limits),
        "globals": dict(script_globals),
        "functions": sorted(functions),
        "trace": trace,
        "chunk": chunk_name,
        "zone": zone,
        "at": at,
    }


def call_message(function: str, arguments: Sequence[LuaValue]) -> Message:
    return {"do": "call", "function": function, "args": [encoding.pack(argument) for argument in arguments]}


def runs_message(asks: Iterable[Ask], first: int) -> Message:
    """Build `runs`. For each run: `open` as in the series, `call`, and `end`. One `ran` may answer several of them."""
    return {"do": "runs", "number": first, "asks": [_packed(ask) for ask in asks]}


def _packed(ask: Ask) -> tuple[Any, ...]:
    if isinstance(ask, tuple):
        return ask[0], [*map(encoding.pack, ask[1])]
    answers = {sql: _rows_or_error(answer) for sql, answer in ask.answers.items()}
    world = (ask.at, answers, dict(ask.numbers)) if ask.numbers else (ask.at, answers)
    return ask.function, [*map(encoding.pack, ask.arguments)], *world


def answer_message(answer: QueryAnswer) -> Message:
    return {"do": "answer", **_rows_or_error(answer)}


def _rows_or_error(answer: QueryAnswer) -> dict[str, Any]:
    nil = answer.error is not None if answer.as_nil is None else answer.as_nil
    return {
        "error": (answer.error or "no rows") if nil else None,
        "columns": answer.columns,
        "rows": answer.rows,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPlace:
    """The place of a print: on which line, and after how many queries of the same call."""

    line: int | None
    queries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A child's report of a run, checked for form only; whether it is true cannot be known."""

    error: ScriptError | None = None
    values: Values = ()
    prints: tuple[str, ...] = ()
    printed_at: tuple[PrintPlace, ...] = ()
    line: int | None = None
    lines: Mapping[int, int] = field(default_factory=dict)
    locals: Mapping[str, LuaValue] = field(default_factory=dict)
    defined: frozenset[str] = frozenset()
    last: bool = False
    """The process ends after this: it takes no further `run`."""
    unanswered: str | None = None
    """The query at which the run was ended, because its answer was not among those that it was given."""
    asked: frozenset[str] = frozenset()
    """What else the result depends on, where the clock was given: `clock`, `random`."""
    read: frozenset[str] = frozenset()
    """The numbers that the run read of those that it was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    sql: str
    line: int | None


def read_report(message: Message) -> Report:
    """Read `loaded` or `returned`. Raise WireError."""
    return Report(
        error=None if message.get("error") is None else _read_error(message["error"]),
        values=tuple(encoding.unpack(value) for value in encoding.items(message.get("values", []), _MOST_VALUES)),
        prints=read_prints(message),
        printed_at=read_places(message),
        line=_line(message.get("line")),
        lines=read_lines(message),
        locals=dict(_local(pair) for pair in encoding.items(message.get("locals", []), _MOST_LOCALS)),
        defined=frozenset(encoding.text(name) for name in encoding.items(message.get("defined", []), _MOST_NAMES)),
        last=message.get("last") is True,
        unanswered=_unanswered(message.get("unanswered")),
        asked=frozenset(map(_asked, encoding.items(message.get("asked", []), 2))),
        read=frozenset(encoding.text(name) for name in encoding.items(message.get("read", []), _MOST_NAMES)),
    )


def _unanswered(data: Any) -> str | None:
    return None if data is None else encoding.text(data)


def _asked(data: Any) -> str:
    if data not in ASKED:
        raise WireError("It asked something of no known name.")
    return str(data)


def read_runs(message: Message, most: int) -> list[Report | Values]:
    """Read `ran`: at least one of the runs that were asked for, and at most all of them. Raise WireError."""
    runs = [_read_run(run) for run in encoding.items(message.get("runs"), most)]
    if not runs:
        raise WireError("It reported runs, but none.")
    return runs


def _read_run(data: Any) -> Report | Values:
    if isinstance(data, dict):
        return read_report(data)
    return tuple(map(encoding.unpack, encoding.items(data, _MOST_VALUES)))


def read_query(message: Message, limits: Limits) -> Query:
    """Read `query`. Raise WireError."""
    return Query(sql=encoding.text(message.get("sql"), limits.query_bytes), line=_line(message.get("line")))


def read_stop(message: Message) -> ScriptError:
    """Read `stopped`: which limit was reached and where; the message is left open. Raise WireError."""
    frames = _frames(message.get("frames"))
    return ScriptError(
        kind=ErrorKind.LIMIT,
        message="",
        line=frames[0].line if frames else None,
        traceback=frames,
        limit=_limit(message.get("limit")),
    )


def read_ready(message: Message) -> tuple[Protection, ...]:
    """Read `ready`, with the protections the first time that a process sends it. Raise WireError."""
    if message.get("is") != "ready":
        raise WireError("The process did not say that it is ready.")
    return tuple(_protection(entry) for entry in encoding.items(message.get("protections", []), 20))


def read_prints(message: Message) -> tuple[str, ...]:
    return tuple(encoding.text(line) for line in encoding.items(message.get("prints", []), _MOST_PRINTS))


def read_places(message: Message) -> tuple[PrintPlace, ...]:
    """Read the places: one for each print, or none at all."""
    places = tuple(_place(pair) for pair in encoding.items(message.get("printed_at", []), _MOST_PRINTS))
    if places and len(places) != len(message.get("prints", [])):
        raise WireError("It printed in more or fewer places than it printed lines.")
    return places


def _place(data: Any) -> PrintPlace:
    line, queries = _pair(data)
    return PrintPlace(line=_line(line), queries=encoding.whole(queries, _MOST_LINES))


def read_lines(message: Message) -> Mapping[int, int]:
    return dict(_line_count(pair) for pair in encoding.items(message.get("lines", []), LAST_TRACED_LINE))


def _read_error(data: Any) -> ScriptError:
    if not isinstance(data, dict) or data.get("kind") not in {"syntax", "runtime", "limit"}:
        raise WireError("An error of no known form arrived.")
    return ScriptError(
        kind=ErrorKind(data["kind"]),
        message=encoding.text(data.get("message"), _MOST_MESSAGE),
        line=_line(data.get("line")),
        traceback=_frames(data.get("frames")),
        limit=None if data.get("limit") is None else _limit(data["limit"]),
    )


def _limit(name: Any) -> Limit:
    try:
        return Limit(name)
    except ValueError:
        raise WireError("A limit of no known name arrived.") from None


def _frames(data: Any) -> tuple[Frame, ...]:
    pairs = [_pair(entry) for entry in encoding.items(data, _MOST_FRAMES)]
    return tuple(Frame(name=encoding.text(name, 1000), line=_line(line)) for name, line in pairs)


def _line(data: Any) -> int | None:
    """Read a line. Lua reports -1 where a function has no line."""
    return None if data is None or data == -1 else encoding.whole(data, _MOST_LINES)


def _line_count(data: Any) -> tuple[int, int]:
    line, count = _pair(data)
    return encoding.whole(line, LAST_TRACED_LINE), encoding.whole(count)


def _local(data: Any) -> tuple[str, LuaValue]:
    name, value = _pair(data)
    return encoding.text(name, 1000), encoding.unpack(value)


def _protection(data: Any) -> Protection:
    entry = encoding.items(data, 3)
    if len(entry) != 3 or not isinstance(entry[1], bool):
        raise WireError("A protection of no known form arrived.")
    return Protection(name=encoding.text(entry[0], 100), on=entry[1], detail=encoding.text(entry[2], 1000))


def _pair(data: Any) -> tuple[Any, Any]:
    pair = encoding.items(data, 2)
    if len(pair) != 2:
        raise WireError("A pair is not a pair.")
    return pair[0], pair[1]
