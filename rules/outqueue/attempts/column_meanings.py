"""The meanings that a column of the send attempts may have, by its name AND its type: the vendor documents only
three."""

from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    """The meanings that mxadmin uses. `server`, `started` and `result` are documented, all others are recognised."""

    SERVER = "server"
    STARTED = "started"
    RESULT = "result"
    MESSAGE_ID = "message_id"
    RECIPIENT = "recipient"
    DOMAIN = "domain"
    IP = "ip"
    ENDED = "ended"
    DURATION = "duration"
    RETRY = "retry"
    SIZE = "size"
    RETURN_PATH = "return_path"
    SENDER = "sender"


TEXT = frozenset({"text", "character varying", "character", "name", "citext"})
WHOLE = frozenset({"smallint", "integer", "bigint"})
NUMBER = WHOLE | {"numeric", "real", "double precision"}
TIMESTAMP = frozenset({"timestamp without time zone", "timestamp with time zone"})
ADDRESS = frozenset({"inet", "cidr"})


@dataclass(frozen=True, slots=True)
class Clue:
    """Names to look for, without underscores and case, the likeliest first; types as `format_type` gives them."""

    names: tuple[str, ...]
    types: frozenset[str]


DOCUMENTED = {
    Meaning.SERVER: Clue(("server",), TEXT),
    Meaning.STARTED: Clue(("starttime",), TIMESTAMP),
    Meaning.RESULT: Clue(("result",), TEXT | NUMBER),
}

CLUES = {
    Meaning.MESSAGE_ID: Clue(
        ("messageid", "msgid", "mid", "message", "queueid", "messagenumber", "msgno"), TEXT | WHOLE | {"uuid"}
    ),
    Meaning.RECIPIENT: Clue(
        ("recipient", "rcptto", "rcpt", "recipients", "recipientaddress", "toaddress", "toaddr", "address"), TEXT
    ),
    Meaning.DOMAIN: Clue(
        ("domain", "recipientdomain", "destdomain", "destinationdomain", "destination", "targetdomain"), TEXT
    ),
    Meaning.IP: Clue(
        ("ip", "ipaddress", "serverip", "serveraddress", "remoteip", "remoteaddress", "ipaddr"), TEXT | ADDRESS
    ),
    Meaning.ENDED: Clue(
        ("endtime", "finishtime", "stoptime", "ended", "finished", "completed", "endedat", "finishedat"), TIMESTAMP
    ),
    Meaning.DURATION: Clue(
        ("duration", "durationms", "elapsed", "elapsedms", "timetaken", "timetakenms", "durationseconds"),
        NUMBER | {"interval"},
    ),
    Meaning.RETRY: Clue(
        ("numretries", "retry", "retries", "retrycount", "retrynumber", "retryno", "attempt", "attemptno"), WHOLE
    ),
    Meaning.SIZE: Clue(("messagesize", "size", "msgsize", "sizebytes", "bytes"), NUMBER),
    Meaning.RETURN_PATH: Clue(
        (
            "returnpath",
            "mailfrom",
            "envelopefrom",
            "fromaddress",
            "fromaddr",
            "senderaddress",
            "senderemail",
            "from",
            "sender",
        ),
        TEXT,
    ),
    Meaning.SENDER: Clue(
        ("connectionname", "sendername", "sender", "connection", "connectionid", "senderid", "outsender"),
        TEXT | WHOLE,
    ),
}


def plain(name: str) -> str:
    """A column's name without case, underscores and spaces: "Message_ID" and "messageid" are one."""
    return name.lower().replace("_", "").replace(" ", "")
