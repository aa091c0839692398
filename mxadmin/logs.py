"""A filter for secrets that the log must not hold."""

import logging
import re

PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s:/@]*):[^\s@/]+@")
PASSWORD_IN_CONNINFO = re.compile(r"(?i)\b(password\s*=\s*)('[^']*'|\S+)")


class HidePasswords(logging.Filter):
    """A filter that replaces the password of any address or connection string in a message by ***."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = PASSWORD_IN_CONNINFO.sub(r"\1***", PASSWORD_IN_URL.sub(r"\1:***@", message))
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True


class RefusalsInOneLine(logging.Filter):
    """A filter that writes a refused request (403, 400 …) in one line without a traceback, whatever its
    address holds."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security") or 400 <= getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = record.stack_info = None
            message = record.getMessage()
            record.msg, record.args = "".join(map(_visible, message)), ()
        return True


def _visible(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()
