"""The terms of a search."""

from dataclasses import dataclass
from enum import StrEnum


class SearchError(ValueError):
    """A text that is no search. The message is a sentence for the person who typed it."""


class Key(StrEnum):
    """What a term asks for. The first three are for texts that are typed without a key."""

    TEXT = "text"
    NAME = "name"
    ADDRESS = "address"
    FROM = "from"
    TO = "to"
    SERVER = "server"
    PROVIDER = "provider"
    DOMAIN = "domain"
    IP = "ip"
    CODE = "code"
    STATUS = "status"
    OUTCOME = "outcome"
    REPLY = "reply"
    MESSAGE = "message"


LABELS = {
    Key.TEXT: "Text",
    Key.NAME: "Server or destination",
    Key.ADDRESS: "Address",
    Key.FROM: "From",
    Key.TO: "To",
    Key.SERVER: "Server",
    Key.PROVIDER: "Provider",
    Key.DOMAIN: "Destination",
    Key.IP: "IP address",
    Key.CODE: "Reply code",
    Key.STATUS: "Status code",
    Key.OUTCOME: "Outcome",
    Key.REPLY: "Reply",
    Key.MESSAGE: "Message id",
}
WITHOUT_KEY = frozenset({Key.TEXT, Key.NAME, Key.ADDRESS})
TYPED_KEYS = tuple(key for key in Key if key not in WITHOUT_KEY)

NONE, FAILED = "none", "failed"
"""An empty value (no server, no reply code), and every outcome but delivered, as they are typed."""
OUTCOMES = (FAILED, "delivered", "transient", "permanent", NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition. `value` is in its plain form (4xx, 4.7.*); an empty one asks for rows that have none."""

    key: Key
    value: str
    negated: bool = False

    @property
    def label(self) -> str:
        label = LABELS[self.key]
        return f"Not {label if self.key is Key.IP else label.lower()}" if self.negated else label
