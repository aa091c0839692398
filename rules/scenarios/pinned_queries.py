"""Answers to queries from pins: none of them reaches a database."""

from collections import defaultdict
from collections.abc import Iterable

from sqlglot import TokenType, tokenize
from sqlglot.errors import SqlglotError

from rules.lua.protocol.query import QueryAnswer
from rules.scenarios.pins import PinnedQuery


class PinnedQueries:
    """A function that answers pinned queries and no others: `missing` collects a sentence for each other query.

    A query is known by its text without layout (`shape`) and the values in it. One that was asked several
    times has its answers in that order; the last of them is used for all later ones.
    """

    def __init__(self, queries: Iterable[PinnedQuery]) -> None:
        self._answers: defaultdict[tuple[str, tuple[str, ...]], list[QueryAnswer]] = defaultdict(list)
        for query in queries:
            self._answers[shape(query.text)].append(query.answer)
        self.missing: list[str] = []

    def __call__(self, sql: str) -> QueryAnswer:
        key = shape(sql)
        if answers := self._answers.get(key):
            return answers.pop(0) if len(answers) > 1 else answers[0]
        self.missing.append(self._sentence(" ".join(sql.split()), *key))
        return QueryAnswer(error=self.missing[-1])

    def _sentence(self, sql: str, text: str, values: tuple[str, ...]) -> str:
        pinned = [others for other, others in self._answers if other == text]
        if not pinned:
            return f"The script asks a query that is not pinned: {_cut(sql)}"
        now, then = _listed(values), " or ".join(map(_listed, pinned[:3]))
        return f"The script asks a pinned query with other values: {now} instead of {then}."


def _listed(values: Iterable[str]) -> str:
    return "(" + ", ".join(_cut(value, 60) for value in values) + ")"


def _cut(text: str, length: int = 200) -> str:
    return text if len(text) <= length else text[:length] + "…"


VALUES = {TokenType.NUMBER, *(kind for kind in TokenType if kind.name.endswith("STRING"))}


def shape(sql: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with a `?` for each value, in lower case with single spaces and no comments; and the values, in
    order.

    Quoted names keep their case. A text that cannot be read as SQL is only respaced, and has no values.
    """
    try:
        tokens = tokenize(sql, read="postgres")
    except SqlglotError:
        return " ".join(sql.split()), ()
    words, values = [], []
    for token in tokens:
        if token.token_type in VALUES:
            words.append("?")
            values.append(token.text)
        elif token.token_type is TokenType.IDENTIFIER:
            words.append(f'"{token.text}"')
        else:
            words.append(token.text.lower())
    return " ".join(words), tuple(values)
