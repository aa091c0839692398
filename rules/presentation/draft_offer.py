"""A draft that the editor does not show: when it was written, and how it differs from what is live."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from rules.models import Draft, Revision, source_of
from rules.text import encoding
from rules.text.diff import changed_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`added` and `removed` are lines, against the live revision or, where none is live, against nothing. By `sha256` a
    page recognises a text that its browser kept as well."""

    version: str
    sha256: str
    saved_at: datetime
    started_from: int | None
    live: int | None
    added: int
    removed: int

    @property
    def changed(self) -> int:
        return self.added + self.removed

    @property
    def compared_with(self) -> str:
        return f"revision {self.live} (live)" if self.live else "the empty script"


def offer_of(draft: Draft, shown: str, live: Revision | None) -> Offer | None:
    """Return the offer of a draft; None where it is the text that is shown already."""
    text = bytes(draft.text)
    if text.decode() == encoding.unified(shown):
        return None
    added, removed = changed_lines(source_of(live), text)
    return Offer(
        version=draft.version,
        sha256=sha256(text).hexdigest(),
        saved_at=draft.saved_at,
        started_from=draft.started_from.number if draft.started_from else None,
        live=live.number if live else None,
        added=added,
        removed=removed,
    )
