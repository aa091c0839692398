"""A history and a past made of rows in memory: what the database does, in a few lines that need none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rules.lua.protocol.query import QueryAnswer
from rules.replay.attempt import Attempt, NotReplayed, Page, Recorded, microseconds, moment
from rules.replay.past import NotAsOf, PastAnswer, Question

QUERY = re.compile(
    r"SELECT COUNT\(\*\) AS cnt FROM outqueue\.sendattempts WHERE (?:server='(?P<server>[^']*)' AND )?"
    r"starttime > CURRENT_TIMESTAMP \+ '-(?P<minutes>\d+) MINUTES'(?: AND LEFT\(result, 1\) = '(?P<digit>.)')?"
)


@dataclass
class MemoryHistory:
    attempts: Sequence[Attempt]
    page_size: int = 50
    columns: frozenset[str] = frozenset()
    pages_read: list[int] = field(default_factory=list)

    def recorded(self) -> Recorded:
        return Recorded(columns=self.columns)

    def left_out(self) -> dict[NotReplayed, int]:
        return {NotReplayed.NO_START: 2}

    def pages(self, since: datetime, until: datetime, after: str | None = None) -> Iterator[Page]:
        first, last = microseconds(since), microseconds(until)
        rows = [(place, row) for place, row in enumerate(self.attempts) if first <= row.at <= last]
        rows = [(place, row) for place, row in rows if after is None or place > int(after)]
        for start in range(0, len(rows), self.page_size):
            part = rows[start : start + self.page_size]
            self.pages_read.append(len(part))
            yield Page(attempts=[row for _, row in part], after=str(part[-1][0]))


@dataclass
class MemoryPast:
    attempts: Sequence[Attempt]
    lag: float = 0.0
    asked: int = 0

    def answers(self, questions: Sequence[Question]) -> Sequence[PastAnswer]:
        self.asked += len(questions)
        return [self.answer(question.sql, question.at) for question in questions]

    def answer(self, sql: str, at: datetime) -> PastAnswer:
        if "random()" in sql:
            return NotAsOf("random() gives another value each time.")
        if "broken" in sql:
            return QueryAnswer(error='column "broken" does not exist')
        found = QUERY.fullmatch(sql)
        assert found, sql
        newest, oldest = at - timedelta(seconds=self.lag), at - timedelta(minutes=int(found["minutes"]))
        count = sum(
            oldest < moment(row.at) < newest
            and found["server"] in (None, row.server)
            and (found["digit"] is None or row.result[:1] == found["digit"])
            for row in self.attempts
        )
        return QueryAnswer(columns=("cnt",), rows=((str(count),),))
