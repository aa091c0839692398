"""The documents in the order of the Help, each read and rendered once in a process."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.utils.safestring import SafeString
from markdown_it.token import Token

import rules
from rules.presentation.help import renderer

FOLDER = Path(rules.__file__).parent / "docs"

GROUPS: dict[str, tuple[str, ...]] = {
    "Use mxadmin": (
        "first-steps", "recipes", "writing-scripts", "dry-runs", "send-attempts", "replay", "tuning", "guard",
        "shadow", "revisions", "publishing", "fuse", "delivery", "scenarios", "batches", "people", "audit",
        "alerts", "troubleshooting",
    ),
    "Reference": ("hooks", "host-functions", "lua", "assumptions", "command-line", "json", "dns", "sandbox"),
    "Run mxadmin": ("settings", "measurements", "changes"),
}  # fmt: skip
"""Every document, by its file's name. A document that no group names is a test's failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The part below one heading. `text` has no markup; the part before the first heading has no anchor. `terms` are
    the names that it explains: the code that begins an item or a table's cell."""

    anchor: str
    heading: str
    level: int
    text: str
    terms: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    slug: str
    title: str
    summary: SafeString
    body: SafeString
    sections: tuple[Section, ...]

    @property
    def contents(self) -> tuple[Section, ...]:
        """The headings that the page lists beside itself."""
        return tuple(section for section in self.sections if section.level == 2)

    @property
    def has_contents(self) -> bool:
        """Whether the page is long enough for such a list."""
        return len(self.contents) > 2


def groups() -> Iterator[tuple[str, list[HelpPage]]]:
    for title, slugs in GROUPS.items():
        yield title, [page(slug) for slug in slugs]


def pages() -> list[HelpPage]:
    return [page(slug) for slug in slugs()]


def slugs() -> list[str]:
    return [slug for group in GROUPS.values() for slug in group]


@cache
def page(slug: str) -> HelpPage:
    """Return a page of the Help. Raises KeyError for a document that does not exist: the name comes from an address,
    and only known ones are looked for on the disk."""
    if slug not in slugs():
        raise KeyError(slug)
    tokens = renderer.parse((FOLDER / f"{slug}.md").read_text(encoding="utf-8"))
    title, summary, body = tokens[1], tokens[4], tokens[6:]
    return HelpPage(
        slug=slug,
        title=renderer.plain(title),
        summary=renderer.inline_html(summary),
        body=renderer.html(body),
        sections=tuple(_sections(renderer.plain(title), [summary, *body])),
    )


def neighbours(slug: str) -> tuple[HelpPage | None, HelpPage | None]:
    """The pages before and after this one."""
    order = slugs()
    at = order.index(slug)
    before, after = order[max(at - 1, 0) : at], order[at + 1 : at + 2]
    return (page(before[0]) if before else None, page(after[0]) if after else None)


def _sections(title: str, tokens: Sequence[Token]) -> Iterator[Section]:
    starts = [number for number, token in enumerate(tokens) if token.type == "heading_open"]
    intro = tokens[: starts[0] if starts else None]
    yield Section(anchor="", heading=title, level=1, text=_text(intro), terms=_terms(intro))
    for start, end in pairwise([*starts, len(tokens)]):
        opening = tokens[start]
        yield Section(
            anchor=str(opening.attrGet("id")),
            heading=renderer.plain(tokens[start + 1]),
            level=int(opening.tag[1:]),
            text=_text(tokens[start + 3 : end]),
            terms=_terms(tokens[start + 3 : end]),
        )


def _text(tokens: Sequence[Token]) -> str:
    words = (renderer.plain(token) for token in tokens if token.type in {"inline", "fence"})
    return " ".join(" ".join(words).split())


def _terms(tokens: Sequence[Token]) -> str:
    first = (token.children[0] for token in tokens if token.children)
    return " ".join(child.content for child in first if child.type == "code_inline")
