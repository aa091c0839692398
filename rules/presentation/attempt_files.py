"""Send attempts as files: CSV for spreadsheets, JSON for programs. Times are in UTC."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.export import Portion
from rules.presentation.spreadsheet import BYTE_ORDER_MARK, Value, lines
from rules.smtp.reply import codes_of

DOCUMENTED = ("started", "server", "outcome", "code", "enhanced", "result", "result_cut")


def _documented_values(attempt: Attempt) -> list[Value]:
    """The values of `DOCUMENTED`, with the reply read once: a file has a hundred thousand of them."""
    code, enhanced = codes_of(attempt.result)
    outcome = attempt.outcome.value
    return [_utc(attempt.started), attempt.server, outcome, code, enhanced, attempt.result, attempt.cut]


OPTIONAL: dict[str, tuple[set[Meaning], Callable[[Attempt], Value]]] = {
    "message_id": ({Meaning.MESSAGE_ID}, lambda attempt: attempt.message_id),
    "recipient": ({Meaning.RECIPIENT}, lambda attempt: attempt.recipient),
    "domain": ({Meaning.DOMAIN}, lambda attempt: attempt.domain),
    "ip": ({Meaning.IP}, lambda attempt: attempt.ip),
    "ended": ({Meaning.ENDED}, lambda attempt: _utc(attempt.ended) if attempt.ended else None),
    "seconds": ({Meaning.ENDED, Meaning.DURATION}, lambda attempt: _seconds(attempt)),
    "retry": ({Meaning.RETRY}, lambda attempt: attempt.retry),
    "size": ({Meaning.SIZE}, lambda attempt: attempt.size),
    "sender": ({Meaning.SENDER}, lambda attempt: attempt.sender),
    "return_path": ({Meaning.RETURN_PATH}, lambda attempt: attempt.return_path),
}
"""Optional columns of the table, with the meanings that they need."""


def as_csv(portions: Iterable[Portion], columns: Columns) -> Iterator[bytes]:
    """Yield CSV; a last line of one cell says what is missing, if something is."""
    fields, others = _fields(columns), [column.name for column in columns.unknown]
    yield BYTE_ORDER_MARK + lines([[*DOCUMENTED, *fields, *others]])
    for portion in portions:
        yield lines(
            [
                *_documented_values(attempt),
                *(read(attempt) for read in fields.values()),
                *map(attempt.other.get, others),
            ]
            for attempt in portion.attempts
        )
        if portion.missing:
            yield lines([[f"Not complete: {portion.missing}"]])


def as_json(portions: Iterable[Portion], columns: Columns, *, query: str, now: datetime) -> Iterator[bytes]:
    """Yield one JSON object; `complete` and `missing` at its end say whether `attempts` are all."""
    fields = _fields(columns)
    head = json.dumps({"exported": _utc(now), "query": query})
    yield f'{head[:-1]}, "attempts": ['.encode()
    separator, missing = "\n", ""
    for portion in portions:
        for attempt in portion.attempts:
            entry: dict[str, object] = dict(zip(DOCUMENTED, _documented_values(attempt), strict=True))
            entry |= {name: read(attempt) for name, read in fields.items()} | {"other": dict(attempt.other)}
            yield f"{separator}{json.dumps(entry)}".encode()
            separator = ",\n"
        missing = portion.missing
    tail = json.dumps({"complete": not missing, "missing": missing})
    yield f"\n], {tail[1:]}\n".encode()


def _fields(columns: Columns) -> dict[str, Callable[[Attempt], Value]]:
    return {
        name: read for name, (meanings, read) in OPTIONAL.items() if any(meaning in columns for meaning in meanings)
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _seconds(attempt: Attempt) -> float | None:
    return attempt.duration.total_seconds() if attempt.duration is not None else None
