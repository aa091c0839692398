"""A kept scenario: inputs, pinned answers and the expected decision; and its plain form."""

from dataclasses import dataclass

from rules.dryrun.scenario import Scenario
from rules.resolver.answer import Answer, Record
from rules.scenarios.expectation import OPEN, Expectation
from rules.scenarios.pins import PinnedQuery, Pins

Plain = dict[str, object]
MAX_NAME = 120
"""The most characters of a scenario's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    inputs: Scenario
    expected: Expectation
    pins: Pins


def plain(case: Case) -> Plain:
    """Return dictionaries, lists, text and numbers, as tables and YAML hold them; parts that are open or usual are left
    out.

    `case_reader.read_case` reads it back.
    """
    return {
        "inputs": _inputs(case.inputs),
        "expect": _expected(case.expected),
        "dns": [_answer(answer) for answer in case.pins.dns],
        "sql": [_query(query) for query in case.pins.sql],
    }


def _inputs(scenario: Scenario) -> Plain:
    inputs: Plain = {
        "domain": scenario.domain,
        "retries": scenario.retries,
        "size": scenario.size,
        "version": str(scenario.version),
        "connection_id": scenario.connection_id,
        "connection_name": scenario.connection_name,
    }
    if scenario.seed:
        inputs["seed"] = scenario.seed
    if scenario.clock:
        inputs["clock"] = scenario.clock.isoformat(timespec="microseconds" if scenario.clock.microsecond else "seconds")
    if switched := scenario.assumptions.switched():
        inputs["assumptions"] = {name: scenario.assumptions[name] for name in sorted(switched)}
    return inputs


def _expected(expected: Expectation) -> Plain:
    parts: Plain = {}
    if expected.kind is not OPEN:
        parts["kind"] = str(expected.kind)
    if isinstance(expected.servers, tuple):
        parts["servers"] = list(expected.servers)
    if expected.hold_minutes is not OPEN:
        parts["hold_minutes"] = expected.hold_minutes
    return parts


def _answer(answer: Answer) -> Plain:
    told: Plain = {"ask": f"{answer.name} {answer.rdtype}", "status": str(answer.status)}
    if answer.chain or answer.records:
        told["records"] = [_record(record) for record in (*answer.chain, *answer.records)]
    if answer.authority:
        told["authority"] = [_record(record) for record in answer.authority]
    if answer.detail:
        told["detail"] = answer.detail
    if answer.omitted:
        told["omitted"] = answer.omitted
    return told


def _record(record: Record) -> str:
    return f"{record.name} {record.ttl} {record.rdtype} {record.data}"


def _query(query: PinnedQuery) -> Plain:
    told: Plain = {"query": query.text}
    answer = query.answer
    if answer.error is not None:
        return told | {"error": answer.error}
    return told | {"rows": [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]}
