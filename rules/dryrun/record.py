"""A trace as bytes and back, without loss: kept runs are shown by the same code as live ones."""

import json
import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from rules.dryrun.trace import Event
from rules.lua.protocol import values
from rules.lua.protocol.values import Opaque

FORMAT = 1
_KINDS = {kind.__name__: kind for kind in get_args(Event)}


def dump(events: Sequence[Event]) -> bytes:
    told = [{"is": type(event).__name__, **_plain(event)} for event in events]
    return zlib.compress(json.dumps({"format": FORMAT, "events": told}, separators=(",", ":")).encode())


def load(record: bytes) -> tuple[Event, ...]:
    """Read a trace. Raise ValueError for one that a newer mxadmin wrote."""
    told = json.loads(zlib.decompress(record))
    if told["format"] != FORMAT:
        raise ValueError(f"This run was kept in format {told['format']}, which this mxadmin cannot read.")
    return tuple(cast(Event, _decoder(_KINDS[each["is"]])(each)) for each in told["events"])


def _plain(value: Any) -> Any:
    """Convert for JSON. Tables keep their keys' types and order as pairs; what JSON has no form for is an object
    with one key."""
    match value:
        case Opaque():
            return {"opaque": value.kind}
        case Enum():
            return value.value
        case float() if not math.isfinite(value):
            return {"number": str(value)}
        case Mapping():
            return {"pairs": [[_plain(key), _plain(item)] for key, item in value.items()]}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value):
            held = ((each, getattr(value, each.name)) for each in fields(value))
            return {each.name: _plain(got) for each, got in held if got != each.default}
        case _:
            return value


Decoder = Callable[[Any], Any]


@cache
def _decoder(kind: Any) -> Decoder:
    """Return the function that makes a value of that type again."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is object or Opaque in arguments:
        return _lua
    if is_dataclass(kind):
        return _dataclass(cast(type, kind))
    if origin in (Union, UnionType):
        [inner] = [argument for argument in arguments if argument is not NoneType]
        decode = _decoder(inner)
        return lambda told: None if told is None else decode(told)
    if origin is tuple:
        item = _decoder(arguments[0])
        return lambda told: tuple(map(item, told))
    if origin is not None and issubclass(origin, Mapping):
        value = _decoder(arguments[1])
        return lambda told: {key: value(item) for key, item in told["pairs"]}
    return kind if issubclass(kind, Enum) else _lua


def _dataclass(kind: type) -> Decoder:
    hints = get_type_hints(kind, localns=vars(values))
    decoders = {each.name: _decoder(hints[each.name]) for each in fields(kind)}
    required = {each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING}

    def decode(told: dict[str, Any]) -> Any:
        if missing := required - told.keys():
            raise ValueError(f"A kept {kind.__name__} lacks {', '.join(sorted(missing))}.")
        return kind(**{name: decoders[name](told[name]) for name in decoders if name in told})

    return decode


def _lua(told: Any) -> Any:
    match told:
        case {"opaque": kind}:
            return Opaque(kind)
        case {"number": text}:
            return float(text)
        case {"pairs": pairs}:
            return {_lua(key): _lua(item) for key, item in pairs}
        case list():
            return [_lua(item) for item in told]
        case _:
            return told
