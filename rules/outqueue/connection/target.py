"""The address of VPOP3's database, from its URL: how to name it, and how each session there begins."""

import re
from dataclasses import dataclass
from urllib.parse import quote

import psycopg
from psycopg import conninfo

MILLISECONDS = 1000
USUAL_NAME = "vpop3"

SESSION = {
    "default_transaction_read_only": "on",
    "search_path": "pg_catalog,public",
    "lock_timeout": "1000",
    "idle_in_transaction_session_timeout": "60000",
    "standard_conforming_strings": "on",
    "DateStyle": "ISO",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "cursor_tuple_fraction": "1.0",
}
"""Settings of every session, as start-up options: `DISCARD ALL` and `RESET` come back to them, not to others.

The time zone is not among them: a `starttime` without one is in the database's own. Cursors are planned for
all their rows, because the broker reads all of them, up to its cap.
"""

UNREADABLE = (
    "MXADMIN_VPOP3_DATABASE_URL cannot be read: write it like "
    "postgresql://mxadmin_reader:PASSWORD@192.0.2.1:5433/vpop3, "
    "with special characters of the password percent-encoded (/ is %2F)."
)

SLASH_IN_PASSWORD = re.compile(r"\w+://[^@?]*/[^?]*@")
"""A password with a slash: libpq takes what is before the slash for host and port, and the rest of the password for the
database's name. Both would be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The parsed URL. `repr` and `str` keep the password out."""

    parameters: dict[str, str]

    @classmethod
    def parse(cls, url: str) -> "Target":
        """Read a postgresql:// URL or libpq's key=value form. Raises ValueError; the text is not repeated in it,
        because it may hold a password."""
        if SLASH_IN_PASSWORD.match(url):
            raise ValueError(UNREADABLE)
        try:
            found = conninfo.conninfo_to_dict(url)
        except psycopg.Error:
            raise ValueError(UNREADABLE) from None
        return cls(parameters={name: str(value) for name, value in found.items() if value is not None})

    def __repr__(self) -> str:
        return f"<Target {self}>"

    def __str__(self) -> str:
        return f"VPOP3's database {self.name} at {self.address}"

    @property
    def name(self) -> str:
        return self.parameters.get("dbname", USUAL_NAME)

    @property
    def role(self) -> str:
        return self.parameters.get("user", "")

    @property
    def address(self) -> str:
        host = self.parameters.get("host") or self.parameters.get("hostaddr") or "the local socket"
        port = self.parameters.get("port", "5432")
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def conninfo(self, *, application_name: str, connect_timeout: float, statement_timeout: float) -> str:
        """Return libpq's text; both times in seconds (libpq waits at least 2 for each address it tries)."""
        settings = SESSION | {"statement_timeout": str(round(statement_timeout * MILLISECONDS))}
        options = [self.parameters.get("options", ""), *(f"-c {key}={text}" for key, text in settings.items())]
        own: dict[str, str | int] = {
            "application_name": application_name,
            "connect_timeout": max(2, round(connect_timeout)),
            "options": " ".join(filter(None, options)),
            "client_encoding": "UTF8",
            "tcp_user_timeout": round(statement_timeout * MILLISECONDS),
            "keepalives_idle": 30,
        }
        return conninfo.make_conninfo("", **{"dbname": self.name, **self.parameters, **own})

    def without_password(self, text: str) -> str:
        """Return the text with the password, plain or percent-encoded, replaced wherever it is a word of its own."""
        password = self.parameters.get("password", "")
        for secret in {password, quote(password), quote(password, safe="")} - {""}:
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "[password]", text)
        return text
