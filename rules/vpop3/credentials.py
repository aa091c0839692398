"""Hiding of passwords: a server in a DNS Server Map may carry a user and a password, which is never shown."""

import re
from collections.abc import Mapping

_PASSWORD = re.compile(r"(?P<user>[^\s:@/\"'\[\]{}=,]+):[^\s@/\"']+@(?=[\w\[])")


def redact_text(text: str) -> str:
    """Replace the password: `user:secret@host` becomes `user:***@host`."""
    return _PASSWORD.sub(r"\g<user>:***@", text) if "@" in text else text


def redact(value: object) -> object:
    """Do the same for every text in a value as it came from Lua, keys included."""
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, Mapping):
        return {redact(key): redact(item) for key, item in value.items()}
    return value
