"""The parameters of recipes: each kind reads what was typed into a value, or says what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.resolver import domain_list
from rules.vpop3.server_text import parse_server

Value = int | str | date | tuple[str, ...]
Values = Mapping[str, Value]

MOST_IN_A_LIST = 200
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A whole number between two bounds, both allowed."""

    name: str
    label: str
    default: int
    lowest: int
    highest: int
    unit: str = ""
    help: str = ""

    def read(self, text: str) -> int:
        digits = text.strip()
        if not digits.isascii() or not digits.removeprefix("-").isdecimal() or len(digits) > 12:
            raise ValueError(f"Enter a whole number from {self.lowest:,} to {self.highest:,}.")
        number = int(digits)
        if not self.lowest <= number <= self.highest:
            raise ValueError(f"{number:,} is out of bounds: enter {self.lowest:,} to {self.highest:,}.")
        return number

    def write(self, value: Value) -> str:
        return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of several words. `options` maps each to its label."""

    name: str
    label: str
    default: str
    options: Mapping[str, str]
    help: str = ""

    def read(self, text: str) -> str:
        if text not in self.options:
            raise ValueError(f"Choose one of: {', '.join(self.options.values())}.")
        return text

    def write(self, value: Value) -> str:
        return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the calendar. Without a default it is today's, which the form knows."""

    name: str
    label: str
    default: None = None
    help: str = ""

    def read(self, text: str) -> date:
        try:
            day = date.fromisoformat(text.strip())
        except ValueError:
            raise ValueError("Enter a day as year-month-day, like 2026-11-23.") from None
        if not 2000 <= day.year <= 2100:
            raise ValueError("Enter a day between the years 2000 and 2100.")
        return day

    def write(self, value: Value) -> str:
        return value.isoformat() if isinstance(value, date) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """A list of domains, read as they are pasted."""

    name: str
    label: str
    default: tuple[str, ...] = ()
    help: str = ""

    def read(self, text: str) -> tuple[str, ...]:
        found = domain_list.read(text)
        if found.unread:
            first = found.unread[0]
            raise ValueError(f"Line {first.line}: “{first.text}” is no domain. {first.problem}")
        return _bounded(tuple(found.domains), "domain")

    def write(self, value: Value) -> str:
        return _lines(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """A list of mail servers' names, one a line."""

    name: str
    label: str
    default: tuple[str, ...] = ()
    help: str = ""

    def read(self, text: str) -> tuple[str, ...]:
        hosts = [_host(word, line) for line, typed in _typed_lines(text) for word in typed.replace(",", " ").split()]
        return _bounded(tuple(dict.fromkeys(hosts)), "server")

    def write(self, value: Value) -> str:
        return _lines(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """A list of names of Senders, one a line, each exactly as VPOP3 writes it."""

    name: str
    label: str
    default: tuple[str, ...] = ()
    help: str = ""

    def read(self, text: str) -> tuple[str, ...]:
        names = []
        for line, name in _typed_lines(text):
            if len(name) > LONGEST_NAME:
                raise ValueError(f"Line {line}: a name has at most {LONGEST_NAME} characters, not {len(name):,}.")
            if not name.isprintable():
                raise ValueError(f"Line {line}: the name contains a character that cannot be printed: remove it.")
            names.append(name)
        return _bounded(tuple(dict.fromkeys(names)), "name")

    def write(self, value: Value) -> str:
        return _lines(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A mail server, `host` or `host:port`. An empty text is read as none where it is optional."""

    name: str
    label: str
    default: str = ""
    optional: bool = False
    help: str = ""

    def read(self, text: str) -> str:
        typed = text.strip()
        if not typed and self.optional:
            return ""
        if not typed:
            raise ValueError("Enter a mail server, like relay.example.com or relay.example.com:2525.")
        if "@" in typed:
            raise ValueError("Enter the server without a user name and password: everybody here can read the script.")
        return parse_server(typed).label

    def write(self, value: Value) -> str:
        return str(value)


Parameter = Whole | Option | Day | Domains | Hosts | Names | Relay


@dataclass(frozen=True, slots=True)
class Reading:
    """What was typed, as values; `problems` has a sentence for each parameter that could not be read."""

    values: dict[str, Value] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def read(parameters: tuple[Parameter, ...], typed: Mapping[str, str]) -> Reading:
    """Read all of them, so that all problems are told at once."""
    reading = Reading()
    for parameter in parameters:
        try:
            reading.values[parameter.name] = parameter.read(typed.get(parameter.name, ""))
        except ValueError as error:
            reading.problems[parameter.name] = str(error)
    return reading


def defaults(parameters: tuple[Parameter, ...], today: date) -> dict[str, str]:
    """Return the text of each field of a new form."""
    return {each.name: each.write(today if isinstance(each, Day) else each.default) for each in parameters}


def _typed_lines(text: str) -> list[tuple[int, str]]:
    return [(line, typed.strip()) for line, typed in enumerate(text.splitlines(), 1) if typed.strip()]


def _host(word: str, line: int) -> str:
    try:
        server = parse_server(word)
    except ValueError as error:
        raise ValueError(f"Line {line}: {error}") from None
    if "@" in word or server.label != server.exchange:
        raise ValueError(f"Line {line}: enter the name of a server, without a port or a user name.")
    return server.exchange


def _bounded(found: tuple[str, ...], what: str) -> tuple[str, ...]:
    if not found:
        raise ValueError(f"Enter at least one {what}.")
    if len(found) > MOST_IN_A_LIST:
        raise ValueError(f"Enter at most {MOST_IN_A_LIST} {what}s, not {len(found):,}.")
    return found


def _lines(value: Value) -> str:
    return "\n".join(value) if isinstance(value, tuple) else str(value)
