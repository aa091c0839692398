"""A revision's text as a page shows it: in portions, highlighted, and each line with where it came from."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from rules.models import Revision
from rules.presentation.highlighting import highlighted
from rules.text import encoding

PORTION = 2_000
"""The lines of one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLine:
    """A line of a listing. `origin` is set on the first of several lines that came in together; `or_earlier`: it is the
    oldest revision that was looked at."""

    number: int
    html: SafeString
    origin: Revision | None = None
    or_earlier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`previous` and `next` are the numbers of the lines where those portions begin."""

    lines: list[ListedLine]
    total: int
    previous: int | None
    next: int | None


def listing(
    source: bytes, first: int, origins: list[Revision | None] | None = None, earliest: int | None = None
) -> Listing:
    """Return the portion with line `first`, or the nearest one. `earliest`: the number of the oldest revision that
    was looked at, if there are earlier ones."""
    texts = highlighted(encoding.unified(encoding.to_text(source)))
    start = max(0, min(first - 1, len(texts) - 1)) // PORTION * PORTION
    end = min(start + PORTION, len(texts))
    return Listing(
        lines=[
            _line(texts[at], at, _new(origins, at, start) if origins else None, earliest) for at in range(start, end)
        ],
        total=len(texts),
        previous=start - PORTION + 1 if start else None,
        next=end + 1 if end < len(texts) else None,
    )


def _line(html: SafeString, at: int, origin: Revision | None, earliest: int | None) -> ListedLine:
    or_earlier = origin is not None and origin.number == earliest
    return ListedLine(number=at + 1, html=html, origin=origin, or_earlier=or_earlier)


def _new(origins: list[Revision | None], at: int, start: int) -> Revision | None:
    return origins[at] if at == start or origins[at] != origins[at - 1] else None
