"""Send attempts as files: CSV for spreadsheets, JSON for programs. Times are in UTC."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.export import Portion
from rules.presentation.spreadsheet import BYTE_ORDER_MARK, Value, lines

CERTAIN: dict[str, Callable[[Attempt], Value]] = {
    "started": lambda attempt: _utc(attempt.started),
    "server": lambda attempt: attempt.server,
    "outcome": lambda attempt: attempt.outcome.value,
    "code": lambda attempt: attempt.reply.code,
    "enhanced": lambda attempt: attempt.reply.enhanced,
    "result": lambda attempt: attempt.result,
    "result_cut": lambda attempt: attempt.cut,
}
FOUND: dict[str, tuple[set[Meaning], Callable[[Attempt], Value]]] = {
    "message_id": ({Meaning.MESSAGE_ID}, lambda attempt: attempt.message_id),
    "recipient": ({Meaning.RECIPIENT}, lambda attempt: attempt.recipient),
    "domain": ({Meaning.DOMAIN}, lambda attempt: attempt.domain),
    "ip": ({Meaning.IP}, lambda attempt: attempt.ip),
    "ended": ({Meaning.ENDED}, lambda attempt: _utc(attempt.ended) if attempt.ended else None),
    "seconds": ({Meaning.ENDED, Meaning.DURATION}, lambda attempt: _seconds(attempt)),
    "retry": ({Meaning.RETRY}, lambda attempt: attempt.retry),
    "size": ({Meaning.SIZE}, lambda attempt: attempt.size),
    "sender": ({Meaning.SENDER}, lambda attempt: attempt.sender),
}
"""What a table may have besides, with the columns that it comes from."""


def as_csv(portions: Iterable[Portion], columns: Columns) -> Iterator[bytes]:
    """A last line of one cell says what is missing, if something is."""
    fields, others = _fields(columns), [column.name for column in columns.unknown]
    yield BYTE_ORDER_MARK + lines([[*fields, *others]])
    for portion in portions:
        yield lines(
            [*(read(attempt) for read in fields.values()), *map(attempt.other.get, others)]
            for attempt in portion.attempts
        )
        if portion.missing:
            yield lines([[f"Not complete: {portion.missing}"]])


def as_json(portions: Iterable[Portion], columns: Columns, *, query: str, now: datetime) -> Iterator[bytes]:
    """One object; `complete` and `missing` at its end say whether `attempts` are all."""
    fields = _fields(columns)
    head = json.dumps({"exported": _utc(now), "query": query})
    yield f'{head[:-1]}, "attempts": ['.encode()
    separator, missing = "\n", ""
    for portion in portions:
        for attempt in portion.attempts:
            entry = {name: read(attempt) for name, read in fields.items()} | {"other": dict(attempt.other)}
            yield f"{separator}{json.dumps(entry)}".encode()
            separator = ",\n"
        missing = portion.missing
    tail = json.dumps({"complete": not missing, "missing": missing})
    yield f"\n], {tail[1:]}\n".encode()


def _fields(columns: Columns) -> dict[str, Callable[[Attempt], Value]]:
    found = {name: read for name, (meanings, read) in FOUND.items() if any(meaning in columns for meaning in meanings)}
    return CERTAIN | found


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _seconds(attempt: Attempt) -> float | None:
    return attempt.duration.total_seconds() if attempt.duration is not None else None
