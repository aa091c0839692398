"""Lua 5.2's grammar (manual, § 9), read until the first token that cannot follow, with what was expected there."""

from collections.abc import Callable
from typing import NoReturn

from rules.analysis.broken.lexer import Token, TokenKind
from rules.analysis.broken.stop import Stop

_BLOCK_ENDS = frozenset({"end", "else", "elseif", "until"})
_BINARY = frozenset({"+", "-", "*", "/", "^", "%", "..", "<", "<=", ">", ">=", "==", "~=", "and", "or"})
_UNARY = frozenset({"not", "#", "-"})
_CONSTANTS = frozenset({"nil", "true", "false", "..."})


class _Stopped(Exception):
    def __init__(self, stop: Stop) -> None:
        super().__init__()
        self.stop = stop


def recognise(tokens: list[Token]) -> Stop | None:
    """Return where the grammar stops, or None if nowhere. Raise RecursionError where too much is nested."""
    try:
        _Recogniser(tokens).chunk()
    except _Stopped as stopped:
        return stopped.stop
    return None


class _Recogniser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._open: list[Token] = []
        self._brackets: list[Token] = []
        self._statement = self._previous = 0
        self._returned: int | None = None

    def chunk(self) -> None:
        self._block()
        if not self._ended:
            self._stop("end of text")

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    @property
    def _ended(self) -> bool:
        return self._now.kind is TokenKind.END

    def _is(self, *words: str) -> bool:
        return self._now.text in words and self._now.kind in {TokenKind.KEYWORD, TokenKind.SIGN}

    def _take(self) -> Token:
        token = self._now
        if token.faulty:
            self._stop(None)
        self._at += 1
        return token

    def _accept(self, *words: str) -> Token | None:
        return self._take() if self._is(*words) else None

    def _expect(self, word: str, opener: Token | None = None) -> Token:
        return self._accept(word) or self._stop(word, opener)

    def _name(self) -> Token:
        return self._take() if self._now.kind is TokenKind.NAME else self._stop("name")

    def _stop(self, expected: str | None, opener: Token | None = None) -> NoReturn:
        raise _Stopped(
            Stop(
                at=self._at,
                expected=expected,
                opener=opener,
                open=tuple(self._open),
                brackets=tuple(self._brackets),
                statement=self._statement,
                previous=self._previous,
                returned=self._returned,
            )
        )

    def _block(self) -> None:
        self._returned = None
        while not self._is(*_BLOCK_ENDS) and not self._ended:
            self._previous, self._statement = self._statement, self._at
            if self._accept("return"):
                began = self._at - 1
                if not self._is(*_BLOCK_ENDS, ";") and not self._ended:
                    self._expressions()
                self._accept(";")
                self._returned = began
                return
            self._one_statement()

    def _body(self, opener: Token, closing: str = "end") -> None:
        self._open.append(opener)
        self._block()
        if not (closing == "if" and self._is("else", "elseif")):
            self._expect("end" if closing == "if" else closing, opener)
            self._returned = None
        self._open.pop()

    def _one_statement(self) -> None:
        word = self._now.text if self._now.kind in {TokenKind.KEYWORD, TokenKind.SIGN} else ""
        read = {
            ";": self._take, "::": self._label, "break": self._take, "goto": self._goto, "do": self._do,
            "while": self._while, "repeat": self._repeat, "if": self._if, "for": self._for,
            "function": self._function, "local": self._local,
        }.get(word)  # fmt: skip
        if read:
            read()
        else:
            self._expression_statement()

    def _label(self) -> None:
        opener = self._take()
        self._name()
        self._expect("::", opener)

    def _goto(self) -> None:
        self._take()
        self._name()

    def _do(self) -> None:
        self._body(self._take())

    def _while(self) -> None:
        opener = self._take()
        self._expression()
        self._expect("do", opener)
        self._body(opener)

    def _repeat(self) -> None:
        self._body(self._take(), "until")
        self._expression()

    def _if(self) -> None:
        opener = self._take()
        self._expression()
        self._expect("then", opener)
        self._body(opener, "if")
        while clause := self._accept("elseif"):
            self._returned = None
            self._expression()
            self._expect("then", clause)
            self._body(opener, "if")
        if self._accept("else"):
            self._body(opener)

    def _for(self) -> None:
        opener = self._take()
        self._name()
        if self._accept("="):
            self._expression()
            self._expect(",")
            self._expression()
            if self._accept(","):
                self._expression()
        else:
            while self._accept(","):
                self._name()
            self._accept("in") or self._stop("= or in")
            self._expressions()
        self._expect("do", opener)
        self._body(opener)

    def _function(self) -> None:
        opener = self._take()
        self._name()
        while self._accept("."):
            self._name()
        if self._accept(":"):
            self._name()
        self._function_body(opener)

    def _local(self) -> None:
        self._take()
        if opener := self._accept("function"):
            self._name()
            self._function_body(opener)
            return
        self._name()
        while self._accept(","):
            self._name()
        if self._accept("="):
            self._expressions()

    def _function_body(self, opener: Token) -> None:
        bracket = self._expect("(")
        if not self._is(")"):
            while True:
                if self._accept("..."):
                    break
                self._name()
                if not self._accept(","):
                    break
        self._expect(")", bracket)
        outside, self._brackets = self._brackets, []
        self._body(opener)
        self._brackets = outside

    def _expression_statement(self) -> None:
        is_call = self._suffixed("statement")
        if self._is("=", ","):
            if is_call:
                self._stop("call")
            while self._accept(","):
                if self._suffixed("expression"):
                    self._stop("call")
            self._expect("=")
            self._expressions()
        elif not is_call:
            self._stop("call")

    def _expressions(self) -> None:
        self._expression()
        while self._accept(","):
            self._expression()

    def _expression(self) -> None:
        while True:
            while self._accept(*_UNARY):
                pass
            self._simple()
            if not self._accept(*_BINARY):
                return

    def _simple(self) -> None:
        if self._now.kind in {TokenKind.NUMBER, TokenKind.STRING} or self._is(*_CONSTANTS):
            self._take()
        elif self._is("{"):
            self._table()
        elif opener := self._accept("function"):
            self._function_body(opener)
        else:
            self._suffixed("expression")

    def _suffixed(self, wanted: str) -> bool:
        """Read an expression with its suffixes. Return whether it ends with a call."""
        if bracket := self._accept("("):
            self._closed(bracket, ")", self._expression)
        elif self._now.kind is TokenKind.NAME:
            self._take()
        else:
            self._stop(wanted)
        is_call = False
        while True:
            if self._accept("."):
                self._name()
                is_call = False
            elif bracket := self._accept("["):
                self._closed(bracket, "]", self._expression)
                is_call = False
            elif self._accept(":"):
                self._name()
                self._arguments() or self._stop("arguments")
                is_call = True
            elif self._arguments():
                is_call = True
            else:
                return is_call

    def _arguments(self) -> bool:
        if self._now.kind is TokenKind.STRING:
            self._take()
        elif self._is("{"):
            self._table()
        elif bracket := self._accept("("):
            self._closed(bracket, ")", lambda: None if self._is(")") else self._expressions())
        else:
            return False
        return True

    def _closed(self, bracket: Token, closing: str, inside: Callable[[], None]) -> None:
        self._brackets.append(bracket)
        inside()
        self._expect(closing, bracket)
        self._brackets.pop()

    def _table(self) -> None:
        bracket = self._take()
        self._closed(bracket, "}", self._fields)

    def _fields(self) -> None:
        while not self._is("}"):
            if key := self._accept("["):
                self._closed(key, "]", self._expression)
                self._expect("=")
                self._expression()
            elif self._now.kind is TokenKind.NAME and self._tokens[self._at + 1].text == "=":
                self._take()
                self._take()
                self._expression()
            else:
                self._expression()
            if not self._accept(",", ";"):
                return
