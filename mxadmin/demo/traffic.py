"""Believable send attempts: a simulation of VPOP3's queue that follows from the seed, the storms and the live rule.

It can stop at any moment and go on from what it left: a stretch is the same in one piece and in many, and a demo that
was killed continues where its last transaction ended.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Any, NamedTuple

from mxadmin.demo import replies
from mxadmin.demo.destinations import TEMPERS
from mxadmin.demo.holds import History, Rules
from mxadmin.demo.messages import HOUR, Message, Outbox
from mxadmin.demo.replies import Reply, Try
from mxadmin.demo.routes import Host, Routes

RETRY_MINUTES = (5, 10, 15, 30, 60, 120, 240, 480, 480, 480, 480)
LIFETIME = timedelta(minutes=sum(RETRY_MINUTES) + 60)
GIVEN_UP = timedelta(days=3)
"""VPOP3 gives up after that time; a hold counts in it."""


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


class Due(NamedTuple):
    """A message that is tried at a time. It is made again from its key and name whenever it is needed."""

    moment: datetime
    key: datetime
    name: str
    born: datetime
    retries: int


class Position(NamedTuple):
    """How far the simulation has come: `running` attempts end later, `waiting` messages are tried later."""

    until: datetime
    waiting: tuple[Due, ...] = ()
    running: tuple[Row, ...] = ()


def read(stored: tuple[str, list[list[Any]], list[list[Any]]]) -> Position:
    """Return a position that was stored as JSON."""
    until, waiting, running = stored
    return Position(
        datetime.fromisoformat(until),
        tuple(
            Due(
                datetime.fromisoformat(moment), datetime.fromisoformat(key), name, datetime.fromisoformat(born), retries
            )
            for moment, key, name, born, retries in waiting
        ),
        tuple(Row(*row[:6], *map(datetime.fromisoformat, row[6:8]), *row[8:]) for row in running),
    )


class Traffic:
    """The attempts that VPOP3 would have written down, obeying the rule that was live at each moment."""

    def __init__(self, outbox: Outbox, routes: Routes, rules: Rules) -> None:
        self._outbox = outbox
        self._routes = routes
        self._rules = rules

    def advance(self, position: Position, until: datetime, history: History) -> tuple[list[Row], Position]:
        """Return the attempts that ended since the position, by their end, and the next position. `history` has the
        attempts of the last minutes before the position, and gets the new ones."""
        for row in position.running:
            history.add(row.server, row.starttime, transient=row.result.startswith("4"))
        started = list(position.running)
        queue = [*position.waiting, *self._births(position.until, until)]
        heapify(queue)
        while queue and queue[0].moment <= until:
            due = heappop(queue)
            rows, following = self._process(due, history)
            started += rows
            if following:
                heappush(queue, following)
        ended = sorted((row for row in started if row.endtime <= until), key=lambda row: row.endtime)
        running = tuple(row for row in started if row.endtime > until)
        return ended, Position(until, tuple(sorted(queue)), running)

    def _births(self, after: datetime, until: datetime) -> Iterator[Due]:
        hour = after.replace(minute=0, second=0, microsecond=0)
        while hour <= until:
            for key, name, born in self._outbox.of_hour(hour):
                if after < born <= until:
                    yield Due(born, key, name, born, 0)
            hour += HOUR

    def _process(self, due: Due, history: History) -> tuple[list[Row], Due | None]:
        """Look up the servers, leave those alone that the live rule holds, and try the others until one answers."""
        message = self._outbox.message(due.key, due.name, due.born)
        chance = self._outbox.luck(due.key, due.name, due.moment)
        hosts = self._routes.to(message.domain, chance.getrandbits(32))
        rule = self._rules.at(due.moment)
        holds = [rule.minutes(host.name, due.retries, due.moment, history) for host in hosts]
        allowed = [host for host, minutes in zip(hosts, holds, strict=True) if not minutes]
        if hosts and not allowed:
            return [], _held(due, message, max(holds))
        rows = []
        for row, reply in self._round(message, allowed, due, chance):
            history.add(row.server, row.starttime, transient=reply.transient)
            rows.append(row)
            if reply.accepted or reply.permanent:
                return rows, None
        return rows, _retried(due, rows, chance)

    def _round(
        self, message: Message, hosts: list[Host], due: Due, chance: random.Random
    ) -> Iterator[tuple[Row, Reply]]:
        """Try server after server, until one answers."""
        moment = due.moment
        for host in hosts:
            reply = self._try(message, host, moment, chance)
            row = _row(message, host, moment, due.retries, reply)
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


def _held(due: Due, message: Message, minutes: float) -> Due | None:
    """Wait until the hold ends. What was held at the same moment is tried again at the same moment, as the queue is
    looked through now and then, and not for each message."""
    late = random.Random(int(due.moment.timestamp() * 1000)).uniform(0, 45)  # noqa: S311 - a model, guards nothing
    moment = due.moment + timedelta(minutes=minutes, seconds=late)
    return due._replace(moment=moment) if moment - message.born < GIVEN_UP else None


def _retried(due: Due, rows: list[Row], chance: random.Random) -> Due | None:
    """Wait for the next try, as long as the table says."""
    if not rows or due.retries >= len(RETRY_MINUTES):
        return None
    pause = timedelta(minutes=RETRY_MINUTES[due.retries], seconds=chance.uniform(0, 45))
    return due._replace(moment=rows[-1].endtime + pause, retries=due.retries + 1)


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
