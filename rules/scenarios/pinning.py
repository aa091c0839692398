"""Pinning a run: taking its DNS answers and SQL rows from its report."""

from collections.abc import Iterator, Mapping
from typing import Any

from rules.lua.protocol.query import QueryAnswer
from rules.resolver.answer import Answer, Record, Status
from rules.scenarios.pins import PinnedQuery, Pins

Report = Mapping[str, Any]


def pins_of(report: Report) -> Pins:
    """Return everything that the run of this report (`report.as_json`) asked. Times, caches and DNS servers are left
    out."""
    answers = {(answer.name, answer.rdtype): answer for answer in reversed(list(_answers(report)))}
    return Pins(dns=tuple(reversed(answers.values())), sql=tuple(_queries(report)))


def _answers(report: Report) -> Iterator[Answer]:
    for step in report["trace"]:
        if step["step"] == "mx":
            yield _answer(step)
        elif step["step"] == "address":
            yield from map(_answer, step["answers"])


def _answer(told: Report) -> Answer:
    records = [_record(each) for each in told["records"]]
    return Answer(
        name=told["name"],
        rdtype=told["type"],
        status=Status(told["status"]),
        records=tuple(record for record in records if record.rdtype == told["type"]),
        chain=tuple(record for record in records if record.rdtype != told["type"]),
        authority=tuple(map(_record, told["authority"])),
        detail=told["detail"],
        omitted=told.get("omitted", 0),  # runs that were kept by version 0.1 do not have it
    )


def _record(told: Report) -> Record:
    return Record(name=told["name"], rdtype=told["type"], ttl=told["ttl"], data=told["data"])


def _queries(report: Report) -> Iterator[PinnedQuery]:
    for step in report["trace"]:
        for query in step.get("sql", ()):
            yield PinnedQuery(query["text"], _rows(query))


def _rows(query: Report) -> QueryAnswer:
    """Return rows keyed by column, as the script sees them: of two columns of one name the last counts."""
    rows: list[dict[str, str | None]] = query["rows"]
    columns = tuple(rows[0]) if rows else ()
    return QueryAnswer(
        columns=columns,
        rows=tuple(tuple(row[column] for column in columns) for row in rows),
        error=query["error"],
        position=query["position"],
    )
