"""Coverage of lines by a run, for the gutter beside the text."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from rules.analysis.coverage import closing_lines, coverage
from rules.dryrun.lua_values import lua_text
from rules.dryrun.trace import DecisionEvent, Event, HookEvent, LoadEvent, ScriptEvent
from rules.presentation.highlighting import highlighted
from rules.text import encoding


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesRun:
    """The lines of a run. `lines`: how often each ran; `missed`: statements that did not; `decided`: the line that did;
    `values`: each variable's last, as Lua writes it."""

    lines: dict[int, int]
    missed: tuple[int, ...]
    decided: int | None
    values: dict[str, str]

    def json(self) -> dict[str, Any]:
        return {"lines": self.lines, "missed": self.missed, "decided": self.decided, "values": self.values}


def lines_run(source: bytes, events: Iterable[Event]) -> LinesRun:
    lines: Counter[int] = Counter()
    values: dict[str, str] = {}
    decided = None
    closing = closing_lines(source)
    for event in events:
        if isinstance(event, LoadEvent):  # which makes the functions
            lines.update({line: times for line, times in event.lines.items() if line not in closing})
        elif isinstance(event, ScriptEvent):
            lines.update(event.lines)
        if isinstance(event, HookEvent):
            values |= {name: lua_text(value) for name, value in event.locals.items()}
        if isinstance(event, DecisionEvent):
            decided = event.decision.origin.line
    counted = dict(sorted(lines.items()))
    return LinesRun(
        lines=counted, missed=coverage(source, counted).missed if counted else (), decided=decided, values=values
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RanLine:
    html: SafeString
    count: int
    missed: bool
    decided: bool


def ran_listing(source: bytes, ran: LinesRun) -> Iterator[RanLine]:
    missed = frozenset(ran.missed)
    for number, html in enumerate(highlighted(encoding.unified(encoding.to_text(source))), 1):
        yield RanLine(html=html, count=ran.lines.get(number, 0), missed=number in missed, decided=number == ran.decided)
