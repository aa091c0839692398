"""Words of other languages, and Lua's own words misspelt."""

from difflib import get_close_matches

from rules.analysis.broken.fault import Edit, ErrorPlace, Fault, Sort, replacing
from rules.analysis.broken.lexer import KEYWORDS, Token, TokenKind
from rules.lint.broken.hints.loops import label_before_end

_DECLARING = frozenset({
    "auto", "bool", "boolean", "char", "const", "dim", "double", "float", "int", "integer", "let", "long", "my",
    "number", "object", "string", "table", "var",
})  # fmt: skip
_FUNCTIONS = frozenset({"def", "defun", "fn", "fun", "func", "procedure", "proc", "sub", "void"})
_ENDS = frozenset({"done", "endfor", "endfunction", "endif", "endsub", "endwhile", "esac", "fi", "wend"})
_ELSEIFS = frozenset({"elif", "elsif", "elseif", "elsf"})
_COMPARING = {"is": "==", "eq": "==", "equals": "==", "ne": "~=", "mod": "%", "xor": "~="}
_WAYS = {
    "switch": "compare with `if … elseif … else … end`",
    "case": "compare with `if … elseif … else … end`",
    "select": "compare with `if … elseif … else … end`",
    "match": "compare with `if … elseif … else … end`",
    "try": "write `local fine, result = pcall(f)`",
    "catch": "write `local fine, problem = pcall(f)`",
    "except": "write `local fine, problem = pcall(f)`",
    "finally": "write `local fine, problem = pcall(f)`",
    "throw": 'write `error("…")`',
    "raise": 'write `error("…")`',
    "import": "the libraries string, table, math and os are there already",
    "include": "the libraries string, table, math and os are there already",
    "using": "the libraries string, table, math and os are there already",
    "from": "the libraries string, table, math and os are there already",
    "foreach": "write `for key, value in pairs(t) do … end`",
    "loop": "write `while true do … end`",
    "unless": "write `if not … then … end`",
    "begin": "a block is `do … end`",
    "class": "use a table",
    "struct": "use a table",
    "enum": "use a table",
    "new": "call the function that makes the value",
    "echo": "write `print(…)`",
    "async": "everything happens in turn",
    "await": "everything happens in turn",
    "public": "write `function` or `local` without it",
    "private": "write `local` without it",
    "static": "write `local` without it",
    "set": "write `name = value`",
    "call": "write `f(…)`",
}


def _first_word(place: ErrorPlace) -> Token | None:
    """Return the name with which the statement begins, where only the next token follows."""
    first = place.first
    return first if first.kind is TokenKind.NAME and place.stop.at == place.stop.statement + 1 else None


def _fault(start: Token, end: Token, message: str, title: str = "", *edits: Edit, sort: Sort = Sort.LANGUAGE) -> Fault:
    return Fault(sort=sort, start=start.start, end=end.end, message=message, title=title, edits=edits)


def _declaration(place: ErrorPlace) -> Fault | None:
    word = _first_word(place)
    if word is None or place.now.kind is not TokenKind.NAME or place.now.line != word.line:
        return None
    lower = word.text.lower()
    if lower in _DECLARING:
        return _fault(
            word, word, f"Lua has no `{word.text}`: a variable is declared with `local`.", "Write local",
            replacing(word, "local"),
        )  # fmt: skip
    if lower in _FUNCTIONS and place.text[place.now.end : place.now.end + 1] in {"(", ".", ":", " "}:
        return _fault(
            word, word, f"Lua has no `{word.text}`: a function begins with `function`.", "Write function",
            replacing(word, "function"),
        )  # fmt: skip
    return None


def _parameter(place: ErrorPlace) -> Fault | None:
    """Explain types and default values of parameters."""
    before, now = place.before, place.now
    inside = place.stop.expected == ")" and place.stop.opener is not None and not place.stop.brackets
    if not inside or before is None or before.kind is not TokenKind.NAME:
        return None
    if now.text == "=":
        message = (
            f"A parameter has no default value in Lua: write `{before.text} = {before.text} or …` in the function."
        )
        return _fault(before, now, message)
    if now.text == ":":
        return _fault(now, now, f"A parameter has no type in Lua: write only `{before.text}`.")
    if now.kind is TokenKind.NAME and before.text.lower() in _DECLARING:
        edit = Edit(before.start, now.start, "")
        return _fault(
            before, before, f"A parameter has no type in Lua: write only `{now.text}`.", "Delete the type", edit
        )
    return None


def _continue(place: ErrorPlace) -> Fault | None:
    word = _first_word(place)
    if word is None or word.text != "continue" or place.stop.expected != "call":
        return None
    label = label_before_end(place, place.stop.statement, "continue")
    edits = (Edit(word.start, word.end, "goto continue"), *label) if label is not None else ()
    message = "Lua has no `continue`: write `goto continue`, and `::continue::` before the `end` of the loop."
    return _fault(word, word, message, "Write goto continue" if edits else "", *edits)


def _pass(place: ErrorPlace) -> Fault | None:
    word = _first_word(place)
    if word is None or word.text != "pass" or place.stop.expected != "call":
        return None
    return _fault(word, word, "Lua has no `pass`: leave the block empty.", "Delete it", replacing(word, ""))


def _end_word(place: ErrorPlace) -> Fault | None:
    word = place.now if place.stop.expected == "end" and place.now.kind is TokenKind.NAME else _first_word(place)
    if word and word.text.lower() in _ENDS and place.stop.expected in {"call", "end"}:
        return _fault(
            word, word, f"A block ends with `end` in Lua, not with `{word.text}`.", "Write end", replacing(word, "end")
        )
    return None


def _end_of_what(place: ErrorPlace) -> Fault | None:
    """Explain `end if`: Lua would begin another `if` there."""
    for at in range(place.stop.at, 0, -1):
        word, end = place.tokens[at], place.tokens[at - 1]
        if end.line < place.now.line - 3:
            return None
        if (
            end.text == "end"
            and end.line == word.line
            and word.text.lower() in {"if", "while", "for", "function", "sub"}
        ):
            rest = place.rest_of_line(word.end).strip()
            if not rest or rest.startswith("--"):
                message = f"A block ends with `end` alone: leave out `{word.text}`."
                return _fault(word, word, message, f"Delete {word.text}", Edit(end.end, word.end, ""))
    return None


def _else_if(place: ErrorPlace) -> Fault | None:
    """Explain `elif` and the like at the beginning of a statement."""
    word = place.first
    if (
        word.kind is not TokenKind.NAME
        or word.text.lower() not in _ELSEIFS
        or place.stop.at > place.stop.statement + 60
    ):
        return None
    return _fault(word, word, f"Lua has no `{word.text}`: write `elseif`.", "Write elseif", replacing(word, "elseif"))


def _comparison(place: ErrorPlace) -> Fault | None:
    word, after = place.now, place.after
    if word.kind is not TokenKind.NAME or word.text not in _COMPARING or place.stop.expected in {"expression", "name"}:
        return None
    negated = word.text == "is" and after is not None and after.text == "not"
    sign = "~=" if negated else _COMPARING[word.text]
    last = after if negated and after else word
    return _fault(
        word,
        last,
        f"Lua has no `{place.text[word.start : last.end]}`: write `{sign}`.",
        f"Write {sign}",
        Edit(word.start, last.end, sign),
    )


def _in(place: ErrorPlace) -> Fault | None:
    word = place.now
    if word.text == "in" and place.first.text != "for":
        return _fault(
            word, word, "`in` belongs to `for` alone: ask `t[value]`, with the values as keys, or `string.find`."
        )
    if place.first.text == "for" and word.text in {"of", "to", "until", "downto"}:
        written = "in" if word.text == "of" else ","
        if place.stop.expected in {"= or in", ","}:
            start = place.tokens[place.stop.at - 1].end if written == "," else word.start
            return _fault(
                word,
                word,
                f"A loop has no `{word.text}` in Lua: write `{written}`.",
                f"Write {written}",
                Edit(start, word.end, written),
            )
    return None


def _bare_call(place: ErrorPlace) -> Fault | None:
    """Explain `print x`."""
    word = _first_word(place)
    if word is None or word.text not in {"print", "error", "echo", "puts", "printf"} or place.now.line != word.line:
        return None
    if place.now.kind not in {TokenKind.NAME, TokenKind.NUMBER} and place.now.text not in {
        "not",
        "-",
        "#",
        "nil",
        "true",
        "false",
    }:
        return None
    name = word.text if word.text in {"print", "error"} else "print"
    end = word.start + len(place.rest_of_line(word.start).partition("--")[0].rstrip().rstrip(";"))
    written = f"{name}({place.text[place.now.start : end]})"
    return Fault(
        sort=Sort.LANGUAGE,
        start=word.start,
        end=end,
        message=f"A call needs brackets: write `{name}(…)`.",
        title=f"Write {name}(…)",
        edits=(Edit(word.start, end, written),),
    )


def _other(place: ErrorPlace) -> Fault | None:
    word = place.first
    way = _WAYS.get(word.text) if word.kind is TokenKind.NAME else None
    if way is None or place.stop.at - place.stop.statement > 200:
        return None
    near = place.stop.at == place.stop.statement + 1
    if not near and not (
        place.tokens[place.stop.statement + 1].text in {"(", "{"}
        and word.text in {"switch", "catch", "try", "foreach", "unless"}
    ):
        return None
    return _fault(word, word, f"Lua has no `{word.text}`: {way}.")


def _misspelt(place: ErrorPlace) -> Fault | None:
    """Explain a word that is nearly one of Lua's, where only one of Lua's is allowed."""
    candidates = [place.now] if place.stop.expected in {"then", "do", "= or in", "call"} else []
    if place.first.kind is TokenKind.NAME and place.stop.statement < place.stop.at <= place.stop.statement + 3:
        candidates.insert(0, place.first)
    for word in candidates:
        if word.kind is not TokenKind.NAME or (
            word is place.first and place.stop.expected not in {"call", "statement", "expression"}
        ):
            continue
        meant = similar(word.text)
        if meant and (place.stop.expected not in {"then", "do"} or meant == place.stop.expected or word is place.first):
            return _fault(
                word,
                word,
                f"{word.text} is no word of Lua: did you mean `{meant}`?",
                f"Write {meant}",
                replacing(word, meant),
                sort=Sort.SYNTAX,
            )
    return None


def similar(word: str) -> str | None:
    """Return the keyword that differs in capitals, in the order of its letters, or in one of them."""
    lower = word.lower()
    if lower in KEYWORDS:
        return lower
    if len(word) < 3:
        return None
    swapped = [each for each in sorted(KEYWORDS) if sorted(each) == sorted(lower)]
    close = get_close_matches(lower, sorted(KEYWORDS), n=1, cutoff=0.8) if len(word) > 3 else []
    return next(iter(swapped or close), None)


HINTS = (
    _continue, _pass, _else_if, _end_word, _end_of_what, _declaration, _parameter, _comparison, _in, _other, _bare_call,
    _misspelt,
)  # fmt: skip
