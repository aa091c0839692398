"""A span of time in SQL is not valid in PostgreSQL.

    … starttime > now() - 15                        -- error: minutes, hours?
    … starttime > now() - '15 minutes'              -- error: a text after minus is read as a time
    … starttime > now() - INTERVAL 15 MINUTE        -- MySQL
    … starttime > now() - interval '15 minuts'      -- error: no such unit
    … starttime > now() - interval '15 minutes'

PostgreSQL answers with an error, `VPOP3.PostgresQuery` with nil, and the rule decides nothing.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from rules.analysis.queries import Query
from rules.analysis.script import Script
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule
from rules.lint.sql_tokens import Sort, SqlToken, remark, sql_tokens

_NOW = frozenset({"current_timestamp", "localtimestamp", "starttime"})
_CALLS = frozenset({"now", "clock_timestamp", "statement_timestamp", "transaction_timestamp"})
_FIELDS = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})
_LONG = ("second", "minute", "hour", "day", "week", "month", "year", "millisecond", "microsecond", "decade", "century")
_UNITS = frozenset({
    *_LONG, *(f"{unit}s" for unit in _LONG), "s", "sec", "secs", "m", "min", "mins", "h", "hr", "hrs", "d", "w", "mon",
    "mons", "y", "yr", "yrs", "us", "usec", "usecs", "ms", "msec", "msecs", "c", "cent", "centuries", "decs", "dec",
    "mil", "mils", "millennium", "millennia", "ago",
})  # fmt: skip
_SPAN = re.compile(r"\s*[-+]?\s*\d+(?:\.\d+)?\s*[a-z]", re.IGNORECASE)
_WORD = re.compile(r"[a-zA-Z]+")


def check(script: Script) -> Iterator[Remark]:
    for query in script.queries.all:
        tokens = sql_tokens(query.sql.text)
        for at, token in enumerate(tokens):
            if token.word == "interval" and at + 1 < len(tokens):
                yield from _interval(query, tokens, at)
            elif token.text in {"-", "+"} and at + 1 < len(tokens) and _is_time(tokens, at):
                yield from _operand(query, tokens, at)
            elif token.text in {"<", ">", "<=", ">=", "="} and at and tokens[at - 1].word == "starttime":
                yield from _compared(query, tokens[at + 1 : at + 2])


def _is_time(tokens: tuple[SqlToken, ...], at: int) -> bool:
    """Return whether a moment ends before this token."""
    if at and tokens[at - 1].word in _NOW:
        return True
    return at >= 3 and tokens[at - 1].text == ")" and tokens[at - 2].text == "(" and tokens[at - 3].word in _CALLS


def _operand(query: Query, tokens: tuple[SqlToken, ...], at: int) -> Iterator[Remark]:
    value, sign = tokens[at + 1], tokens[at].text
    follows = tokens[at + 2].text if at + 2 < len(tokens) else ""
    if value.sort is Sort.NUMBER and follows not in {"*", "::"}:
        unit = tokens[at + 2] if at + 2 < len(tokens) and tokens[at + 2].word in _UNITS else None
        better = f"interval '{value.text} {unit.word if unit else 'minutes'}'"
        message = f"A number cannot be taken from a moment: write a span of time, such as `{better}`."
        message = message if sign == "-" else message.replace("taken from", "added to")
        yield remark(query, value.start, (unit or value).end, message, better, severity=Severity.ERROR)
    elif value.sort is Sort.TEXT and not value.is_hole and follows != "::":
        if sign == "-" and _SPAN.match(value.content):
            message = f"After minus, PostgreSQL reads {value.text} as a moment: write `interval` before it."
            better = f"interval {value.text}"
            yield remark(query, value.start, value.end, message, better, severity=Severity.ERROR)
        else:
            yield from _units(query, value)


def _interval(query: Query, tokens: tuple[SqlToken, ...], at: int) -> Iterator[Remark]:
    value = tokens[at + 1]
    unit = tokens[at + 2] if at + 2 < len(tokens) else None
    if value.sort is Sort.NUMBER:
        span = f"{value.text} {unit.word}" if unit and unit.word in _UNITS else f"{value.text} minutes"
        end = unit.end if unit and unit.word in _UNITS else value.end
        better = f"interval '{span}'"
        message = f"A span of time is written in quotes: `{better}`."
        yield remark(query, tokens[at].start, end, message, better, severity=Severity.ERROR)
    elif value.sort is Sort.TEXT and not value.is_hole:
        if re.fullmatch(r"\s*[-+]?\d+\s*", value.content) and (unit is None or unit.word not in _FIELDS):
            message = f"`interval {value.text}` has no unit: PostgreSQL takes it for seconds."
            yield remark(query, value.start, value.end, message, severity=Severity.INFORMATION)
        yield from _units(query, value)


def _compared(query: Query, values: tuple[SqlToken, ...]) -> Iterator[Remark]:
    """Check `starttime > '15 minutes'`."""
    for value in values:
        if value.sort is Sort.TEXT and re.fullmatch(r"\s*[-+]?\d+\s*[a-z]+\s*", value.content, re.IGNORECASE):
            message = (
                f"{value.text} is a span of time, but starttime is a moment: write `now() - interval {value.text}`."
            )
            better = f"now() - interval {value.text}"
            yield remark(query, value.start, value.end, message, better, severity=Severity.ERROR)


def _units(query: Query, value: SqlToken) -> Iterator[Remark]:
    if value.content.strip().lower().startswith("p") or not re.search(r"\d", value.content):
        return
    for word in _WORD.finditer(value.content):
        if word[0].lower() in _UNITS:
            continue
        alike = sorted(unit for unit in _UNITS if unit.endswith("s") == word[0].lower().endswith("s"))
        close = next(iter(get_close_matches(word[0].lower(), alike, n=1, cutoff=0.6)), None)
        start = value.end - 1 - len(value.content) + word.start()
        hint = f": did you mean {close}?" if close else "."
        message = f"PostgreSQL has no unit of time {word[0]}{hint}"
        yield remark(query, start, start + len(word[0]), message, close, severity=Severity.ERROR)


RULE = Rule(name="sql-interval", explanation=__doc__, check=check)
