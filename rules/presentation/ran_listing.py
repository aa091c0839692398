"""A script's text, line by line, with what ran of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from rules.presentation.highlighting import highlighted
from rules.presentation.line_coverage import Ran
from rules.text import encoding


@dataclass(frozen=True, slots=True, kw_only=True)
class RanLine:
    html: SafeString
    count: int
    missed: bool
    decided: bool


def ran_listing(source: bytes, ran: Ran) -> Iterator[RanLine]:
    missed = frozenset(ran.missed)
    for number, html in enumerate(highlighted(encoding.unified(encoding.to_text(source))), 1):
        yield RanLine(html=html, count=ran.lines.get(number, 0), missed=number in missed, decided=number == ran.decided)
