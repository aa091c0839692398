"""Reasons not to rely on a decision: each a sentence, the most serious first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rules.dryrun.trace import Event, HookEvent, ScriptEvent
from rules.lua.parent.session import QueryCall
from rules.vpop3.decision import Decision, Kind, Reason, Server
from rules.vpop3.hooks import HookName
from rules.vpop3.reach import caution

MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cautions:
    """`doubts`: why VPOP3 may decide otherwise; `warnings`: what would go wrong with the decision; `unread`: what
    was left out of the answer of GetOverrides or FinalOverrides; `ahead`: what comes of it later."""

    doubts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.doubts, *self.warnings, *self.ahead, *self.unread)


BLACK_HOLE = "If nothing else is tried, it would not pass within 7 days: once held, never let through."


def cautions(decision: Decision, told: Sequence[Event], dns_doubt: str = "", *, never: bool = False) -> Cautions:
    """Return the cautions. `dns_doubt`: why DNS itself is not reliable, where that is known. `never`: mail that the
    script holds stays held."""
    return Cautions(
        doubts=tuple(filter(None, (dns_doubt, _database(told), *_notes(told)))),
        warnings=tuple(_few([*_reach(decision)])),
        ahead=(BLACK_HOLE,) if never else (),
        unread=tuple(_unread(told)),
    )


def unanswered(told: Iterable[Event]) -> list[QueryCall]:
    """Return the script's queries that VPOP3 itself could have answered."""
    calls = [query for event in told if isinstance(event, ScriptEvent) for query in event.queries]
    return [query for query in calls if query.answer.unanswered]


def _database(told: Sequence[Event]) -> str:
    queries = unanswered(told)
    if not queries:
        return ""
    lines = sorted({query.line for query in queries if query.line})
    where = f" on line {lines[0]}" if len(lines) == 1 else ""
    why = (queries[0].answer.error or "").partition(". ")[0].rstrip(".")
    gave = "an empty table" if queries[0].answer.as_nil is False else "nil"
    return (
        f"The rule could not ask VPOP3's database{where} ({why}). VPOP3 itself reads its own database and decides by "
        f"the rows; here the query gave {gave}, as after an SQL error, so the decision may be another there."
    )


def _notes(told: Sequence[Event]) -> Iterator[str]:
    """Return the notes of the queries' answers, each once."""
    calls = [query for event in told if isinstance(event, ScriptEvent) for query in event.queries]
    yield from dict.fromkeys(query.answer.note for query in calls if query.answer.note)


def _reach(decision: Decision) -> Iterator[str]:
    relays = decision.reason in {Reason.OVERRIDES, Reason.FINAL_OVERRIDES} or decision.origin.hook in _MAPS
    for server in _servers(decision):
        if told := caution(server, own_relay=relays):
            yield told


_MAPS = {HookName.GET_OVERRIDES, HookName.FINAL_OVERRIDES}


def _servers(decision: Decision) -> Iterable[Server]:
    """Return the servers that the message goes to, or those that it would go to if nothing spoke against it."""
    if decision.kind is Kind.SEND:
        return decision.servers
    return [verdict.server for verdict in decision.verdicts]


def _few(sentences: list[str]) -> Iterator[str]:
    yield from sentences[:MOST]
    if (more := len(sentences) - MOST) > 0:
        yield f"{more} more server{' is' if more == 1 else 's are'} like that."


def _unread(told: Iterable[Event]) -> Iterator[str]:
    for event in told:
        if isinstance(event, HookEvent):
            yield from (f"{event.hook} on line {event.line}: {sentence}" for sentence in event.unread)
