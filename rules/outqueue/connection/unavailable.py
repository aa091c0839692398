"""The one exception for trouble with VPOP3's database, made from psycopg's exceptions."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

import psycopg

from rules.outqueue.connection.target import Target

Known = TypeVar("Known")


class Trouble(StrEnum):
    """Kinds of trouble: a page chooses its advice by it."""

    NOT_CONFIGURED = "not_configured"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    BUSY = "busy"
    SLOW = "slow"
    FORBIDDEN = "forbidden"
    SCHEMA = "schema"
    FAILED = "failed"


class Unavailable(Exception):
    """An error of VPOP3's database: it did not answer. The message is a sentence for people and never holds a
    password."""

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

REFUSALS = {
    "28P01": "Check the role and its password in MXADMIN_VPOP3_DATABASE_URL.",
    "28": "Check the role in MXADMIN_VPOP3_DATABASE_URL, its right to log in, and pg_hba.conf there.",
    "3D": "Check the database's name in MXADMIN_VPOP3_DATABASE_URL.",
    "55000": "That database takes no connections at all: check its name in MXADMIN_VPOP3_DATABASE_URL.",
    "22": "Check the options in MXADMIN_VPOP3_DATABASE_URL.",
    "42": "Check the options in MXADMIN_VPOP3_DATABASE_URL.",
    "08P01": "Something between mxadmin and PostgreSQL, a pooler perhaps, does not let its settings through.",
}
"""The answers of a server that refuses a connection, and the advice for each, the longest prefix first where two
fit."""

LIBPQ_SAYS = {
    "does not support SSL": "PostgreSQL there has no SSL: say sslmode=prefer in MXADMIN_VPOP3_DATABASE_URL.",
    "SSL not in use": "PostgreSQL there has no SSL: leave channel_binding out of the address.",
    "certificate": "Check sslmode and sslrootcert in MXADMIN_VPOP3_DATABASE_URL, and the certificate there.",
    "no password supplied": "MXADMIN_VPOP3_DATABASE_URL has no password, and PostgreSQL there asks for one.",
    "authentication method": "Check how pg_hba.conf there lets this role in.",
}
"""Parts of libpq's own refusals, which have no code, but are always in English."""

UNKNOWN_HOST = ("failed to resolve host", "could not translate host name")
STARTING = "57P03"


def trouble_of(error: psycopg.Error) -> Trouble:
    if error.sqlstate:
        return _longest(SQLSTATES, error.sqlstate) or Trouble.FAILED
    return Trouble.UNREACHABLE if isinstance(error, psycopg.OperationalError) else Trouble.FAILED


def unavailable(error: psycopg.Error, target: Target) -> Unavailable:
    """Return the error of a query as a sentence: which database, what happened in the server's words, what to do."""
    trouble = trouble_of(error)
    return _told(error, target, trouble, ADVICE.get(trouble, ""))


def not_connected(error: psycopg.Error, target: Target) -> Unavailable:
    """Return the error of a connection as a sentence."""
    trouble = trouble_of(error)
    refused = _refused(error, trouble)
    if refused is not None:
        return _told(error, target, Trouble.REFUSED, refused)
    if error.sqlstate == STARTING:
        return _told(error, target, trouble, "It is starting or stopping, and tried again by itself.")
    if any(words in str(error) for words in UNKNOWN_HOST):
        return _told(error, target, trouble, "Check the host in MXADMIN_VPOP3_DATABASE_URL, and this machine's DNS.")
    return _told(error, target, trouble, ADVICE.get(trouble, ""))


def _refused(error: psycopg.Error, trouble: Trouble) -> str | None:
    """Return the advice where the address has to change, else None."""
    if trouble is Trouble.FORBIDDEN:
        return None
    if error.sqlstate:
        return _longest(REFUSALS, error.sqlstate)
    return next((advice for words, advice in LIBPQ_SAYS.items() if words in str(error)), None)


def _longest(known: Mapping[str, Known], state: str) -> Known | None:
    fitting = [prefix for prefix in known if state.startswith(prefix)]
    return known[max(fitting, key=len)] if fitting else None


def _told(error: psycopg.Error, target: Target, trouble: Trouble, advice: str) -> Unavailable:
    words = target.without_password(_words(error))
    sentence = f"{target} {VERBS.get(trouble, 'could not answer')}: {words}"
    return Unavailable(f"{sentence} {advice}".strip(), trouble)


VERBS = {
    Trouble.UNREACHABLE: "cannot be reached",
    Trouble.REFUSED: "refused the connection",
    Trouble.BUSY: "takes no more connections",
    Trouble.SLOW: "took too long",
    Trouble.FORBIDDEN: "does not let this role read it",
}


def _words(error: psycopg.Error) -> str:
    """Return the server's own first sentence; a connection's error repeats the address, and a severity in any
    language."""
    text = error.diag.message_primary or str(error).strip().splitlines()[0]
    text = re.sub(r"^connection (failed|is bad): ", "", text)
    text = re.sub(r"^.* failed: [^:]+: {2}", "", text)
    return text if text.endswith(".") else f"{text}."
