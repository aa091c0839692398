"""Replies that are new, made ready to be shown: each with the list of its attempts."""

from dataclasses import dataclass
from urllib.parse import urlencode

from rules.outqueue.figures import is_whole
from rules.outqueue.filters import MOST_WORDS
from rules.outqueue.novelties import Kind, Novelties
from rules.outqueue.outcome import outcome_of
from rules.presentation.overview import code_query

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReply:
    kind: Kind
    query: str


def new_replies(new: Novelties) -> list[NewReply]:
    """The most frequent ones."""
    return [NewReply(kind=kind, query=_query(kind)) for kind in new.kinds[:SHOWN]]


def _query(kind: Kind) -> str:
    """All that has the words which do not vary, and the code."""
    words = " ".join(kind.text.replace("…", " ").split()[:MOST_WORDS])
    code = kind.code if is_whole(kind.code) else ""
    return f"{urlencode({'range': '24h', 'words': words})}&{code_query(code or '', outcome_of(kind.code or ''))}"
