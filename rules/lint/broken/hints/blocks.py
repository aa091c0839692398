"""Blocks that do not end, and `end` without a block: indentation shows which one is meant."""

from dataclasses import dataclass

from rules.analysis.broken.fault import Edit, ErrorPlace, Fault, Sort
from rules.analysis.broken.lexer import Token, TokenKind

_TAB = 8
_STATEMENT = frozenset({"local", "if", "for", "while", "repeat", "return", "function", "do", "goto", "break"})


@dataclass(slots=True, eq=False)
class _Open:
    """A block's first word. `else_if`: the `else` of an `else if` on one line, which it replaces."""

    token: Token
    column: int
    depth: int
    waits_for_do: bool = False
    else_if: "tuple[Token, _Open] | None" = None


@dataclass(frozen=True, slots=True)
class _Claim:
    """A block without its end, which is missing before that token."""

    block: _Open
    before: Token


def _missing_end(place: ErrorPlace) -> Fault | None:
    if place.stop.expected not in {"end", "until"} or place.stop.opener is None:
        return None
    if place.now.kind is not TokenKind.END:
        return _wrong_closer(place)
    left = _Reading(place, guided=False).claims
    guided = _Reading(place, guided=True).claims
    claims = guided if len(guided) == len(left) else left
    if not claims:
        return None
    claim = claims[0]
    mistaken = _else_if(place, claim.block) or (_last_else_if(place) if claims is left else None)
    return mistaken or _unclosed(place, claim)


def _wrong_closer(place: ErrorPlace) -> Fault | None:
    opener, wanted = place.stop.opener, place.stop.expected
    if opener is None or place.now.text not in {"end", "until", "else", "elseif"}:
        return None
    line = f"the `{opener.text}` of line {opener.line}"
    if place.now.text in {"end", "until"}:
        message = f"`{place.now.text}` does not close {line}: that ends with `{wanted}`."
    else:
        message = f"This `{place.now.text}` belongs to no `if`: {line} is still open, or the `if` has ended already."
    return Fault(sort=Sort.UNCLOSED, start=place.now.start, end=place.now.end, message=message)


def _unclosed(place: ErrorPlace, claim: _Claim) -> Fault:
    token, before = claim.block.token, claim.before
    closing = "until …" if token.text == "repeat" else "end"
    where = "at the end of the text" if before.kind is TokenKind.END else f"before line {before.line}"
    marked = place.tokens[-2] if before.kind is TokenKind.END else before
    return Fault(
        sort=Sort.UNCLOSED,
        start=marked.start,
        end=marked.end,
        message=f"The `{token.text}` of line {token.line} is not closed: `{closing}` is missing {where}.",
        title="" if token.text == "repeat" else "Insert end",
        edits=() if token.text == "repeat" else (_end_before(place, claim),),
    )


def _end_before(place: ErrorPlace, claim: _Claim) -> Edit:
    newline = "\r\n" if "\r\n" in place.text else "\n"
    indentation = place.indentation(claim.block.token)
    if claim.before.kind is TokenKind.END:
        content = place.text.rstrip()
        return Edit(len(content), len(content), f"{newline}{indentation}end")
    start = place.line_start(claim.before.start)
    return Edit(start, start, f"{indentation}end{newline}")


def _else_if(place: ErrorPlace, block: _Open) -> Fault | None:
    """Return the `else if` that opened the block inside this one."""
    reading = _Reading(place, guided=False)
    inner = next((each for each in reading.all if each.else_if and each.else_if[1].token is block.token), None)
    if inner is None and block.else_if:
        inner = block
    return _as_elseif(inner) if inner else None


def _last_else_if(place: ErrorPlace) -> Fault | None:
    """Return the last `else if`, where indentation shows nothing."""
    found = [each for each in _Reading(place, guided=False).all if each.else_if]
    return _as_elseif(found[-1]) if found else None


def _as_elseif(inner: _Open) -> Fault | None:
    if inner.else_if is None:
        return None
    word = inner.else_if[0]
    return Fault(
        sort=Sort.LANGUAGE,
        start=word.start,
        end=inner.token.end,
        message="`else if` begins a second `if`, which needs an `end` of its own: write `elseif`.",
        title="Write elseif",
        edits=(Edit(word.start, inner.token.end, "elseif"),),
    )


class _Reading:
    """A pass through the blocks. `guided`: what is not indented deeper than a block's first line is not in the
    block."""

    def __init__(self, place: ErrorPlace, *, guided: bool) -> None:
        self._place = place
        self._guided = guided
        self._open: list[_Open] = []
        self._depth = 0
        self.all: list[_Open] = []
        self.claims: list[_Claim] = []
        self.surplus: list[Token] = []
        self.outdented: list[tuple[Token, Token]] = []
        tokens = place.tokens
        for at, token in enumerate(tokens):
            self._read(token, tokens[at - 1] if at else None)
        self.claims += [_Claim(block, tokens[-1]) for block in reversed(self._open)]

    def _read(self, token: Token, before: Token | None) -> None:
        if token.kind is TokenKind.SIGN:
            self._depth += (token.text in {"(", "{", "["}) - (token.text in {")", "}", "]"})
        if self._guided and token.kind is not TokenKind.END and self._place.begins_line(token):
            self._leave(token)
        if token.kind is not TokenKind.KEYWORD:
            return
        if token.text in {"end", "until"}:
            self._close(token)
        elif token.text == "do" and self._open and self._open[-1].waits_for_do:
            self._open[-1].waits_for_do = False
        elif token.text in {"function", "if", "while", "for", "repeat", "do"}:
            self._begin(token, before)

    def _begin(self, token: Token, before: Token | None) -> None:
        block = _Open(token, self._column(token), self._depth, token.text in {"while", "for"})
        if token.text == "if" and before and before.text == "else" and before.line == token.line and self._open:
            block.else_if = (before, self._open[-1])
        self._open.append(block)
        self.all.append(block)

    def _close(self, token: Token) -> None:
        if not self._open:
            self.surplus.append(token)
            return
        block = self._open.pop()
        if self._place.begins_line(token) and self._column(token) > block.column:
            self.outdented.append((token, block.token))

    def _leave(self, token: Token) -> None:
        """Close the blocks that this line cannot be in any more."""
        column = self._column(token)
        closes = token.text in {"end", "until", "else", "elseif"}
        starts = token.text in _STATEMENT or token.kind is TokenKind.NAME
        while self._open and self._open[-1].token.line < token.line and self._open[-1].depth >= self._depth:
            outside = column < self._open[-1].column or (column == self._open[-1].column and starts and not closes)
            if not outside:
                return
            self.claims.append(_Claim(self._open.pop(), token))

    def _column(self, token: Token) -> int:
        return len(self._place.indentation(token).expandtabs(_TAB))


def _surplus_end(place: ErrorPlace) -> Fault | None:
    token = place.now
    if place.stop.expected != "end of text" or token.text not in {"end", "until", "else", "elseif"}:
        return None
    if token.text != "end":
        message = f"This `{token.text}` belongs to nothing: no block is open here."
        return Fault(sort=Sort.UNCLOSED, start=token.start, end=token.end, message=message)
    early = next((pair for pair in _Reading(place, guided=False).outdented if pair[0].start < token.start), None)
    end, hint = token, ""
    if early:
        end, block = early
        hint = f" (it closes the `{block.text}` of line {block.line}, and the one in line {token.line} closes nothing)"
    return Fault(
        sort=Sort.UNCLOSED,
        start=end.start,
        end=end.end,
        message=f"There is one `end` more than there are blocks{hint}.",
        title="Delete it",
        edits=(_without(place, end),),
    )


def _without(place: ErrorPlace, token: Token) -> Edit:
    """Remove a word, with its line where nothing else is on it."""
    start, end = place.line_start(token.start), place.line_end(token.end)
    if place.text[start:end].strip() != token.text:
        return Edit(token.start, token.end, "")
    after = place.text[end : end + 2]
    return Edit(start, end + (2 if after == "\r\n" else min(1, len(after))), "")


HINTS = (_missing_end, _surplus_end)
