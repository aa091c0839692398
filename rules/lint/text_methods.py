"""Methods that texts have in other languages, and their equivalents in Lua."""

from collections.abc import Callable

from rules.analysis.constants import as_literal
from rules.analysis.expressions import inner, member, string
from rules.analysis.tree import Node

LENGTHS = frozenset({"length", "len", "size", "count"})
_SPECIAL = frozenset("^$()%.[]*+-?")
_WITHOUT_VALUES = frozenset({"lower", "upper", "reverse", "len"})
"""Methods of texts that need no further value."""
_BRACKETED = frozenset({"string", "binary_expression", "unary_expression", "number", "table_constructor"})


def known_elsewhere(owner: Node, name: str, given: list[Node]) -> str | None:
    """Return Lua for `owner:name(given)`."""
    text = f"({owner.text})" if owner.kind in _BRACKETED else owner.text
    word = name.replace("_", "").lower()
    if word in _WITHOUT:
        return _WITHOUT[word].format(text) if not given else None
    make = _WITH.get(word)
    return make(text, [inner(each) for each in given]) if make and given else None


def not_called(node: Node) -> str | None:
    """Return `domain:lower()` for `domain.lower`, which is the function itself."""
    named = member(node)
    if named is None or named[1] not in _WITHOUT_VALUES or named[0].kind != "identifier" or named[0].text == "string":
        return None
    return f"{named[0].text}:{named[1]}()"


def pattern_of(text: str) -> str:
    """Return a pattern that matches a text and nothing else."""
    return "".join(f"%{letter}" if letter in _SPECIAL else letter for letter in text)


_WITHOUT = {
    **dict.fromkeys(("tolower", "tolowercase", "lowercase", "lcase", "casefold", "downcase"), "{0}:lower()"),
    **dict.fromkeys(("toupper", "touppercase", "uppercase", "ucase", "upcase"), "{0}:upper()"),
    **dict.fromkeys(("length", "size", "count", "strlen", "getlength"), "#{0}"),
    **dict.fromkeys(("trim", "strip", "chomp"), '({0}:gsub("^%s+", ""):gsub("%s+$", ""))'),
    **dict.fromkeys(("ltrim", "lstrip", "trimstart", "trimleft"), '({0}:gsub("^%s+", ""))'),
    **dict.fromkeys(("rtrim", "rstrip", "trimend", "trimright"), '({0}:gsub("%s+$", ""))'),
    **dict.fromkeys(("isempty", "empty", "isblank"), '({0} == "")'),
    **dict.fromkeys(("tonumber", "toint", "parseint", "tointeger", "tofloat"), "tonumber({0})"),
    **dict.fromkeys(("tostring", "str", "tostr"), "{0}"),
    **dict.fromkeys(("isdigit", "isnumeric", "isnumber"), '({0}:match("^%d+$") ~= nil)'),
    "reversed": "{0}:reverse()",
}


def _contains(text: str, given: list[Node]) -> str:
    return f"({text}:find({given[0].text}, 1, true) ~= nil)"


def _ends(text: str, given: list[Node]) -> str:
    literal = string(given[0])
    length = str(len(literal.encode())) if literal else f"#{given[0].text}"
    return f"({text}:sub(-{length}) == {given[0].text})"


def _starts(text: str, given: list[Node]) -> str:
    literal = string(given[0])
    length = str(len(literal.encode())) if literal else f"#{given[0].text}"
    return f"({text}:sub(1, {length}) == {given[0].text})"


def _place(text: str, given: list[Node]) -> str:
    return f"({text}:find({given[0].text}, 1, true))"


def _equals(text: str, given: list[Node]) -> str:
    return f"({text} == {given[0].text})"


def _replaced(text: str, given: list[Node]) -> str | None:
    literal = string(given[0]) if len(given) == 2 else None
    if literal is None:
        return None
    return f"({text}:gsub({as_literal(pattern_of(literal))}, {given[1].text}))"


def _parts(text: str, given: list[Node]) -> str | None:
    literal = string(given[0])
    if not literal or len(literal) != 1:
        return None
    letter = f"%{literal}" if literal in _SPECIAL else literal
    return f'{text}:gmatch("[^{letter}]+")' if literal != '"' else None


def _from_0(text: str, given: list[Node]) -> str | None:
    """Write `sub` for a method that counts from 0 and excludes the last place."""
    first = given[0].text
    if given[0].kind != "number" or not first.isdigit() or (len(given) > 1 and given[1].kind != "number"):
        return None
    return f"{text}:sub({', '.join([str(int(first) + 1), *(each.text for each in given[1:2])])})"


def _letter(text: str, given: list[Node]) -> str | None:
    if given[0].kind != "number" or not given[0].text.isdigit():
        return None
    place = int(given[0].text) + 1
    return f"{text}:sub({place}, {place})"


_WITH: dict[str, Callable[[str, list[Node]], str | None]] = {
    **dict.fromkeys(("contains", "includes", "has", "include", "instr"), _contains),
    **dict.fromkeys(("endswith", "hassuffix", "ends"), _ends),
    **dict.fromkeys(("startswith", "beginswith", "hasprefix", "starts"), _starts),
    **dict.fromkeys(("indexof", "index", "strpos", "search", "pos"), _place),
    **dict.fromkeys(("equals", "equal", "eq"), _equals),
    **dict.fromkeys(("replace", "replaceall"), _replaced),
    **dict.fromkeys(("split", "explode"), _parts),
    **dict.fromkeys(("substring", "slice"), _from_0),
    **dict.fromkeys(("charat", "at"), _letter),
    "concat": lambda text, given: " .. ".join([text, *(each.text for each in given)]),
    "equalsignorecase": lambda text, given: f"({text}:lower() == {given[0].text}:lower())",
    "substr": lambda text, given: _substring(text, given),
    "left": lambda text, given: f"{text}:sub(1, {given[0].text})",
    "right": lambda text, given: f"{text}:sub(-{given[0].text})",
}


def _substring(text: str, given: list[Node]) -> str | None:
    """Write `sub` for a method that is given a place and a number of letters."""
    if any(each.kind != "number" or not each.text.isdigit() for each in given):
        return None
    first = int(given[0].text) + 1
    last = [str(first + int(given[1].text) - 1)] if len(given) > 1 else []
    return f"{text}:sub({', '.join([str(first), *last])})"
