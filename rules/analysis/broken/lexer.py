"""Lua 5.2's words and signs, and the parts of a text that are none."""

import re
from dataclasses import dataclass
from enum import StrEnum

KEYWORDS = frozenset({
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil",
    "not", "or", "repeat", "return", "then", "true", "until", "while",
})  # fmt: skip


class TokenKind(StrEnum):
    NAME = "name"
    KEYWORD = "keyword"
    NUMBER = "number"
    STRING = "string"
    SIGN = "sign"
    FOREIGN = "foreign"
    """A character that Lua allows only in texts and comments."""
    UNFINISHED = "unfinished"
    """A text, long text or long comment that is never closed."""
    END = "end of text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """`start` and `end` count characters, `line` from 1. `faulty`: its inside is wrong, as in "\\q" or 3..2."""

    kind: TokenKind
    text: str
    start: int
    end: int
    line: int
    faulty: bool = False


_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n\f\v]+)
  | (?P<long>(?:--)?\[(?P<level>=*)\[)
  | (?P<comment>--[^\r\n]*)
  | (?P<string>"(?:[^"\\\r\n]|\\(?:z[ \t\r\n\f\v]*|\r\n|\n\r|[\s\S]))*"
             | '(?:[^'\\\r\n]|\\(?:z[ \t\r\n\f\v]*|\r\n|\n\r|[\s\S]))*')
  | (?P<unfinished>["'][^\r\n]*)
  | (?P<number>0[xX](?:[pP][+-]?|[0-9a-fA-F.])*|(?:[0-9]|\.[0-9])(?:[eE][+-]?|[0-9a-fA-F.])*)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<sign>\.\.\.|\.\.|==|~=|<=|>=|::|[-+*/%^\#<>=(){}\[\];:,.])
  | (?P<foreign>[^\W\d_][\w]*|.)
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(
    r"0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)(?:[pP][+-]?[0-9]+)?"
    r"|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
)
ESCAPE = re.compile(
    r"""\\(?:[abfnrtv\\"'\r\n]|z|x[0-9a-fA-F]{2}|25[0-5]|2[0-4][0-9]|[01][0-9]{2}|[0-9]{1,2}(?![0-9]))"""
)
_BACKSLASH = re.compile(r"\\[\s\S]?")
_LINE_END = re.compile(r"\r\n|\n\r|\n|\r")


def lex(text: str) -> list[Token]:
    """Return all tokens without white space and comments, and one for the end. Stop early at something that is never
    closed."""
    tokens: list[Token] = []
    position, line = 0, 1
    while position < len(text):
        found = _TOKEN.match(text, position)
        assert found is not None
        end, kind = _extent(text, found)
        if kind:
            tokens.append(_token(kind, text, position, end, line))
        if kind is TokenKind.UNFINISHED:
            break
        line += len(_LINE_END.findall(text, position, end)) if found.lastgroup in _OF_SEVERAL_LINES else 0
        position = end
    return [*tokens, Token(kind=TokenKind.END, text="", start=len(text), end=len(text), line=line)]


_OF_SEVERAL_LINES = frozenset({"space", "long", "level", "string"})
_KINDS = {
    kind.value: kind
    for kind in (
        TokenKind.STRING,
        TokenKind.UNFINISHED,
        TokenKind.NUMBER,
        TokenKind.NAME,
        TokenKind.SIGN,
        TokenKind.FOREIGN,
    )
}


def _extent(text: str, found: re.Match[str]) -> tuple[int, TokenKind | None]:
    """Return where it ends, and its kind; no kind: it is no token."""
    if found["long"]:
        closing = f"]{found['level']}]"
        end = text.find(closing, found.end())
        if end < 0:
            return len(text), TokenKind.UNFINISHED
        return end + len(closing), None if found["long"].startswith("--") else TokenKind.STRING
    assert found.lastgroup is not None
    if found["name"] in KEYWORDS:
        return found.end(), TokenKind.KEYWORD
    return found.end(), _KINDS.get(found.lastgroup)


def _token(kind: TokenKind, text: str, start: int, end: int, line: int) -> Token:
    word = text[start:end]
    faulty = (kind is TokenKind.NUMBER and not _NUMBER.fullmatch(word)) or (
        kind is TokenKind.STRING and not word.startswith("[") and wrong_escape(word) is not None
    )
    return Token(kind=kind, text=word, start=start, end=end, line=line, faulty=faulty)


def wrong_escape(literal: str) -> re.Match[str] | None:
    """Return the first backslash in a quoted text that begins no escape sequence of Lua 5.2."""
    return next((each for each in _BACKSLASH.finditer(literal) if not ESCAPE.match(literal, each.start())), None)
