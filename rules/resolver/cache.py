"""A cache in front of any resolver: records by their TTL (RFC 1035 §3.2.1), negative answers by RFC 2308 §5."""

import threading
import time
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace

from cachetools import TLRUCache

from rules.resolver import wire
from rules.resolver.answer import Answer, Question, Record, Resolver, Status

MAX_ENTRIES = 10_000
MAX_TTL = 86_400
MAX_NEGATIVE_TTL = 10_800
"""Seconds: "one to three hours" (RFC 2308 §5)."""

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Entry:
    answer: Answer
    stored: float
    ttl: int


class CachingResolver:
    """A cache of answers, but never of failures. Thread-safe; `clock` gives seconds that only go forward.

    `fresh` asks again and renews what is kept. The least recently used of more than `size` entries are dropped.
    """

    def __init__(self, inner: Resolver, clock: Clock = time.monotonic, *, size: int = MAX_ENTRIES) -> None:
        self._inner, self._clock = inner, clock
        self._entries: TLRUCache[Question, _Entry] = TLRUCache(size, _expiry, timer=clock)
        self._lock = threading.Lock()

    def before(self, inner: Resolver) -> "CachingResolver":
        """Return the same cache in front of another resolver, for example one that is watched."""
        other = copy(self)
        other._inner = inner
        return other

    def describe(self) -> str:
        return f"{self._inner.describe()}, cached by TTL"

    def lookup(self, questions: Sequence[Question], *, fresh: bool = False) -> list[Answer]:
        """Answer in the order of the questions; those not kept are asked at once. Never raise."""
        keys = [key_of(question) for question in questions]
        answers = {} if fresh else self._recall(keys)
        missing = [key for key in dict.fromkeys(keys) if key not in answers]
        if missing:
            found = dict(zip(missing, self._inner.lookup(missing, fresh=fresh), strict=True))
            self._keep(found)
            answers |= found
        return [answers[key] for key in keys]

    def _recall(self, keys: Sequence[Question]) -> dict[Question, Answer]:
        now = self._clock()
        with self._lock:
            found = {key: entry for key in keys if (entry := self._entries.get(key))}
        return {key: _aged(entry, now) for key, entry in found.items()}

    def _keep(self, found: dict[Question, Answer]) -> None:
        now = self._clock()
        with self._lock:
            for key, answer in found.items():
                if ttl := lifetime(answer):
                    self._entries[key] = _Entry(answer, now, ttl)


def _expiry(_key: Question, entry: _Entry, _now: float) -> float:
    return entry.stored + entry.ttl


def lifetime(answer: Answer) -> int:
    """Return for how many seconds an answer may be kept: 0 for failures, and for negative answers without a SOA."""
    if answer.status.failed:
        return 0
    if answer.status is Status.NOERROR:
        return min(MAX_TTL, *(record.ttl for record in answer.chain + answer.records))
    soa = _own_authority(answer)
    if soa is None:
        return 0
    minimum = int(soa.data.split()[-1])
    return min(MAX_NEGATIVE_TTL, soa.ttl, minimum, *(record.ttl for record in answer.chain))


def _own_authority(answer: Answer) -> Record | None:
    """Return the SOA of the zone of the name at the end of the aliases: no other zone speaks for it (RFC 2308 §5)."""
    name = wire.read_name(answer.chain[-1].data if answer.chain else answer.name)
    return next((soa for soa in answer.authority if name.is_subdomain(wire.read_name(soa.name))), None)


def key_of(question: Question) -> Question:
    """Return a key that is equal for equal questions, however their names are written."""
    try:
        return wire.normal(question)
    except ValueError:
        return question


def _aged(entry: _Entry, now: float) -> Answer:
    age = int(now - entry.stored)

    def older(records: tuple[Record, ...]) -> tuple[Record, ...]:
        return tuple(replace(record, ttl=max(0, record.ttl - age), whole_ttl=record.ttl) for record in records)

    answer = entry.answer
    return replace(
        answer,
        records=older(answer.records),
        chain=older(answer.chain),
        authority=older(answer.authority),
        cached=True,
        elapsed_ms=0.0,
    )
