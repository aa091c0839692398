"""Reading master-file text (RFC 1035 §5) into records, and `;@force` comments into forced results.

    $ORIGIN example.
    shop     3600 IN MX 10 mx1.shop
    mx1.shop      IN A  192.0.2.10
    ;@force broken.example SERVFAIL

Names in a `;@force` comment are absolute, with or without the final dot.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.tokenizer
import dns.transaction
import dns.zonefile

from rules.resolver import wire

MAX_CHARACTERS = 500_000
DEFAULT_TTL = 300
"""Seconds, where neither the record nor a $TTL gives a time."""

_AGE = re.compile(r"(?m)^(?P<before>[^;\"\n]*?)\[AGE:\d+\]")
"""The time at which Windows' DNS server last heard of a record, which it writes before the TTL."""
_FORCE = re.compile(r"\s*;@force\b(?P<rest>.*)")
_VAGUE = {"", "Text input is malformed"}
_CNAME = dns.rdatatype.CNAME
_NULL_MX = dns.rdata.from_text("IN", "MX", "0 .")


class Force(StrEnum):
    """The result that a `;@force` comment gives to a name, whatever records it has. NULLMX replaces its MX records
    only."""

    SERVFAIL = "SERVFAIL"
    TIMEOUT = "TIMEOUT"
    NXDOMAIN = "NXDOMAIN"
    REFUSED = "REFUSED"
    NULLMX = "NULLMX"


class ZoneError(ValueError):
    """The reason why zone text cannot be read: "Zone text, line 7: …". `line` is 1-based, `label` names the text
    among several. `needs_origin`: only an $ORIGIN at the top is missing."""

    def __init__(self, reason: str, *, line: int, label: str = "", needs_origin: bool = False) -> None:
        super().__init__(f"{label or 'Zone text'}, line {line}: {reason}")
        self.reason, self.line, self.label, self.needs_origin = reason, line, label, needs_origin


RRsets = dict[dns.name.Name, dict[dns.rdatatype.RdataType, dict[dns.rdata.Rdata, int]]]
"""Name, type, then each RDATA with its TTL."""


@dataclass(slots=True)
class ZoneData:
    """All records and forced results of one or more texts."""

    rrsets: RRsets = field(default_factory=dict)
    forced: dict[dns.name.Name, Force] = field(default_factory=dict)

    def add(self, name: dns.name.Name, ttl: int, rdata: dns.rdata.Rdata) -> None:
        """Add a record. Raise ValueError where a CNAME would be beside other data (RFC 1034 §3.6.2)."""
        node = self.rrsets.setdefault(name, {})
        types = {*node, rdata.rdtype} - {dns.rdatatype.RRSIG, dns.rdatatype.NSEC}
        if _CNAME in types and (len(types) > 1 or node.get(_CNAME, {rdata: 0}).keys() != {rdata}):
            raise ValueError(f"{wire.name_text(name)} has a CNAME, so it can have no other record")
        node.setdefault(rdata.rdtype, {})[rdata] = ttl

    def force(self, name: dns.name.Name, force: Force) -> None:
        if force is Force.NULLMX:
            self.rrsets.setdefault(name, {})[dns.rdatatype.MX] = {_NULL_MX: DEFAULT_TTL}
        else:
            self.forced[name] = force


def read(texts: Iterable[tuple[str, str]], *, asked: str = "") -> ZoneData:
    """Read the records and forced results of (label, text) pairs. Raise ZoneError, which offers `asked`, the domain
    asked for, as origin where none is given. No file is read and no record is generated: $INCLUDE and $GENERATE are
    refused."""
    data, remaining, forced = ZoneData(), MAX_CHARACTERS, []
    for label, text in texts:
        remaining -= len(text)
        if remaining < 0:
            raise ZoneError(f"the text is longer than {MAX_CHARACTERS:,} characters in all.", line=1, label=label)
        _read_records(data, label, text, asked)
        forced += list(_read_forced(label, text))
    for name, force in forced:
        data.force(name, force)
    return data


class _Tokenizer(dns.tokenizer.Tokenizer):
    """A tokenizer that remembers the line of the last token: `where()` is a line ahead as soon as the line's end has
    been read. `relative` is the first relative name without an $ORIGIN above it, with its line."""

    line = 1
    has_origin = False
    relative: tuple[int, str] | None = None

    def as_name(self, token: dns.tokenizer.Token, *args: Any, **options: Any) -> dns.name.Name:
        """Read a name. Without an origin, a name of several labels is taken as absolute, as people write it. With
        one, a name that repeats the origin is refused: its final dot is missing."""
        if not (self.has_origin or self.relative) and "." not in token.value:
            self.relative = self.line, token.value
        name = super().as_name(token, *args, **options)
        origin = args[0] if args else None
        if self.has_origin and origin and _repeats(token.value, origin):
            told = (
                f"“{token.value}” has no final dot, so it means {name}, with the origin twice: write “{token.value}.”"
            )
            raise ValueError(told)
        return name

    def get(self, want_leading: bool = False, want_comment: bool = False) -> dns.tokenizer.Token:
        if self.ungotten_token is None:
            self.line = self.line_number - (self.ungotten_char == "\n")
        return super().get(want_leading, want_comment)


def _repeats(text: str, origin: dns.name.Name) -> bool:
    whole = origin.to_text(omit_final_dot=True).lower()
    return origin != dns.name.root and (text.lower() == whole or text.lower().endswith(f".{whole}"))


class _Collector(dns.transaction.Transaction):
    """A collector of records of any names: dnspython's own reader wants all of them below one origin, and one SOA."""

    def __init__(self, data: ZoneData, tokenizer: _Tokenizer) -> None:
        super().__init__(dns.zonefile.RRSetsReaderManager())
        self.data, self.tokenizer = data, tokenizer

    def add(self, *args: Any) -> None:
        self.data.add(*args)

    def _set_origin(self, origin: dns.name.Name | None) -> None:  # noqa: ARG002
        """Set the origin. The reader makes relative names absolute."""
        self.tokenizer.has_origin = True


def _read_records(data: ZoneData, label: str, text: str, asked: str) -> None:
    tokenizer = _Tokenizer(_AGE.sub(r"\g<before>", text), label, idna_codec=wire.IDNA)
    reader = dns.zonefile.Reader(
        tokenizer,
        dns.rdataclass.IN,
        _Collector(data, tokenizer),
        allow_directives=("$ORIGIN", "$TTL"),
        default_ttl=DEFAULT_TTL,
    )
    reader.last_name = None  # A record that begins with a blank belongs to the one above it.
    try:
        reader.read()
    except (dns.exception.DNSException, ValueError) as error:
        raise ZoneError(_reason(error, label, _line(text, tokenizer.line)), line=tokenizer.line, label=label) from None
    if tokenizer.relative:
        line, name = tokenizer.relative
        reason = _no_origin(name, asked or "example.com", _line(text, line))
        raise ZoneError(reason, line=line, label=label, needs_origin=True)


def _no_origin(name: str, origin: str, line: str) -> str:
    if line.upper().startswith("$ORIGIN"):
        return f"“{name}” has no final dot, and there is no $ORIGIN above it: write “$ORIGIN {name}.” (RFC 1035 §5.1)."
    first = f"write “$ORIGIN {origin}.” as the first line"
    if name == "@":
        return f"“@” is the origin, and there is no $ORIGIN above it: {first} (RFC 1035 §5.1)."
    whole = f"or “{name}.{origin}.” in full"
    return (
        f"“{name}” has no final dot, so an origin belongs to it, and there is none: {first}, {whole} (RFC 1035 §5.1)."
    )


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[min(number, len(lines)) - 1].strip()


def _reason(error: Exception, label: str, line: str) -> str:
    """Return the reason alone: dnspython puts "label:line: " before it, and says only "malformed" of data that does
    not fit."""
    told = re.sub(rf"^{re.escape(label)}:\d+: ", "", str(error)).rstrip(".")
    told = re.sub(r"^caught exception <class '[\w.]+'>: ", "", told)
    if told in _VAGUE:
        told = "this is not a resource record"
    if told == "the last used name is undefined":
        told = "there is no name before this record or above it: write one (the domain, or @ below an $ORIGIN)"
    return f"{told}: “{line[:80]}”."


def _read_forced(label: str, text: str) -> Iterator[tuple[dns.name.Name, Force]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if directive := _FORCE.match(line):
            try:
                yield _force(directive["rest"].split())
            except ValueError as error:
                raise ZoneError(str(error), line=number, label=label) from None


def _force(words: list[str]) -> tuple[dns.name.Name, Force]:
    if len(words) != 2 or words[1].upper() not in set(Force):
        raise ValueError(f"write “;@force NAME RESULT”, where RESULT is one of {', '.join(Force)}.")
    return wire.read_name(words[0]), Force(words[1].upper())
