"""The one exception by which VPOP3's database says that it cannot answer, and how psycopg's become it."""

from enum import StrEnum

import psycopg

from rules.outqueue.target import Target


class Trouble(StrEnum):
    """What kind of thing went wrong: a page chooses its advice by it."""

    NOT_CONFIGURED = "not_configured"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    BUSY = "busy"
    SLOW = "slow"
    FORBIDDEN = "forbidden"
    SCHEMA = "schema"
    FAILED = "failed"


class Unavailable(Exception):
    """VPOP3's database did not answer. The message is a sentence for people and never holds a password."""

    def __init__(self, sentence: str, trouble: Trouble) -> None:
        super().__init__(sentence)
        self.trouble = trouble


NOT_CONFIGURED = "No VPOP3 database is connected. Set MXADMIN_VPOP3_DATABASE_URL to connect one."

ADVICE = {
    Trouble.UNREACHABLE: "Is VPOP3 running there, and may this machine reach the port? It is tried again by itself.",
    Trouble.REFUSED: "Check role, password and database in MXADMIN_VPOP3_DATABASE_URL, and pg_hba.conf there.",
    Trouble.BUSY: "All connections are in use. It is tried again by itself.",
    Trouble.SLOW: "Choose a shorter time range or a server, or see the connection page for the index that helps.",
    Trouble.FORBIDDEN: "The connection page has the SQL that gives the role what it needs.",
    Trouble.SCHEMA: "Another version of VPOP3 may keep its send attempts differently.",
}

SQLSTATES = {
    "28": Trouble.REFUSED,
    "3D": Trouble.REFUSED,
    "53": Trouble.BUSY,
    "57014": Trouble.SLOW,
    "55P03": Trouble.SLOW,
    "57": Trouble.UNREACHABLE,
    "08": Trouble.UNREACHABLE,
    "42501": Trouble.FORBIDDEN,
    "42": Trouble.SCHEMA,
    "3F": Trouble.SCHEMA,
}
"""PostgreSQL's error codes (appendix A of its manual), the longest prefix first where two fit."""

WORDS = {
    "authentication": Trouble.REFUSED,
    "pg_hba.conf": Trouble.REFUSED,
    "password": Trouble.REFUSED,
    "does not exist": Trouble.REFUSED,
    "not permitted to log in": Trouble.REFUSED,
    "too many": Trouble.BUSY,
    "remaining connection slots": Trouble.BUSY,
}
"""libpq gives no code for a connection that was refused; a server that speaks another language stays UNREACHABLE."""


def trouble_of(error: psycopg.Error) -> Trouble:
    if state := error.sqlstate:
        fitting = [prefix for prefix in SQLSTATES if state.startswith(prefix)]
        return SQLSTATES[max(fitting, key=len)] if fitting else Trouble.FAILED
    if not isinstance(error, psycopg.OperationalError):
        return Trouble.FAILED
    text = str(error)
    return next((trouble for word, trouble in WORDS.items() if word in text), Trouble.UNREACHABLE)


def unavailable(error: psycopg.Error, target: Target) -> Unavailable:
    """Psycopg's error as a sentence: which database, what happened in the server's words, what to do."""
    trouble = trouble_of(error)
    words = target.without_password(_words(error))
    sentence = f"{target} {VERBS.get(trouble, 'could not answer')}: {words}"
    return Unavailable(f"{sentence} {ADVICE.get(trouble, '')}".strip(), trouble)


VERBS = {
    Trouble.UNREACHABLE: "cannot be reached",
    Trouble.REFUSED: "refused the connection",
    Trouble.BUSY: "takes no more connections",
    Trouble.SLOW: "took too long",
    Trouble.FORBIDDEN: "does not let this role read it",
}


def _words(error: psycopg.Error) -> str:
    """The server's own first sentence; a connection's error repeats the address before it."""
    text = error.diag.message_primary or str(error).strip().splitlines()[0]
    text = text.rpartition("FATAL:")[2].strip().removeprefix("connection failed: ")
    return text if text.endswith(".") else f"{text}."
