"""The servers that a message to a domain is tried at: the demo's zone, read as VPOP3 would."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rules.resolver import mx
from rules.resolver.answer import Question
from rules.resolver.mx import Exchange
from rules.resolver.zone import ZoneResolver

ZONE = Path(__file__).with_name("demo.zone")


@dataclass(frozen=True, slots=True)
class Host:
    name: str
    address: str


class Routes:
    """The zone never changes while it is read, so every answer is kept."""

    def __init__(self, zone: Path = ZONE) -> None:
        self._resolver = ZoneResolver.parse([(zone.name, zone.read_text(encoding="utf-8"))])
        self.exchanges = cache(self._exchanges)
        self.address = cache(self._address)

    def to(self, domain: str, seed: int) -> list[Host]:
        """Return the servers, best first, at random among equals; exchanges without an address cannot be tried."""
        ordered = mx.order(self.exchanges(domain), seed)
        return [Host(e.name, address) for e in ordered if (address := self.address(e.name))]

    def _exchanges(self, domain: str) -> tuple[Exchange, ...]:
        (answer,) = self._resolver.lookup([Question(domain, "MX")])
        return mx.read_mx(answer).exchanges

    def _address(self, host: str) -> str:
        (answer,) = self._resolver.lookup([Question(host, "A")])
        return answer.records[0].data if answer.records else ""
