"""The functions and clock keywords of a statement."""

from typing import Any

from postgast import pg_query_pb2

from rules.replay.as_of.edits import Edits
from rules.replay.as_of.kinds import Kind, Kinds
from rules.replay.as_of.parts import Clock, Fixed
from rules.replay.as_of.refusal import CannotAsk, chance, not_checked, text_as_date
from rules.replay.as_of.tokens import Tokens
from rules.replay.as_of.tree import inner, keyword, kind, strings
from rules.replay.as_of.vocabulary import CHANCE, CLOCK_FUNCTIONS, FUNCTIONS, MOMENT_TYPES, TIME

_PLAIN_KEYWORDS = {"current_role", "current_user", "user", "session_user", "current_catalog", "current_schema"}
_PRECISE = {
    "current_timestamp": "timestamptz",
    "localtimestamp": "timestamp",
    "localtime": "time",
    "current_time": "timetz",
}
_SQL_SYNTAX = pg_query_pb2.CoercionForm.Value("COERCE_SQL_SYNTAX")
_OF_ZONED_TIME = {"extract", "date_part", "to_char"}


class Functions:
    """Checks the functions that a statement calls, and replaces its clocks."""

    def __init__(self, edits: Edits, kinds: Kinds, tokens: Tokens) -> None:
        self._edits = edits
        self._kinds = kinds
        self._tokens = tokens
        self._zoned_times: set[int] = set()

    def call(self, call: Any, *, named: bool) -> list[int]:
        """Read a call. Return the places of literals in it that must stay literals. Raises CannotAsk."""
        names = strings(call.funcname)
        name, given = names[-1], list(call.args)
        if name in CHANCE:
            raise chance(name)
        if names[:-1] not in {(), ("pg_catalog",)} or name not in FUNCTIONS | CLOCK_FUNCTIONS:
            raise not_checked(f"{'.'.join(names)}()")
        if name in CLOCK_FUNCTIONS:
            self._clock(call, name, named=named)
        elif name == "age" and len(given) == 1:
            self._age(call, given[0])
        elif name in MOMENT_TYPES | {TIME}:
            self._cast(name, given)
        elif name == "timezone":
            self._check_zoned(given[-1])
        if name in _OF_ZONED_TIME:
            for each in given:
                self.allow_zoned_time(each)
        # What is written between commas in a call is a keyword here: EXTRACT(hour FROM …).
        literals = [inner(each).location for each in given if kind(each) == "A_Const"]
        return literals if call.funcformat == _SQL_SYNTAX else []

    def keyword(self, clock: Any, *, named: bool) -> None:
        """Replace CURRENT_TIMESTAMP(3) and the like. Raises CannotAsk."""
        name = keyword(clock)
        if name in _PLAIN_KEYWORDS:
            return
        precise = name.endswith("_n")
        name = name.removesuffix("_n")
        if name == "current_time" and clock.location not in self._zoned_times:
            raise CannotAsk("It compares or computes with CURRENT_TIME, whose zone is that of the day of asking.")
        first = self._tokens.index(clock.location)
        precision = f"{_PRECISE[name]}({clock.typmod})" if precise else ""
        self._edits.replace(first, first + 3 if precise else first, Clock(name, precision, named))

    def allow_zoned_time(self, value: Any) -> None:
        """Let CURRENT_TIME stand where nothing is compared with it."""
        if kind(value) == "SQLValueFunction":
            self._zoned_times.add(inner(value).location)

    def _clock(self, call: Any, name: str, *, named: bool) -> None:
        opening = self._opening(call)
        if self._tokens.kind(opening + 1) != ")":
            raise not_checked(f"{name}() with something in its parentheses")
        self._edits.replace(self._tokens.index(call.location), opening + 1, Clock(name, named=named))

    def _age(self, call: Any, moment: Any) -> None:
        """PostgreSQL counts age(x) from the midnight before today."""
        if kind(moment) == "A_Const":
            raise not_checked("age() of a literal")
        opening = self._opening(call)
        self._edits.replace(opening, opening, Fixed("("), Clock("current_date"), Fixed(", "))

    def _cast(self, name: str, given: list[Any]) -> None:
        is_literal = len(given) == 1 and kind(given[0]) == "A_Const"
        if len(given) != 1 or not (is_literal or self._kinds.of(given[0]) in {Kind.MOMENT, Kind.TIME}):
            raise text_as_date(f"a {name}")

    def _check_zoned(self, value: Any) -> None:
        if kind(value) != "A_Const" and self._kinds.of(value) is not Kind.MOMENT:
            raise CannotAsk("It uses AT TIME ZONE of something that may be a time of day, whose zone depends on today.")

    def _opening(self, call: Any) -> int:
        """Return the number of the token "(" of a call."""
        index = self._tokens.index(call.location)
        while self._tokens.kind(index) != "(":
            index += 1
        return index
