"""Replies of one kind, made ready to be shown: each with the list of its attempts."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from rules.outqueue.attempts.filters import MOST_WORDS
from rules.outqueue.statistics.counts import is_whole
from rules.outqueue.statistics.new_replies import NewReplies
from rules.outqueue.statistics.similar_replies import ReplyKind
from rules.presentation.overview import code_query
from rules.smtp.reply import Outcome, Reply, outcome_of

SHOWN = 20
SHOWN_SHARES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReply:
    kind: ReplyKind

    @property
    def query(self) -> str:
        return f"range=24h&{_query(self.kind)}"

    @property
    def is_repeated(self) -> bool:
        return self.kind.count > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyShare:
    """`percent` of the attempts that were looked at. `query`: what the list's address says of it."""

    kind: ReplyKind
    percent: float

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.kind.code or "")

    @property
    def reply(self) -> Reply:
        return Reply.parse(self.kind.example)

    @property
    def query(self) -> str:
        return _query(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """The most frequent `replies`, `more` of them that are not shown, of `total` attempts in all."""

    replies: tuple[ReplyShare, ...]
    more: int
    total: int


def new_replies(new: NewReplies) -> list[NewReply]:
    """Return the most frequent new replies."""
    return [NewReply(kind=kind) for kind in new.kinds[:SHOWN]]


def shares(kinds: Sequence[ReplyKind]) -> Shares:
    total = sum(kind.count for kind in kinds)
    shown = kinds[:SHOWN_SHARES]
    return Shares(
        replies=tuple(ReplyShare(kind=kind, percent=100 * kind.count / total) for kind in shown),
        more=len(kinds) - len(shown),
        total=total,
    )


def attempts_beyond(shares: Shares | None, total: int | None) -> bool:
    """Return whether there are more attempts than those whose replies were looked at."""
    return shares is not None and total is not None and total > shares.total


def _query(kind: ReplyKind) -> str:
    """Return the query for the attempts with the words which do not vary, and the code."""
    words = " ".join(kind.text.replace("…", " ").split()[:MOST_WORDS])
    code = kind.code if is_whole(kind.code) else ""
    return f"{urlencode({'words': words})}&{code_query(code or '', outcome_of(kind.code or ''))}"
