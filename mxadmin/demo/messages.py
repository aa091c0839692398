"""The messages that a firm of forty people sends: when, to whom, how large, and what is wrong with them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mxadmin.demo.destinations import DESTINATIONS, STORMY
from mxadmin.demo.replies import Fault
from mxadmin.demo.storms import Weather

HOUR = timedelta(hours=1)
MESSAGES_IN_BUSIEST_HOUR = 320
NEWSLETTERS_AN_HOUR = 45
"""Newsletters to the stormy provider, as long as a storm lasts; more than it takes."""
HOURS = (2, 2, 1, 1, 2, 5, 15, 38, 75, 100, 98, 90, 64, 76, 92, 90, 78, 55, 28, 16, 12, 9, 6, 4)
"""The percentage of the busiest hour, by local hour."""
WEEKDAYS = (100, 96, 94, 95, 84, 14, 10)
"""The percentage by weekday, from Monday."""
PEOPLE = ("anna.price", "ben.okoro", "carla.reyes", "david.lindqvist", "eva.novak", "farid.haddad", "grace.tan")
MAILBOXES = ("office", "info", "orders", "accounts", "j.archer", "m.dupont", "s.ito", "k.weber", "l.rossi", "t.obi")
FAULTS = (Fault.NONE, Fault.UNKNOWN_USER, Fault.MAILBOX_FULL, Fault.UNWANTED)
FAULT_WEIGHTS = (972, 17, 5, 6)
DOMAINS = [destination.domain for destination in DESTINATIONS]
DOMAIN_WEIGHTS = [destination.weight for destination in DESTINATIONS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    identity: str
    sender: str
    recipient: str
    domain: str
    size: int
    born: datetime
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The messages of a firm, each with random numbers of its own: the fate of one does not change another."""

    seed: int
    weather: Weather

    def of_hour(self, hour: datetime) -> Iterator[tuple[Message, random.Random]]:
        chance = self._chance(hour)
        for number in range(_count(chance, busyness(hour) * MESSAGES_IN_BUSIEST_HOUR)):
            yield self._message(hour, f"{number}", newsletter=False)
        for number in range(_count(chance, NEWSLETTERS_AN_HOUR)):
            message, own = self._message(hour, f"news-{number}", newsletter=True)
            if self.weather.stormy(message.born):
                yield message, own

    def _message(self, hour: datetime, name: str, *, newsletter: bool) -> tuple[Message, random.Random]:
        chance = self._chance(hour, name)
        born = hour + HOUR * chance.random()
        domain = STORMY if newsletter else chance.choices(DOMAINS, DOMAIN_WEIGHTS)[0]
        sender = "news" if newsletter else chance.choice(PEOPLE)
        message = Message(
            identity=f"<{born:%Y%m%d%H%M%S}.{chance.getrandbits(40):010X}@hartwell.example>",
            sender=f"{sender}@hartwell.example",
            recipient=f"{chance.choice(MAILBOXES)}@{domain}",
            domain=domain,
            size=48_200 if newsletter else _size(chance),
            born=born,
            fault=chance.choices(FAULTS, FAULT_WEIGHTS)[0],
        )
        return message, chance

    def _chance(self, hour: datetime, name: str = "") -> random.Random:
        return random.Random(f"{self.seed}/{hour.timestamp():.0f}/{name}")  # noqa: S311 - a model, guards nothing


def busyness(moment: datetime) -> float:
    """Return how busy the firm is in that hour, from 0 to 1, by local time."""
    local = moment.astimezone()
    return HOURS[local.hour] * WEEKDAYS[local.weekday()] / 10_000


def _size(chance: random.Random) -> int:
    """Return the bytes: text around 20 KB, and one message in sixteen with an attachment of some megabytes."""
    typical, spread = (14.2, 1.1) if chance.random() < 1 / 16 else (9.9, 1.2)
    return min(900 + int(chance.lognormvariate(typical, spread)), 25_000_000)


def _count(chance: random.Random, mean: float) -> int:
    """Return how many come when `mean` are expected: near enough to Poisson's distribution, and quick."""
    return max(0, round(chance.gauss(mean, mean**0.5)))
