"""A query's text without what may differ: how it is laid out, and the values written into it."""

from sqlglot import TokenType, tokenize
from sqlglot.errors import SqlglotError

VALUES = {TokenType.NUMBER, *(kind for kind in TokenType if kind.name.endswith("STRING"))}


def shape(sql: str) -> tuple[str, tuple[str, ...]]:
    """The text with a `?` for each value, in lower case with single spaces and no comments; and the values, in order.

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
