"""The trace for people, as lines of plain text."""

from collections.abc import Iterator
from typing import assert_never

from rules.dryrun.lua_values import lua_text
from rules.dryrun.trace import AddressEvent, Asked, DecisionEvent, Event, HookEvent, LoadEvent, MxEvent, ScriptEvent
from rules.lua.parent.session import QueryCall
from rules.lua.protocol.errors import ScriptError
from rules.resolver.answer import Answer
from rules.text.printable import printable
from rules.vpop3.decision import Server

MAX_ROWS = 20


def lines(event: Event) -> Iterator[str]:
    """Yield a heading with the time that the step took, and indented below it what happened: printable, since much
    of it is text of strangers."""
    return map(printable, _lines(event))


def _lines(event: Event) -> Iterator[str]:
    match event:
        case DecisionEvent():
            yield from _decision(event)
            return
        case HookEvent():
            body, title = _hook(event), event.step
        case LoadEvent():
            body, title = _load(event), "load"
        case MxEvent():
            body, title = _mx(event), f"mx {event.answer.name}"
        case AddressEvent():
            body, title = _addresses(event), "address"
        case _:
            assert_never(event)
    yield f"{title:<60} {event.elapsed_ms:>9.1f} ms"
    for line in body:
        yield f"  {line}"


def _load(event: LoadEvent) -> Iterator[str]:
    yield f"hooks: {', '.join(event.defined) or 'none'}"
    if event.not_called:
        yield f"not called by this version: {', '.join(event.not_called)}"
    yield from _script(event)


def _hook(event: HookEvent) -> Iterator[str]:
    yield "called with " + ", ".join(f"{name} = {lua_text(value)}" for name, value in event.args.items())
    yield from _script(event)
    line = f" (line {event.line})" if event.line else ""
    yield f"returned {', '.join(map(lua_text, event.returned)) or 'nothing'}{line}"
    yield event.meaning
    yield from event.notes
    yield from _assumed(event)


def _script(event: ScriptEvent) -> Iterator[str]:
    for each in event.happenings():
        if isinstance(each, Asked):
            yield from _query(each.query)
        else:
            where = f"print on line {each.line}" if each.line else "print"
            yield from (f"{where}: {line}" for line in each.text.split("\n"))
    if event.error:
        yield from _error(event.error)


def _query(query: QueryCall) -> Iterator[str]:
    line = f" on line {query.line}" if query.line else ""
    yield f"SQL{line} ({query.elapsed_ms:.1f} ms): {' '.join(query.sql.split())}"
    if query.answer.error:
        yield f"  {query.answer.error}"
        return
    if query.answer.note:
        yield f"  {query.answer.note}"
    for row in query.answer.rows[:MAX_ROWS]:
        pairs = zip(query.answer.columns, row, strict=False)
        yield "  " + ", ".join(f"{name} = {'NULL' if value is None else value}" for name, value in pairs)
    left = len(query.answer.rows) - MAX_ROWS
    if left > 0 or not query.answer.rows:
        yield f"  and {left} more rows" if left > 0 else "  no rows"


def _error(error: ScriptError) -> Iterator[str]:
    where = f" on line {error.line}" if error.line else ""
    yield f"error{where}: {error.message}"
    if error.source_line:
        yield f"  {error.line} | {error.source_line.strip()}"
    for frame in error.traceback:
        yield f"  in {frame.name}, line {frame.line}"


def _mx(event: MxEvent) -> Iterator[str]:
    yield _answer(event.answer)
    for record in (*event.answer.chain, *event.answer.records):
        yield f"{record.name} {record.ttl} {record.rdtype} {record.data}"
    yield event.meaning
    if event.answer.detail and event.answer.detail != event.meaning:
        yield event.answer.detail
    yield from event.notes


def _answer(answer: Answer) -> str:
    source = "cache" if answer.cached else answer.server or "nobody"
    return f"{answer.name} {answer.rdtype}: {answer.status.value.upper()} from {source}"


def _addresses(event: AddressEvent) -> Iterator[str]:
    for server in event.servers:
        yield f"{server.exchange}: {', '.join(server.addresses) or 'no address'}"
    for answer in event.answers:
        if answer.status.failed:
            yield _answer(answer)
    yield from event.notes


def _assumed(event: Event) -> Iterator[str]:
    if event.assumed:
        yield f"assumed: {', '.join(event.assumed)}"


def _decision(event: DecisionEvent) -> Iterator[str]:
    yield ""
    yield event.sentence
    for warning in event.more_warnings:
        yield f"  Warning: {warning}"
    if event.passing:
        yield f"  Passes from {event.passing:%Y-%m-%d %H:%M:%S} UTC, if nothing else is tried."
    for reason in event.reasons:
        yield f"  {reason}"
    for server in event.decision.servers:
        yield f"  {_server(server)}"
    if event.assumed:
        yield f"  Assumptions that took part: {', '.join(event.assumed)}."
    ledger = event.ledger
    yield (
        f"  DNS: {ledger.dns}. SQL: {ledger.sql}. Clock: {ledger.clock}. VPOP3: {ledger.vpop3}. "
        f"Sandbox: {ledger.sandbox}. Seed: {ledger.seed}."
    )
    yield f"  Took {event.elapsed_ms:.1f} ms."


def _server(server: Server) -> str:
    addresses = ", ".join(server.addresses) or "no address"
    return f"{server.preference:>5} {server.exchange} port {server.port}: {addresses}"
