"""A guard's stored result, made ready for its page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.guard.length import length
from rules.guard.result import HoldLoop
from rules.guard.words import FIDELITY, MEASURES, MORE_MEASURES, WORLDS
from rules.simulation.world import World

Json = Mapping[str, Any]
SHOWN = 20
"""Black holes and loops that a page shows; the command's JSON has more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoleLine:
    """A black hole. `rows`: the attempts that keep it shut."""

    server: str
    line: int | None
    since: datetime
    now: bool
    live: bool
    rows: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldRow:
    """One figure of a world: with the text, and with the live one. `differs`: the two ranges do not overlap."""

    words: str
    draft: str
    live: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldTable:
    title: str
    loses: bool
    rows: Sequence[WorldRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class FidelityRow:
    """A figure of the simulation of live, beside what was recorded. `error`: by how much it is wrong at most."""

    words: str
    recorded: str
    simulated: str
    error: str


def figures(result: Json) -> dict[str, object]:
    """Return what the template shows of a result."""
    return {
        "result": result,
        "passed": result["passed"],
        "holes": [*_holes(result)],
        "more_holes": max(0, len(result["black_holes"]) - SHOWN),
        "loops": [_loop(each) for each in result["loops"][:SHOWN]],
        "more_loops": max(0, len(result["loops"]) - SHOWN),
        "worlds": [*_worlds(result)],
        "fidelity": [*_fidelity(result)],
        "life": length(result["settings"]["give_up_days"] * 1_440),
        "reached": datetime.fromisoformat(result["reached"]),
    }


def _holes(result: Json) -> Iterator[HoleLine]:
    for each in result["black_holes"][:SHOWN]:
        yield HoleLine(
            server=each["server"],
            line=each["line"],
            since=datetime.fromisoformat(each["since"]),
            now=each["now"],
            live=each["live"],
            rows=each["rows"],
        )


def _loop(stored: Json) -> HoldLoop:
    return HoldLoop(
        server=stored["server"],
        times=stored["times"],
        passes_after_minutes=stored["passes_after_minutes"],
        since=datetime.fromisoformat(stored["since"]),
        minutes=stored["minutes"],
        live=stored["live"],
    )


def _worlds(result: Json) -> Iterator[WorldTable]:
    for world in World:
        if played := result["worlds"].get(world):
            draft, live = played["draft"], played["live"]
            more = {name: words for name, words in MORE_MEASURES.items() if draft[name][1] or live[name][1]}
            shown = {**MEASURES, **more}.items()
            rows = [_row(words, tuple(draft[name]), tuple(live[name])) for name, words in shown]
            yield WorldTable(title=WORLDS[world], loses=played["loses"], rows=rows)


def _row(words: str, draft: tuple[int, int], live: tuple[int, int]) -> WorldRow:
    apart = draft[0] > live[1] or draft[1] < live[0]
    return WorldRow(words=words, draft=_range(draft), live=_range(live), differs=apart)


def _fidelity(result: Json) -> Iterator[FidelityRow]:
    error = result["simulation"]["error"]
    for name, words in FIDELITY.items() if error else ():
        found = error[name]
        wrong = "–" if found["error"] is None else f"{found['error'] * 100:.0f} %"
        yield FidelityRow(
            words=words,
            recorded=f"{found['recorded']:,}",
            simulated=_range(tuple(found["simulated"])),
            error=wrong,
        )


def _range(pair: tuple[int, int]) -> str:
    least, most = pair
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"
