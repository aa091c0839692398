"""What the log must not hold."""

import logging
import re

PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s:/@]*):[^\s@/]+@")
PASSWORD_IN_CONNINFO = re.compile(r"(?i)\b(password\s*=\s*)('[^']*'|\S+)")


class HidePasswords(logging.Filter):
    """Replaces the password of any address or connection string in a message by ***."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = PASSWORD_IN_CONNINFO.sub(r"\1***", PASSWORD_IN_URL.sub(r"\1:***@", message))
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True
