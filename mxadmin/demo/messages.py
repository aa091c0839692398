"""The messages that a firm of forty people sends: when, to whom, how large, and what is wrong with them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from zlib import crc32

from mxadmin.demo.destinations import DESTINATIONS, STORMY
from mxadmin.demo.replies import Fault
from mxadmin.demo.storms import Weather

HOUR = timedelta(hours=1)
MESSAGES_IN_BUSIEST_HOUR = 320
NEWSLETTERS_AN_HOUR = 45
"""Newsletters to the stormy provider, as long as a storm lasts; more than it takes."""
ISSUE, PORTION = 60, 20
"""The newsletters with which a storm begins, and how many of them are sent at one moment."""
FIRST_PORTION, PORTION_EVERY = timedelta(seconds=20), timedelta(seconds=15)
HOURS = (2, 2, 1, 1, 2, 5, 15, 38, 75, 100, 98, 90, 64, 76, 92, 90, 78, 55, 28, 16, 12, 9, 6, 4)
"""The percentage of the busiest hour, by local hour."""
WEEKDAYS = (100, 96, 94, 95, 84, 14, 10)
"""The percentage by weekday, from Monday."""
PEOPLE = ("anna.price", "ben.okoro", "carla.reyes", "david.lindqvist", "eva.novak", "farid.haddad", "grace.tan")
MAILBOXES = ("office", "info", "orders", "accounts", "j.archer", "m.dupont", "s.ito", "k.weber", "l.rossi", "t.obi")
FAULTS = (Fault.NONE, Fault.UNKNOWN_USER, Fault.MAILBOX_FULL, Fault.UNWANTED)
FAULT_WEIGHTS = (972, 17, 5, 6)
DOMAINS = [destination.domain for destination in DESTINATIONS]
CUMULATED_WEIGHTS = list(accumulate(destination.weight for destination in DESTINATIONS))


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

    def of_hour(self, hour: datetime) -> Iterator[tuple[datetime, str, datetime]]:
        """Yield key, name and birth of each message that is sent in this hour. An issue of the newsletter goes out in
        portions, each at one moment; other messages come at any time."""
        chance = self._chance(f"{hour.timestamp():.0f}")
        for number in range(_count(chance, busyness(hour) * MESSAGES_IN_BUSIEST_HOUR)):
            yield hour, f"{number}", hour + HOUR * chance.random()
        for number in range(_count(chance, NEWSLETTERS_AN_HOUR)):
            born = hour + HOUR * chance.random()
            if self.weather.stormy(born):
                yield hour, f"news-{number}", born
        for storm in self.weather.beginning(hour, hour + HOUR):
            for number in range(ISSUE):
                yield storm.since, f"issue-{number}", storm.since + FIRST_PORTION + PORTION_EVERY * (number // PORTION)

    def message(self, key: datetime, name: str, born: datetime) -> Message:
        """Return the message of that key and name, always the same."""
        chance = self._chance(f"{key.timestamp():.0f}/{name}")
        newsletter = not name.isdecimal()
        domain = STORMY if newsletter else chance.choices(DOMAINS, cum_weights=CUMULATED_WEIGHTS)[0]
        sender = "news" if newsletter else chance.choice(PEOPLE)
        return Message(
            identity=f"<{born:%Y%m%d%H%M%S}.{chance.getrandbits(40):010X}@hartwell.example>",
            sender=f"{sender}@hartwell.example",
            recipient=f"{chance.choice(MAILBOXES)}@{domain}",
            domain=domain,
            size=48_200 if newsletter else _size(chance),
            born=born,
            fault=chance.choices(FAULTS, FAULT_WEIGHTS)[0],
        )

    def luck(self, key: datetime, name: str, moment: datetime) -> random.Random:
        """Return the random numbers of what happens to a message at that moment."""
        return self._chance(f"{key.timestamp():.0f}/{name}/{moment.timestamp()}")

    def _chance(self, name: str) -> random.Random:
        # A checksum, as seeding with a text takes a digest of it: half of the time that a demo takes to start.
        return random.Random(crc32(f"{self.seed}/{name}".encode()))  # noqa: S311 - a model, guards nothing


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
