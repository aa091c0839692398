"""The entries of a DNS Server Map, however the table is built: each as a server, a preference and the form it had.

{["mx.example"] = 10}                     name_to_preference
{[10] = "mx.example"}                     preference_to_name
{[10] = {"mx1.example", "mx2.example"}}   preference_to_names
{"mx1.example", "mx2.example"}            list
{{server = "mx.example", priority = 10}}  records
{{"mx.example", 10}}                      pairs
{["mx.example"] = {priority = 10}}        name_to_record
{"10 mx.example"}                         mx_texts
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

NAME_TO_PREFERENCE = "name_to_preference"
PREFERENCE_TO_NAME = "preference_to_name"
PREFERENCE_TO_NAMES = "preference_to_names"
LIST = "list"
RECORDS = "records"
PAIRS = "pairs"
NAME_TO_RECORD = "name_to_record"
MX_TEXTS = "mx_texts"
_INHERENTLY_ORDERED = {LIST, RECORDS, PAIRS, PREFERENCE_TO_NAMES, MX_TEXTS}

_NAMES = ("server", "host", "hostname", "exchange", "name", "mx", "mxserver", "address", "ip", "target")
_PREFERENCES = ("priority", "preference", "pref", "prio")
_GROUPS = ("servers", "hosts", "exchanges", "names", "list", "mxservers")
_PORT = "port"
_BETWEEN = re.compile(r"[\s,;]+")
_DEEPEST = 4

Table = Mapping[object, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One server as it was written; `preference` and `port` are None where they are not given. `place` is its
    position."""

    reading: str
    name: object
    preference: object = None
    port: object = None
    place: str

    @property
    def ordered(self) -> bool:
        """Return whether entries of this form have an order of their own."""
        return self.reading in _INHERENTLY_ORDERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A part of the table that names no server, and the reason."""

    place: str
    why: str


Found = Iterator[Entry | Unread]


def entries(table: Table) -> Found:
    """Yield every entry of a hook's table, in its order. A table that is one server by itself is one entry."""
    alone = _record(table, "", None)
    if alone and isinstance(alone.name, str) and number(alone.name) is None:
        return iter((alone,))
    return _table(table, at="", outer=None, depth=0)


def _table(table: Table, *, at: str, outer: object, depth: int) -> Found:
    """Read a table. `at` is the path to it, `outer` the preference that its place gave, None at the top."""
    in_order = _is_list(table)
    for key, value in table.items():
        place = f"{at}[{shown_key(key)}]"
        numbered = number(key) is not None and not (in_order and is_number(key))
        preference = key if numbered else outer
        if isinstance(value, Mapping):
            yield from _nested(key, value, place, preference, depth)
        elif number(key) is not None:
            plain = PREFERENCE_TO_NAME if numbered else LIST if outer is None else PREFERENCE_TO_NAMES
            yield from _listed(value, place, preference, plain)
        elif isinstance(key, str):
            yield _named(key, value, place, outer)
        else:
            yield Unread(place=place, why=f"its key is a {kind(key)}, neither a server nor a preference.")


def _is_list(table: Table) -> bool:
    """Return whether the keys are 1 to n, as Lua numbers a list. A table with groups of names is no list: its
    numbers are preferences."""
    numbers = {key for key in table if is_number(key)}
    groups = [value for value in table.values() if isinstance(value, Mapping) and len(value) > 1]
    return numbers == set(range(1, len(numbers) + 1)) and not any(map(_is_names, groups))


def _listed(value: object, place: str, preference: object, plain: str) -> Found:
    """Read `[10] = "mx.example"`, or a place in a list. `plain` is the form of a text that names one server."""
    if not isinstance(value, str):
        yield Unread(place=place, why=f"its server is a {kind(value)}, not a name.")
        return
    for name, written in _texts(value):
        if written is None:
            yield Entry(reading=plain, name=name, preference=preference, place=place)
        else:
            yield Entry(reading=MX_TEXTS, name=name, preference=written, place=place)


def _named(key: str, value: object, place: str, outer: object) -> Entry:
    """Read `["mx.example"] = 10`; below a preference, `["mx.example"] = true` is a set of names."""
    if outer is not None and value is True:
        return Entry(reading=PREFERENCE_TO_NAMES, name=key, preference=outer, place=place)
    return Entry(reading=NAME_TO_PREFERENCE, name=key, preference=value, place=place)


def _nested(key: object, value: Table, place: str, outer: object, depth: int) -> Found:
    if not value or depth >= _DEEPEST:
        yield Unread(place=place, why="its table is nested too deeply." if value else "its table is empty.")
    elif record := _record(value, place, outer):
        yield record
    elif number(key) is not None or (isinstance(key, str) and key.lower() in (*_GROUPS, *_NAMES)):
        own = _first(value, _PREFERENCES)
        yield from _table(_contents(value), at=place, outer=outer if own is None else own, depth=depth + 1)
    elif isinstance(key, str) and _says_how(value) and (record := _record({"name": key, **value}, place, outer)):
        yield replace(record, reading=NAME_TO_RECORD)
    else:
        yield Unread(place=place, why="its table does not say which of its values is the preference of which server.")


def _says_how(value: Table) -> bool:
    """Return whether it has a preference or a port, by name or by place."""
    return bool(_lower(value, (*_PREFERENCES, _PORT))) or any(is_number(key) for key in value)


def _contents(value: Table) -> Table:
    """Return the content of a group: the table below a word such as `servers`, or all but its own preference and
    port."""
    below = [value[key] for key in _lower(value, (*_GROUPS, *_NAMES)) if isinstance(value[key], Mapping)]
    own = _lower(value, (*_PREFERENCES, _PORT))
    return cast(Table, below[0]) if below else {key: item for key, item in value.items() if key not in own}


def _record(value: Table, place: str, outer: object) -> Entry | None:
    """Read `{server = …, priority = …, port = …}`, or the same by place: a name, then a preference, then a port."""
    name, preference, port = _first(value, _NAMES), _first(value, _PREFERENCES), _first(value, (_PORT,))
    places = [value[place] for place in sorted(filter(is_number, value), key=_size)]
    numbers = [item for item in places if number(item) is not None]
    others = [item for item in places if number(item) is None]
    by_place = name is None and len(others) == 1 and bool(numbers or preference is not None or port is not None)
    if by_place:
        name = others.pop()
    if not isinstance(name, str | int | float) or others:
        return None
    reading = PAIRS if by_place and preference is None and port is None else RECORDS
    if preference is None and numbers:
        preference = numbers.pop(0)
    if port is None and numbers:
        port = numbers.pop(0)
    return Entry(
        reading=reading, name=name, preference=outer if preference is None else preference, port=port, place=place
    )


def _texts(text: str) -> list[tuple[str, str | None]]:
    """Return (server, preference or None) for each server in a text: usually one, otherwise "10 mx.example" or
    several."""
    words = list(filter(None, _BETWEEN.split(text.strip())))
    numbers = [word for word in words if number(word) is not None]
    names = [word for word in words if number(word) is None]
    if len(words) == 2 and len(numbers) == 1:
        return [(names[0], numbers[0])]
    if len(words) > 1 and not numbers and "@" not in text:
        return [(name, None) for name in names]
    return [(text, None)]


def _is_names(table: Table) -> bool:
    """Return whether it is a list of texts alone, none of them a number."""
    return all(is_number(key) and isinstance(item, str) and number(item) is None for key, item in table.items())


def _lower(table: Table, wanted: tuple[str, ...]) -> list[object]:
    """Return the keys that are among `wanted` in any case, in the order of `wanted`."""
    found = {key.lower(): key for key in table if isinstance(key, str)}
    return [found[name] for name in wanted if name in found]


def _first(record: Table, names: tuple[str, ...]) -> object:
    keys = _lower(record, names)
    return record[keys[0]] if keys else None


def _size(value: object) -> float:
    return number(value) or 0.0


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def number(value: object) -> float | None:
    """Return a number, or a text that is one, if it is finite."""
    try:
        found = float(value) if is_number(value) or isinstance(value, str) else None  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None
    return found if found is not None and math.isfinite(found) else None


def kind(value: object) -> str:
    """Return the Lua name of a value's type."""
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "table" if isinstance(value, Mapping) else str(getattr(value, "kind", "value"))


def shown_key(key: object) -> str:
    """Write a key or a value as in Lua, without a possible password."""
    if isinstance(key, str):
        return f'"{_secret_free(key)[:80]}"'
    return f"{key:.14g}" if is_number(key) else str(key).lower() if isinstance(key, bool) else kind(key)


def _secret_free(text: str) -> str:
    return text.rpartition("@")[2]
