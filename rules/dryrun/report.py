"""A dry run as one JSON object: the format of `mxadmin dry-run --json`, which rules/docs/json.md documents."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import assert_never

from rules.dryrun.lua_values import json_value
from rules.dryrun.trace import AddressEvent, Ahead, DecisionEvent, Event, HookEvent, LoadEvent, MxEvent, ScriptEvent
from rules.lua.parent.session import QueryCall
from rules.lua.protocol.errors import ScriptError
from rules.resolver.answer import Answer, Record, Status
from rules.vpop3.decision import Decision, Server

Json = dict[str, object]


def as_json(events: Sequence[Event]) -> Json:
    """Convert all events of one run, the `DecisionEvent` last."""
    last = events[-1]
    if not isinstance(last, DecisionEvent):
        raise TypeError("The last event of a dry run is its decision.")
    scripted = [event for event in events if isinstance(event, ScriptEvent)]
    return {
        "at": last.at,
        "decision": decision_json(last.decision)
        | {"sentence": last.sentence, "reasons": list(last.reasons), "warnings": list(last.warnings)},
        "passes_at": last.passes_at,
        "ahead": [_ahead(each) for each in last.ahead],
        "trace": [step_json(event) for event in events],
        "print": [line for event in scripted for line in event.prints],
        "errors": [_error(event, event.error) for event in scripted if event.error],
        "ledger": asdict(last.ledger),
    }


def decision_json(decision: Decision) -> Json:
    origin = decision.origin
    return {
        "kind": decision.kind.value,
        "reason": decision.reason.value,
        "servers": _servers(decision.servers),
        "hold_minutes": decision.hold_minutes,
        "origin": {"hook": origin.hook.value if origin.hook else None, "line": origin.line},
        "assumptions": list(decision.assumptions),
    }


def _ahead(stretch: Ahead) -> Json:
    return {"from": stretch.start, "verdict": stretch.verdict, "minutes": stretch.minutes}


def step_json(event: Event) -> Json:
    """Convert one event to an element of `trace`."""
    common: Json = {
        "step": event.step,
        "elapsed_ms": round(event.elapsed_ms, 3),
        "assumed": list(event.assumed),
    }
    match event:
        case HookEvent():
            return common | _hook(event) | _script(event)
        case LoadEvent():
            return common | {"defined": list(event.defined), "not_called": list(event.not_called)} | _script(event)
        case MxEvent():
            return common | _mx(event)
        case AddressEvent():
            return common | _addresses(event)
        case DecisionEvent():
            return common
        case _:
            assert_never(event)


def _hook(event: HookEvent) -> Json:
    return {
        "args": {name: json_value(value) for name, value in event.args.items()},
        "returned": [json_value(value) for value in event.returned],
        "line": event.line,
        "meaning": event.meaning,
        "explicit": event.explicit,
        "basis": event.basis.value,
        "notes": list(event.notes),
        "locals": {name: json_value(value) for name, value in event.locals.items()},
    }


def _script(event: ScriptEvent) -> Json:
    return {
        "print": list(event.prints),
        "sql": [_query(query) for query in event.queries],
        "lines": {str(line): count for line, count in sorted(event.lines.items())},
        "error": event.error.message if event.error else None,
    }


def _query(query: QueryCall) -> Json:
    answer = query.answer
    return {
        "text": query.sql,
        "line": query.line,
        "rows": [dict(zip(answer.columns, row, strict=False)) for row in answer.rows],
        "elapsed_ms": round(query.elapsed_ms, 3),
        "error": answer.error,
        "position": answer.position,
        **({"note": answer.note} if answer.note else {}),
    }


def _mx(event: MxEvent) -> Json:
    return _answer(event.answer) | {
        "fresh": event.fresh,
        "servers": _servers(event.servers),
        "meaning": event.meaning,
        "notes": list(event.notes),
    }


def _addresses(event: AddressEvent) -> Json:
    answers = [_answer(answer) for answer in event.answers]
    return {
        "servers": _servers(event.servers),
        "answers": answers,
        "records": [_record(record) for answer in event.answers for record in (*answer.chain, *answer.records)],
        "rcode": _worst(event.answers),
        "notes": list(event.notes),
    }


def _answer(answer: Answer) -> Json:
    return {
        "name": answer.name,
        "type": answer.rdtype,
        "rcode": _rcode(answer.status),
        "status": answer.status.value,
        "records": [_record(record) for record in (*answer.chain, *answer.records)],
        "authority": [_record(record) for record in answer.authority],
        "server": answer.server,
        "cached": answer.cached,
        "detail": answer.detail,
        "omitted": answer.omitted,
        "extended_errors": [
            {"code": error.code, "meaning": error.meaning, "text": error.text} for error in answer.extended_errors
        ],
    }


def _rcode(status: Status) -> str:
    """Return the rcode. NODATA is no rcode of its own (RFC 2308 §2.2): the server says NOERROR and gives no record.
    An unusable answer is SERVFAIL, as a resolver would tell its clients."""
    match status:
        case Status.NODATA:
            return "NOERROR"
        case Status.UNUSABLE:
            return "SERVFAIL"
        case _:
            return status.value.upper()


def _worst(answers: Iterable[Answer]) -> str:
    """Return the first failure, otherwise the first answer that is not NOERROR, otherwise NOERROR."""
    ranked = sorted(answers, key=lambda answer: (not answer.status.failed, answer.status is not Status.NXDOMAIN))
    return _rcode(ranked[0].status) if ranked else "NOERROR"


def _record(record: Record) -> Json:
    return {"name": record.name, "type": record.rdtype, "ttl": record.ttl, "data": record.data}


def _servers(servers: Iterable[Server]) -> list[Json]:
    return [
        {
            "exchange": server.exchange,
            "preference": server.preference,
            "port": server.port,
            "addresses": list(server.addresses),
        }
        for server in servers
    ]


def _error(event: ScriptEvent, error: ScriptError) -> Json:
    return {
        "hook": event.step if isinstance(event, HookEvent) else None,
        "line": error.line,
        "message": error.message,
        "traceback": [{"name": frame.name, "line": frame.line} for frame in error.traceback],
    }
