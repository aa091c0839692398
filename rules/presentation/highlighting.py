"""A script's text in lines of HTML, and a query's as a whole, each kind of word in its colour."""

import re
from collections.abc import Iterator
from itertools import pairwise

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from pygments.lexers.scripting import LuaLexer
from pygments.lexers.shell import BashLexer, PowerShellLexer
from pygments.lexers.sql import PostgresLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Text, _TokenType

from rules.text.diff import LONGEST, shortened

MOST = 200_000
"""The letters of the longest text in colour: finding the words of a megabyte takes a second."""

MOST_SQL = 20_000

WORD = re.compile(r"\w+|.", re.DOTALL)

CLASSES = {
    Comment: "comment",
    String: "string",
    Number: "number",
    Keyword: "keyword",
    Operator.Word: "keyword",
    Name.Builtin: "function",
    Name.Function: "function",
}


def highlighted(text: str) -> list[SafeString]:
    """Return the lines of a text with plain line ends, without the empty one after a final newline."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    if len(text) > MOST or any(len(line) > LONGEST for line in lines):
        return [escape(shortened(line)) for line in lines]
    found: list[list[SafeString]] = [[] for _ in (*lines, "")]
    at = 0
    for kind, words in LuaLexer(stripnl=False, ensurenl=False).get_tokens(text):
        for number, part in enumerate(words.split("\n")):
            at += number > 0
            found[at].extend(_marked(kind, part))
    return [mark_safe("".join(parts)) for parts in found[: len(lines)]]  # noqa: S308  # of escaped parts


EXAMPLES = {"lua": LuaLexer, "sh": BashLexer, "powershell": PowerShellLexer}


def highlighted_code(language: str, text: str) -> SafeString:
    """Return an example of a document, without colours where its language is none of EXAMPLES."""
    if language not in EXAMPLES:
        return escape(text)
    words = EXAMPLES[language](stripnl=False, ensurenl=False).get_tokens(text)
    return mark_safe("".join(html for kind, part in words for html in _marked(kind, part)))  # noqa: S308  # escaped


def highlighted_sql(text: str, position: int | None = None) -> SafeString:
    """Return a query, with the word at `position` (from 1; one after the last is the text's end) marked as the
    error."""
    start = position - 1 if position and 0 < position <= len(text) + 1 else None
    word = WORD.match(text, start) if start is not None else None
    first, last = word.span() if word else (0, 0)
    parts: list[str] = []
    for at, kind, part in _sql_words(text):
        cuts = [0, *(cut - at for cut in (first, last) if 0 < cut - at < len(part)), len(part)]
        for begin, stop in pairwise(cuts):
            html = "".join(_marked(kind, part[begin:stop]))
            parts.append(f"<mark>{html}</mark>" if first <= at + begin < last else html)
    if start == len(text):
        parts.append('<mark class="sql-end">end</mark>')
    return mark_safe("".join(parts))  # noqa: S308  # of escaped parts


def _sql_words(text: str) -> Iterator[tuple[int, _TokenType, str]]:
    if len(text) > MOST_SQL:
        return iter([(0, Text, text)])
    words: Iterator[tuple[int, _TokenType, str]] = PostgresLexer().get_tokens_unprocessed(text)
    return words


def _marked(kind: _TokenType, part: str) -> Iterator[SafeString]:
    name = next((name for known, name in CLASSES.items() if kind in known), None)
    if part:
        yield format_html('<span class="code-{}">{}</span>', name, part) if name else escape(part)
