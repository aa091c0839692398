"""The search of the Help: the sections that hold all words, the best first."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.safestring import SafeString

from rules.presentation.help import pages, renderer
from rules.presentation.lint_explanations import explanations

MOST = 30
EXCERPT = 220
"""The letters to show around the first word that was found."""

CLOSE = 0.8
"""The similarity that a word of the Help must have to be offered for one that it does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A section that can be found. `place` is the page that it is on."""

    url: str
    place: str
    heading: str
    text: str
    terms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    url: str
    place: str
    heading: SafeString
    excerpt: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """`complete` is false where no section holds all words and `hits` hold some. `suggestion` is another spelling."""

    hits: tuple[Hit, ...]
    complete: bool
    suggestion: str


def search(query: str) -> Results:
    words = list(dict.fromkeys(query.casefold().split()))
    scored = [(entry, _score(entry, words)) for entry in entries()]
    most = max((found for _, (found, _) in scored), default=0)
    best = sorted((each for each in scored if each[1][0] == most > 0), key=lambda each: -each[1][1])
    complete = most == len(words)
    return Results(
        hits=tuple(_hit(entry, words) for entry, _ in best[:MOST]),
        complete=complete,
        suggestion="" if complete else _suggestion(words),
    )


@cache
def entries() -> tuple[Entry, ...]:
    return (*_documents(), *_lint_rules())


def _documents() -> Iterator[Entry]:
    for page in pages.pages():
        address = reverse("help_page", args=[page.slug])
        for section in page.sections:
            url = f"{address}#{section.anchor}" if section.anchor else address
            yield Entry(url=url, place=page.title, heading=section.heading, text=section.text, terms=section.terms)


def _lint_rules() -> Iterator[Entry]:
    for rule in explanations():
        text = " ".join(" ".join([rule.summary, *(block.text for block in rule.blocks)]).split()).replace("`", "")
        yield Entry(url=f"{reverse('lint_rules')}#{rule.name}", place="Lint rules", heading=rule.name, text=text)


def _score(entry: Entry, words: list[str]) -> tuple[int, int]:
    """Return how many of the words the section holds, and how well: a heading counts more than a text."""
    parts = {20: entry.heading.casefold(), 10: entry.terms.casefold(), 5: entry.place.casefold()}
    text = entry.text.casefold()
    held = [word for word in words if word in text or any(word in part for part in parts.values())]
    weight = sum(weight * _begins(word, part) for word in held for weight, part in parts.items())
    weight += sum(_frequency(word, text) for word in held)
    phrase = " ".join(words)
    return len(held), weight + 30 * (parts[20] == phrase) + 20 * (len(words) > 1 and phrase in text)


def _begins(word: str, part: str) -> bool:
    """A word that begins with it: "port" is no "import"."""
    return re.search(rf"(?<![^\W_]){re.escape(word)}", part) is not None


def _frequency(word: str, text: str) -> int:
    """Return how often the word occurs. Whole words count more: a search for "mx" is not one for "mxadmin"."""
    whole = len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text))
    return 3 * min(whole, 4) + min(text.count(word), 4)


def _hit(entry: Entry, words: list[str]) -> Hit:
    return Hit(
        url=entry.url,
        place=entry.place,
        heading=renderer.marked(entry.heading, words),
        excerpt=renderer.marked(_excerpt(entry.text, words), words),
    )


def _excerpt(text: str, words: list[str]) -> str:
    """The part of the text that holds most of the words, cut between words."""
    lower = text.casefold()
    places = [found.start() for word in words for found in re.finditer(re.escape(word), lower)]
    first = max(sorted(places), key=lambda at: sum(word in lower[at : at + EXCERPT // 2] for word in words), default=0)
    start = max(first - EXCERPT // 4, 0)
    start = text.find(" ", start) + 1 if start else 0
    end = start + EXCERPT
    cut = text[start:end] if end >= len(text) else text[start:end].rpartition(" ")[0]
    return f"{'… ' if start else ''}{cut}{' …' if end < len(text) else ''}"


def _suggestion(words: list[str]) -> str:
    """The query with each unknown word replaced by one that the Help has. Empty where there is none."""
    known = vocabulary()
    better = [
        word
        if any(word in each for each in known)
        else next(iter(difflib.get_close_matches(word, known, n=1, cutoff=CLOSE)), word)
        for word in words
    ]
    return " ".join(better) if better != words else ""


@cache
def vocabulary() -> tuple[str, ...]:
    words = {
        word for entry in entries() for word in re.findall(r"[\w-]{3,}", f"{entry.heading} {entry.text}".casefold())
    }
    return tuple(sorted(words))
