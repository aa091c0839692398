"""The filter of send attempts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg import sql

from rules.outqueue.attempts import conditions
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.conditions import Condition
from rules.outqueue.attempts.outcome_sql import failure_condition, outcome_condition
from rules.outqueue.attempts.term_conditions import term_condition
from rules.search.terms import Key, Term
from rules.smtp.reply import Outcome

EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, tzinfo=UTC)
"""The latest moment that every time zone can show: later rows (infinity among them) are in no time range."""

LAST_HOUR = timedelta(hours=1)
CODE = re.compile(r"[2-5][0-9]{2}")
ENHANCED = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}")
MOST_WORDS = 20
NO_SERVER, NO_CODE = "(no server)", "none"
"""The words for an empty value in a filter, on pages and in their addresses."""


FIELDS = {
    Key.SERVER: "server",
    Key.PROVIDER: "provider",
    Key.DOMAIN: "domain",
    Key.MESSAGE: "message",
    Key.CODE: "code",
    Key.STATUS: "enhanced",
}
"""Terms of a search, and the fields of the filter that mean the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRange:
    """The time from `since` up to but not including `until`, either open; or of length `last`, future included.

    Raises ValueError with a sentence for times without zone, a range that ends before it begins and lengths
    that are not positive.
    """

    since: datetime | None = None
    until: datetime | None = None
    last: timedelta | None = None

    def __post_init__(self) -> None:
        if any(moment is not None and moment.tzinfo is None for moment in (self.since, self.until)):
            raise ValueError("A time range needs times with a time zone.")
        if self.since and self.until and self.since >= self.until:
            raise ValueError("The time range ends before it begins: exchange from and to.")
        if self.last is not None and (self.since or self.until):
            raise ValueError("A time range is either the last hours or from and to, not both.")
        if self.last is not None and self.last <= timedelta():
            raise ValueError("The time range must be longer than nothing.")

    def bounds(self, now: datetime) -> tuple[datetime, datetime]:
        """Return the range as two instants."""
        since = self.since or EARLIEST
        if self.last is not None:
            since = now - min(self.last, now - EARLIEST)
        return max(since, EARLIEST), min(self.until or LATEST, LATEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFilter:
    """Conditions that a send attempt must all match.

    `server` in any spelling (capitals, blanks, a dot at the end), or empty where none is noted; `provider` is a domain
    that the server's name is or ends with. `message` is a message id, `domain` and `recipient` (a part of it will do)
    need columns for them. `failed` is every outcome but delivered. `code` (empty: there is none) and `enhanced` status
    code as `Reply` reads them; the reply contains all `words`; `terms` are those of a search. But for `message`, upper
    and lower case are one as far as the database knows them to be. Raises ValueError with a sentence.
    """

    time: TimeRange = TimeRange(last=LAST_HOUR)
    server: str | None = None
    provider: str | None = None
    domain: str | None = None
    recipient: str | None = None
    message: str | None = None
    outcome: Outcome | None = None
    failed: bool = False
    code: str | None = None
    enhanced: str | None = None
    words: tuple[str, ...] = ()
    terms: tuple[Term, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if self.code and not CODE.fullmatch(self.code):
            raise ValueError("A reply code has three digits, the first of them 2 to 5, like 421.")
        if self.enhanced is not None and not ENHANCED.fullmatch(self.enhanced):
            raise ValueError("An enhanced status code is written like 4.7.1.")
        if len(self.words) > MOST_WORDS:
            raise ValueError(f"These are {len(self.words)} words; up to {MOST_WORDS} can be looked for at once.")

    def narrowed(self, terms: Iterable[Term]) -> "AttemptFilter":
        """Return the filter with the terms of a search as well. A term that a field can express becomes that field,
        for which there are the quickest queries."""
        fields: dict[str, Any] = {}
        rest: list[Term] = []
        for term in terms:
            name = FIELDS.get(term.key, "")
            if not name or term.negated or name in fields or getattr(self, name) is not None or _is_class(term):
                rest.append(term)
            else:
                fields[name] = term.value
        return replace(self, terms=(*self.terms, *rest), **fields)

    @property
    def fingerprint(self) -> str:
        """A text that is the same for equal filters, however long "the last hour" ago is."""
        return repr(self) + (repr(self.terms) if self.terms else "")

    def conditions(self, columns: Columns, at_server: Condition | None = None) -> list[Condition]:
        """Return all conditions but the time. `at_server`: where the server is named, what finds it. Raises ValueError
        for what the table has no column for."""
        found = [
            conditions.matching(columns, name, express, text)
            for name, express in conditions.BY_NAME.items()
            if (text := self._text(name)) is not None
        ]
        found += [
            conditions.matching(columns, f"word{number}_", conditions.word, self._stored(word))
            for number, word in enumerate(self.words)
        ]
        found += [term_condition(columns, f"term{number}_", term) for number, term in enumerate(self.terms)]
        if at_server is not None:
            found.append(at_server)
        if self.server == "":
            found.append(Condition(sql=conditions.no_server(columns), parameters={}, of_name=True))
        return found + [Condition(sql=each, parameters={}) for each in self._plain(columns)]

    def _plain(self, columns: Columns) -> Iterator[sql.Composable]:
        """Return the conditions that compare with no typed text."""
        if self.code == "":
            yield conditions.no_code(columns)
        if self.outcome is not None:
            yield outcome_condition(columns.result, self.outcome)
        if self.failed:
            yield failure_condition(columns.result)

    def _text(self, name: str) -> str | None:
        """Return the text to compare with."""
        given: str | None = getattr(self, name)
        if given is None or (name == "code" and not given):
            return None
        return self._stored(given)

    @staticmethod
    def _stored(text: str) -> str:
        """Return the text as PostgreSQL can store it: without a NUL."""
        return text.replace("\0", "\ufffd")


def _is_class(term: Term) -> bool:
    """Return whether it is a part of a code, for all codes that begin with it."""
    return term.key in {Key.CODE, Key.STATUS} and term.value.endswith(("x", "*"))
