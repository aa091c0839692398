"""The types that a statement casts to."""

from typing import Any

from rules.replay.as_of.refusal import not_checked
from rules.replay.as_of.tokens import Tokens
from rules.replay.as_of.tree import strings
from rules.replay.as_of.vocabulary import TYPES


def check_type(type_name: Any) -> None:
    """Raise CannotAsk for a type whose values nobody has checked."""
    names = strings(type_name.names)
    if names[-1] not in TYPES or names[:-1] not in {(), ("pg_catalog",)} or type_name.setof or type_name.pct_type:
        raise not_checked(f"the type {'.'.join(name for name in names if name != 'pg_catalog')}")


def written_type(cast: Any, literal: int, tokens: Tokens) -> str:
    """Return the type as it is written before a literal (by its position), as in `interval '1 day'`; else nothing."""
    start = cast.type_name.location
    if start > literal:
        return ""
    return tokens.text[start:literal].decode().strip()
