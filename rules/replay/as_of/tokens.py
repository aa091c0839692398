"""The tokens of a text, as PostgreSQL's scanner sees them. Positions count bytes of UTF-8."""

from bisect import bisect_left
from dataclasses import dataclass

import postgast
from postgast import pg_query_pb2

_COMMENTS = {"SQL_COMMENT", "C_COMMENT"}


@dataclass(frozen=True, slots=True)
class Token:
    """`kind`: PostgreSQL's name, "SCONST" or "TABLE" for example; the text itself for punctuation."""

    start: int
    end: int
    kind: str


class Tokens:
    """All tokens of a text but comments, in order."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        found = (Token(each.start, each.end, self._kind(each)) for each in postgast.scan(text.decode()).tokens)
        self.all = [token for token in found if token.kind not in _COMMENTS]
        self._starts = [token.start for token in self.all]

    def index(self, position: int) -> int:
        """Return the index of the token that begins there. Raises ValueError where none does."""
        index = bisect_left(self._starts, position)
        if index == len(self.all) or self._starts[index] != position:
            raise ValueError(position)
        return index

    def kind(self, index: int) -> str:
        """Return the kind of a token; nothing where there is no such token."""
        return self.all[index].kind if 0 <= index < len(self.all) else ""

    def written(self, token: Token) -> str:
        return self.text[token.start : token.end].decode()

    def _kind(self, token: pg_query_pb2.ScanToken) -> str:
        if token.token < 256:
            return self.text[token.start : token.end].decode()
        return str(pg_query_pb2.Token.Name(token.token))
