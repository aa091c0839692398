"""Believable send attempts: a pure function of the seed, the time and the storms.

Each message's whole life follows from the hour of its birth, so any stretch of time can be made at any moment,
after a stop too, and retries of messages that were sent before go on in it.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from mxadmin.demo import replies
from mxadmin.demo.destinations import TEMPERS
from mxadmin.demo.messages import HOUR, Message, Outbox
from mxadmin.demo.replies import Reply, Try
from mxadmin.demo.routes import Host, Routes

RETRY_MINUTES = (5, 10, 15, 30, 60, 120, 240, 480, 480, 480, 480)
LIFETIME = timedelta(minutes=sum(RETRY_MINUTES) + 60)


class Row(NamedTuple):
    """One row of `outqueue.sendattempts`, in the order of its columns."""

    messageid: str
    sender: str
    recipient: str
    domain: str
    server: str
    ipaddress: str
    starttime: datetime
    endtime: datetime
    retries: int
    messagesize: int
    result: str


class Traffic:
    """The attempts that VPOP3 would have written down."""

    def __init__(self, outbox: Outbox, routes: Routes) -> None:
        self._outbox = outbox
        self._routes = routes
        self._hour = lru_cache(maxsize=LIFETIME // HOUR + 3)(self._attempts_of_hour)

    def between(self, after: datetime, until: datetime) -> list[Row]:
        """The attempts that ended in that time (`after` excluded, `until` included), by their end. Both in UTC."""
        hour = (after - LIFETIME).replace(minute=0, second=0, microsecond=0)
        rows: list[Row] = []
        while hour <= until:
            rows += (row for row in self._hour(hour) if after < row.endtime <= until)
            hour += HOUR
        return sorted(rows, key=lambda row: row.endtime)

    def _attempts_of_hour(self, hour: datetime) -> list[Row]:
        return [row for message, chance in self._outbox.of_hour(hour) for row in self._life(message, chance)]

    def _life(self, message: Message, chance: random.Random) -> Iterator[Row]:
        """Yield attempts until the message is accepted, refused for good or too old; after each round the next pause of
        the table."""
        moment = message.born
        for retries, pause in enumerate((*RETRY_MINUTES, 0)):
            for row, reply in self._round(message, moment, retries, chance):
                yield row
                if reply.accepted or reply.permanent:
                    return
                moment = row.endtime
            # The queue is looked through now and then, not at the very second.
            moment += timedelta(minutes=pause, seconds=chance.uniform(0, 45))

    def _round(
        self, message: Message, moment: datetime, retries: int, chance: random.Random
    ) -> Iterator[tuple[Row, Reply]]:
        """Try server after server, until one answers."""
        for host in self._routes.to(message.domain, chance.getrandbits(32)):
            reply = self._try(message, host, moment, chance)
            row = _row(message, host, moment, retries, reply)
            yield row, reply
            if not reply.next_server:
                return
            moment = row.endtime

    def _try(self, message: Message, host: Host, moment: datetime, chance: random.Random) -> Reply:
        temper = TEMPERS.get(host.name, replies.ordinary)
        return temper(
            Try(
                server=host.name,
                recipient=message.recipient,
                age=(moment - message.born).total_seconds(),
                size=message.size,
                fault=message.fault,
                storm=self._outbox.weather.stormy(moment),
                chance=chance,
            )
        )


def _row(message: Message, host: Host, start: datetime, retries: int, reply: Reply) -> Row:
    return Row(
        messageid=message.identity,
        sender=message.sender,
        recipient=message.recipient,
        domain=message.domain,
        server=host.name,
        ipaddress=host.address,
        starttime=start,
        endtime=start + timedelta(seconds=reply.seconds),
        retries=retries,
        messagesize=message.size,
        result=reply.result,
    )
