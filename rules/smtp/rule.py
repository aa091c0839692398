"""A rule of the tables that decide what a reply is about."""

import re
from dataclasses import dataclass
from functools import cached_property

from rules.smtp.advice import Advice
from rules.smtp.reply import Outcome, Reply
from rules.smtp.wording import Wording

FAILURES = frozenset(Outcome) - {Outcome.DELIVERED}
TRANSIENT, PERMANENT = frozenset({Outcome.TRANSIENT}), frozenset({Outcome.PERMANENT})


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule. All given conditions must hold. Of the rules that match, the one with the highest `priority` gives its
    `advice`.

    `words`: expressions, one of which must be found in the reply's words (see `Wording`), `unless` one of these is;
    `links`: in its links; `marks`: in the reply as it was sent, such as a provider's own numbers. `statuses`: subjects
    and details of the enhanced code, like 7.1. `codes`: reply codes.
    """

    priority: int
    advice: Advice
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    statuses: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    outcomes: frozenset[Outcome] = FAILURES

    def fits(self, reply: Reply, detail: str, wording: Wording) -> bool:
        return (
            reply.outcome in self.outcomes
            and (not self.statuses or detail in self.statuses)
            and (not self.codes or reply.code in self.codes)
            and self._says(wording)
        )

    @property
    def by_words(self) -> bool:
        """Return whether it reads the server's words, and not only its codes."""
        return bool(self.words or self.links or self.marks)

    def _says(self, wording: Wording) -> bool:
        if not self.by_words:
            return True
        found = (
            (self._words and self._words.search(wording.words))
            or (self._links and self._links.search(wording.links))
            or (self._marks and self._marks.search(wording.raw))
        )
        return bool(found) and not (self._unless and self._unless.search(wording.words))

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        return _any(self.words)

    @cached_property
    def _unless(self) -> re.Pattern[str] | None:
        return _any(self.unless)

    @cached_property
    def _links(self) -> re.Pattern[str] | None:
        return _any(self.links)

    @cached_property
    def _marks(self) -> re.Pattern[str] | None:
        return _any(self.marks)


def _any(expressions: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{each})" for each in expressions)) if expressions else None
