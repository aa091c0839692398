"""Reading a kept scenario from its plain form. Every mistake is a ValueError whose sentence says where it is."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeVar

from rules.dryrun.scenario import Scenario
from rules.lua.protocol.query import QueryAnswer
from rules.resolver.answer import Answer, Record, Status
from rules.scenarios.case import Case
from rules.scenarios.expectation import OPEN, Expectation, Open
from rules.scenarios.pins import PinnedQuery, Pins
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.decision import Kind
from rules.vpop3.versions import Version

Kinded = TypeVar("Kinded")
NAMES: dict[type, str] = {str: "text (in quotes)", int: "a whole number", list: "a list", dict: "a map"}


def read_case(told: object, where: str = "scenario") -> Case:
    """Read a case. `where` begins each sentence: "scenarios[2]"."""
    parts = keyed(told, where, {"inputs", "expect", "dns", "sql"})
    return Case(
        inputs=_inputs(parts.get("inputs"), f"{where}.inputs"),
        expected=_expected(parts.get("expect", {}), f"{where}.expect"),
        pins=Pins(
            dns=tuple(_answer(each, at) for each, at in items(parts.get("dns", []), f"{where}.dns")),
            sql=tuple(_query(each, at) for each, at in items(parts.get("sql", []), f"{where}.sql")),
        ),
    )


def keyed(told: object, where: str, known: Collection[str]) -> Mapping[str, object]:
    found = typed(told, where, dict)
    for key in found:
        if key not in known:
            raise ValueError(f"{where}: there is no key {str(key)!r}; known are {', '.join(sorted(known))}.")
    return found


def items(told: object, where: str) -> list[tuple[object, str]]:
    return [(each, f"{where}[{position}]") for position, each in enumerate(typed(told, where, list), 1)]


def typed(told: object, where: str, kind: type[Kinded]) -> Kinded:
    if not isinstance(told, kind) or (kind is int and isinstance(told, bool)):
        what = "nothing" if told is None else repr(told)[:60]
        raise ValueError(f"{where} must be {NAMES[kind]}, not {what}.")
    return told


def _inputs(told: object, where: str) -> Scenario:
    known = {"domain", "retries", "size", "version", "connection_id", "connection_name", "seed", "clock", "assumptions"}
    parts = keyed(told, where, known)
    numbers = {
        key: typed(parts[key], f"{where}.{key}", int)
        for key in ("retries", "size", "connection_id", "seed")
        if key in parts
    }
    texts = {key: typed(parts[key], f"{where}.{key}", str) for key in ("version", "connection_name") if key in parts}
    options: dict[str, object] = {**numbers, **texts}
    try:
        if "version" in texts:
            options["version"] = Version.parse(texts["version"])
        if "clock" in parts:
            options["clock"] = _clock(parts["clock"], f"{where}.clock")
        chosen = typed(parts.get("assumptions", {}), f"{where}.assumptions", dict)
        options["assumptions"] = Assumptions({str(name): str(option) for name, option in chosen.items()})
        return Scenario.of(typed(parts.get("domain"), f"{where}.domain", str), **options)
    except ValueError as error:
        raise ValueError(str(error) if str(error).startswith(where) else f"{where}: {error}") from None


def _clock(told: object, where: str) -> datetime:
    """Read the clock. YAML may have made a moment of it already, in UTC where it had an offset."""
    if isinstance(told, datetime):
        return told
    try:
        return datetime.fromisoformat(typed(told, where, str))
    except ValueError:
        raise ValueError(f"{where} must be a moment with an offset, like '2026-11-23T14:30:00+01:00'.") from None


def _expected(told: object, where: str) -> Expectation:
    parts = keyed(told, where, {"kind", "servers", "hold_minutes"})
    kind: Kind | Open = OPEN
    servers: tuple[str, ...] | Open = OPEN
    if "kind" in parts:
        kind = choice(parts["kind"], f"{where}.kind", Kind)
    if "servers" in parts:
        servers = tuple(typed(each, at, str) for each, at in items(parts["servers"], f"{where}.servers"))
    return Expectation(kind=kind, servers=servers, hold_minutes=_minutes(parts, f"{where}.hold_minutes"))


def _minutes(parts: Mapping[str, object], where: str) -> float | Open | None:
    if "hold_minutes" not in parts:
        return OPEN
    minutes = parts["hold_minutes"]
    if minutes is None or (isinstance(minutes, int | float) and not isinstance(minutes, bool)):
        return minutes
    raise ValueError(f"{where} must be a number of minutes, or null for a hold without a time.")


def choice(told: object, where: str, kind: type[Kinded]) -> Kinded:
    """Return a member of an enumeration, by its value."""
    try:
        return kind(told)  # type: ignore[call-arg]
    except ValueError:
        allowed = ", ".join(str(member) for member in kind)  # type: ignore[attr-defined]
        raise ValueError(f"{where} must be one of {allowed}.") from None


def _answer(told: object, where: str) -> Answer:
    parts = keyed(told, where, {"ask", "status", "records", "authority", "detail", "omitted"})
    name, _, rdtype = typed(parts.get("ask"), f"{where}.ask", str).partition(" ")
    if not rdtype:
        raise ValueError(f"{where}.ask must be a name and a record type, like “example.com MX”.")
    records = [_record(each, at) for each, at in items(parts.get("records", []), f"{where}.records")]
    authority = [_record(each, at) for each, at in items(parts.get("authority", []), f"{where}.authority")]
    return Answer(
        name=name.lower().removesuffix("."),
        rdtype=rdtype,
        status=choice(parts.get("status", "noerror"), f"{where}.status", Status),
        records=tuple(record for record in records if record.rdtype == rdtype),
        chain=tuple(record for record in records if record.rdtype != rdtype),
        authority=tuple(authority),
        detail=typed(parts.get("detail", ""), f"{where}.detail", str),
        omitted=_count(parts.get("omitted", 0), f"{where}.omitted"),
    )


def _count(told: object, where: str) -> int:
    count = typed(told, where, int)
    if count < 0:
        raise ValueError(f"{where} cannot be negative: {count}.")
    return count


def _record(told: object, where: str) -> Record:
    name, ttl, rdtype, data = (*typed(told, where, str).split(" ", 3), "", "", "")[:4]
    if not ttl.isdecimal() or not data:
        raise ValueError(f"{where} must be name, TTL, type and data, like “example.com 300 MX 10 mx.example.com”.")
    if rdtype == "MX" and not data.split(" ")[0].isdecimal():
        raise ValueError(f"{where}: an MX record begins with its preference, not {data[:40]!r}.")
    return Record(name=name.lower().removesuffix("."), ttl=int(ttl), rdtype=rdtype, data=data)


def _query(told: object, where: str) -> PinnedQuery:
    parts = keyed(told, where, {"query", "rows", "error"})
    text = typed(parts.get("query"), f"{where}.query", str)
    if "error" in parts:
        return PinnedQuery(text, QueryAnswer(error=typed(parts["error"], f"{where}.error", str)))
    rows = [_row(each, at) for each, at in items(parts.get("rows", []), f"{where}.rows")]
    columns = tuple(rows[0]) if rows else ()
    if any(tuple(row) != columns for row in rows):
        raise ValueError(f"{where}.rows must all have the same columns: {', '.join(columns)}.")
    return PinnedQuery(text, QueryAnswer(columns=columns, rows=tuple(tuple(row.values()) for row in rows)))


def _row(told: object, where: str) -> dict[str, str | None]:
    row = typed(told, where, dict)
    return {
        typed(name, where, str): None if value is None else typed(value, f"{where}.{name}", str)
        for name, value in row.items()
    }
