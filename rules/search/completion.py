"""Suggestions for the last term of a search that is being typed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rules.search.language import written
from rules.search.terms import OUTCOMES, TYPED_KEYS, Key, Term

HINTS = {
    Key.FROM: "the sender's address, or a part of it",
    Key.TO: "the recipient's address, or a part of it",
    Key.SERVER: "one mail server",
    Key.PROVIDER: "all servers below a domain",
    Key.DOMAIN: "the domain that the mail goes to",
    Key.IP: "the address of the server",
    Key.CODE: "a reply code: 421, 4xx or none",
    Key.STATUS: "an enhanced status code: 4.7.1 or 4.7.*",
    Key.OUTCOME: "failed, delivered, transient, permanent or none",
    Key.REPLY: "a word of the server's reply",
    Key.MESSAGE: "a message id",
}
MOST = 12
TYPED = re.compile(r'(?:\A|(?<=\s))(-?)(?:([A-Za-z]+):)?"?([^\s"]*)\Z')
COMMON = {
    Key.CODE: ("4xx", "5xx", "2xx", "421", "450", "451", "452", "550", "552", "554", "none"),
    Key.STATUS: ("4.7.*", "4.2.*", "4.4.*", "5.1.*", "5.7.*", "5.1.1", "4.2.2", "4.7.1", "5.7.1"),
    Key.OUTCOME: OUTCOMES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`text` takes the place of the search from `start` on; `hint` says what it is."""

    text: str
    hint: str
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Values that are known to exist, the likeliest first."""

    values: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)

    def of(self, key: Key) -> Iterator[str]:
        yield from self.values.get(key, ())
        yield from COMMON.get(key, ())


def suggestions(before: str, known: Known) -> list[Suggestion]:
    """Return what the last term of the text before the caret may become."""
    found = TYPED.search(before)
    if not found:
        return []
    minus, key, value = found[1], (found[2] or "").lower(), found[3].lower()
    start = found.start()
    if key in TYPED_KEYS:
        offered = _values([Key(key)], value, known)
    elif key:
        return []
    else:
        keys = ((f"{each}:", HINTS[each]) for each in TYPED_KEYS if each.startswith(value))
        offered = [*keys, *(_values([Key.SERVER, Key.PROVIDER], value, known) if value else [])]
    texts = {minus + text: hint for text, hint in reversed(offered)}
    return [Suggestion(text=text, hint=hint, start=start) for text, hint in list(reversed(texts.items()))[:MOST]]


def _values(keys: Iterable[Key], value: str, known: Known) -> list[tuple[str, str]]:
    """Return the known values that begin with the text, then the names that hold it elsewhere."""
    fitting = [(key, each) for key in keys for each in dict.fromkeys(known.of(key)) if _fits(key, each, value)]
    fitting.sort(key=lambda found: not found[1].lower().startswith(value))
    return [(written([Term(key=key, value=each)]), LABELLED.get(key, "")) for key, each in fitting[: 2 * MOST]]


def _fits(key: Key, known: str, value: str) -> bool:
    return value in known.lower() if key in {Key.SERVER, Key.PROVIDER} else known.lower().startswith(value)


LABELLED = {Key.SERVER: "server", Key.PROVIDER: "provider", Key.CODE: "reply code", Key.STATUS: "status code"}
