"""One try to send a message, as it is handed to the process that makes it."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

EMAIL, WEBHOOK, APPRISE = "email", "webhook", "apprise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`content` is the dictionary of a `Letter`. `networks` are those that a setting allows, `smtp` and `sender` those
    of the settings. `check`: the address is only read, and nothing is sent."""

    kind: str
    address: str
    secret: str = ""
    uid: str = ""
    content: dict[str, Any]
    networks: str = ""
    smtp: str = ""
    sender: str = ""
    check: bool = False

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls(**json.loads(text))
