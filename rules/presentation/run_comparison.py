"""Two runs on the same inputs, step beside step."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from rules.dryrun.comparison import Comparison
from rules.dryrun.lua_values import lua_text
from rules.dryrun.trace import AddressEvent, DecisionEvent, Event, HookEvent, LoadEvent, MxEvent, ScriptEvent

Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A step of either run; `about` names the server, if any. None where that run had no such step."""

    step: str
    about: str
    before: str | None
    after: str | None

    @property
    def differs(self) -> bool:
        return self.before != self.after


def pairs(comparison: Comparison) -> Iterator[Pair]:
    """Pair the steps, in the order of the later text's run; what only the earlier did comes last."""
    before, after = _summaries(comparison.before.events), _summaries(comparison.after.events)
    for key in dict.fromkeys((*after, *before)):
        step, about, _ = key
        yield Pair(step=step, about=about, before=before.get(key), after=after.get(key))


def _summaries(events: tuple[Event, ...]) -> dict[Key, str]:
    seen: Counter[tuple[str, str]] = Counter()
    found: dict[Key, str] = {}
    for event in events[:-1]:
        about = str(event.args.get("mxserver") or "") if isinstance(event, HookEvent) else ""
        seen[event.step, about] += 1
        found[event.step, about, seen[event.step, about]] = _summary(event)
    return found


def _summary(event: Event) -> str:
    if isinstance(event, ScriptEvent) and event.error:
        line = f" on line {event.error.line}" if event.error.line else ""
        return f"failed{line}: {event.error.message}"
    match event:
        case HookEvent():
            return ", ".join(map(lua_text, event.returned)) or "nothing"
        case LoadEvent():
            return f"defines {', '.join(event.defined)}" if event.defined else "no hooks"
        case MxEvent():
            return ", ".join(server.exchange for server in event.servers) or event.answer.status.upper()
        case AddressEvent():
            return ", ".join(f"{server.exchange} ({len(server.addresses)})" for server in event.servers)
        case DecisionEvent():
            return ""
        case _:
            assert_never(event)
