"""A guard's result as plain text: what `mxadmin guard` prints."""

from collections.abc import Iterator

from rules.guard.result import BlackHole, GuardResult
from rules.guard.words import FIDELITY, MEASURES, MORE_MEASURES, WORLDS, headline, life
from rules.text.printable import printable

_MOST_ROWS, _MOST_NAMED = 5, 20


def lines(result: GuardResult) -> Iterator[str]:
    """Yield the lines: the sentence first, or what limits it."""
    for sentence in result.partial:
        yield f"Not everything: {printable(sentence)}"
    yield headline(result)
    for sentence, count in result.unknown.items():
        yield f"Unknown at {count:,}: {printable(sentence)}"
    for sentence, count in result.errors.items():
        yield f"The script failed at {count:,}: {printable(sentence)}"
    yield from _holes(result)
    yield from _loops(result)
    yield from _worlds(result)
    yield ""
    yield (
        f"{result.attempts:,} attempts at {result.servers:,} servers, {result.refusals:,} refusals, "
        f"{result.elapsed_s:.1f} s. A message lives for {life(result.settings)} in the queue, and is tried again after "
        f"{result.settings.retry_minutes:g} minutes where the script names none (assumed)."
    )


def _holes(result: GuardResult) -> Iterator[str]:
    if not result.holes:
        return
    yield ""
    yield f"Black holes: refused, and still refused 7 days later if nothing else happens: {result.holes:,}"
    for hole in result.black_holes[:_MOST_NAMED]:
        yield from _hole(hole)
    if result.holes > _MOST_NAMED:
        yield "  …"


def _hole(hole: BlackHole) -> Iterator[str]:
    line = f", by line {hole.line}" if hole.line else ""
    when = "now" if hole.now else f"from {hole.since:%Y-%m-%d %H:%M} UTC on"
    yield f"  {printable(hole.server)}  {when}{line}"
    for row in hole.rows[:_MOST_ROWS]:
        yield f"    {printable(row.starttime)}  {printable(row.server)}  {printable(row.result)[:60]}"
    if len(hole.rows) > _MOST_ROWS:
        yield "    …"


def _loops(result: GuardResult) -> Iterator[str]:
    if not result.looping:
        return
    yield ""
    yield f"Hold loops: held again and again: {result.looping:,}"
    for loop in result.loops[:_MOST_NAMED]:
        yield f"  {printable(loop.server)}  {loop.sentence}"
    if result.looping > _MOST_NAMED:
        yield "  …"


def _worlds(result: GuardResult) -> Iterator[str]:
    simulated = result.simulated
    if not simulated.worlds:
        return
    yield ""
    yield (
        f"Simulated: {simulated.messages:,} messages of {simulated.servers} servers, this text and live's, each range "
        f"over {len(simulated.settings)} settings of what is not known"
    )
    for world, played in simulated.worlds.items():
        yield f"  {WORLDS[world]}"
        for name, words in {**MEASURES, **MORE_MEASURES}.items():
            ours, theirs = played.of(name)
            if name in MORE_MEASURES and not ours.most + theirs.most:
                continue
            yield f"    {words:<34}{ours!s:>16}   live {theirs!s:>16}"
    yield from _fidelity(result)
    for setting in simulated.settings:
        yield f"  {setting.name}: {setting.sentence}"


def _fidelity(result: GuardResult) -> Iterator[str]:
    fidelity = result.simulated.fidelity
    if fidelity is None:
        yield "  How true the simulation is cannot be said: the live text was not live in this time."
        return
    yield f"  How true it is: live's text, simulated over its own time at {fidelity.servers} servers"
    for name, words in FIDELITY.items():
        recorded, found = fidelity.of(name)
        error = fidelity.error(name)
        wrong = "" if error is None else f", wrong by {error * 100:.0f} % at most"
        yield f"    {words}: recorded {recorded:,}, simulated {found}{wrong}"
