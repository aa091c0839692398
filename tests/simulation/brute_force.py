"""A mail queue in the plainest way there is, and rules as functions: what the simulator is held against."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rules.replay.attempt import MINUTE, Attempt, microseconds
from rules.replay.verdict import ALLOW, TURNED_AWAY, Ruling
from rules.simulation.asker import Asked

Row = tuple[str, int, str]
"""Server, start, result."""
Rule = Callable[[str, int, Sequence[Row]], tuple[bool, float | None]]
"""Whether a server may be used at a moment, given the rows from before it; and the minutes to hold."""


@dataclass
class FunctionAsker:
    """Asks a function instead of a script, on the very rows that a view shows."""

    rule: Rule
    recorded: Sequence[Attempt] = ()
    asked: int = 0

    def rulings(self, asked: Sequence[Asked]) -> list[Ruling]:
        self.asked += len(asked)
        return [self._ruling(attempt, view) for attempt, view in asked]

    def _ruling(self, attempt, view):
        since, until = microseconds(view.since), microseconds(view.until)
        rows = [
            (each.server, each.at, each.result)
            for each in self.recorded
            if each.at < min(until, attempt.at) and not (each.server == view.server and each.at >= since)
        ]
        replies = json.loads(f"[{view.replies[1:-1]}]")
        starts, kinds = json.loads(f"[{view.starts[1:-1]}]"), json.loads(f"[{view.kinds[1:-1]}]")
        rows += [(view.server, at, replies[kind - 1]) for at, kind in zip(starts, kinds, strict=True)]
        allowed, minutes = self.rule(attempt.server, attempt.at, rows)
        return ALLOW if allowed else Ruling(TURNED_AWAY, minutes)


def count_failures(minutes: int, most: int, hold: float | None) -> Rule:
    def rule(server: str, at: int, rows: Sequence[Row]) -> tuple[bool, float | None]:
        failed = sum(name == server and start > at - minutes * MINUTE and text[0] == "4" for name, start, text in rows)
        return failed <= most, hold

    return rule


def latest_reply(hold: float | None) -> Rule:
    def rule(server: str, _at: int, rows: Sequence[Row]) -> tuple[bool, float | None]:
        mine = [row for row in rows if row[0] == server]
        return not mine or max(mine, key=lambda row: row[1])[2][0] != "4", hold

    return rule


def by_the_hour(hold: float | None) -> Rule:
    def rule(_server: str, at: int, _rows: Sequence[Row]) -> tuple[bool, float | None]:
        return datetime.fromtimestamp(at // 1_000_000, UTC).hour % 3 != 0, hold

    return rule


def queue(case, rule: Rule, recorded: Sequence[Attempt] = ()) -> dict[str, int]:
    """Play the mail of a case through, one message after the other; count what became of it."""
    counts = dict.fromkeys(("delivered", "late", "lost", "permanent", "waiting", "attempts", "holds"), 0)
    rows = [(each.server, each.at, each.result) for each in recorded if each.server != case.name]
    rows += [
        (case.name, each.at, each.result) for each in recorded if each.server == case.name and each.at < case.since
    ]
    rows += [(case.name, each.at, each.result) for each in case.fixed]
    waiting = [[message.arrived, number, 0] for number, message in enumerate(case.messages)]
    tried = min([message.arrived for message in case.messages], default=0)
    while waiting:
        waiting.sort()
        at, number, tries = waiting.pop(0)
        message = case.messages[number]
        if case.end is not None and at >= case.end:
            counts["waiting"] += 1
            continue
        if at - message.arrived >= case.give_up:
            counts["lost"] += 1
            continue
        seen = at - round(case.setting.lag * 1_000_000)
        allowed, minutes = rule(case.name, at, [row for row in rows if row[1] < seen])
        if not allowed:
            counts["holds"] += 1
            due = at + round(max(1, minutes or 0) * MINUTE)
            if minutes is None:
                due = at + case.setting.schedule.wait(max(1, tries))
            elif at - tried >= 180 * MINUTE:
                due = -(-due // (60 * MINUTE)) * 60 * MINUTE
            waiting.append([due, number, tries])
            continue
        counts["attempts"] += 1
        tried = at
        answer = case.server.answer(case.world, at, message)
        rows.append((case.name, at, answer.result))
        if answer.result[0] == "2":
            counts["delivered"] += 1
            counts["late"] += at - message.arrived > 60 * MINUTE
        elif answer.result[0] == "5":
            counts["permanent"] += 1
        else:
            waiting.append([at + case.setting.schedule.wait(tries + 1), number, tries + 1])
    return counts
