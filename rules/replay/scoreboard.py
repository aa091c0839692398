"""Counting while attempts go by: labels, proofs, harm, episodes, for each text that is replayed."""

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from rules.replay.attempt import MINUTE, Attempt
from rules.replay.label import Label, label
from rules.replay.memory import MISSED_AVOIDABLE, WIDTH, Proof, ServerMemory
from rules.replay.outcome import DELIVERED, OUTCOMES, TRANSIENT
from rules.replay.result import MOST_LISTED, Episodes, ErrorCount, Score, Share
from rules.replay.verdict import ALLOWED, ERROR, TURNED_AWAY, VERDICTS, Ruling, UnknownReason, Verdict
from rules.resolver.registered_domain import registered_domain

MOST_KINDS = 200
"""Different errors, and different details of what is unknown, that are counted apart."""
_OTHERS = "others"
_LONGEST = 100 * 366 * 24 * 60
"""Minutes. A longer hold ends after every history."""


@dataclass(slots=True)
class Tally:
    """What is counted of one text beside the counts of each server."""

    harm_minutes: float = 0.0
    longest_harm: float = 0.0
    without_minutes: int = 0
    proof: Proof = field(default_factory=Proof)
    unknown: Counter[str] = field(default_factory=Counter)
    details: Counter[str] = field(default_factory=Counter)
    errors: Counter[tuple[str, int | None]] = field(default_factory=Counter)

    def add_odd(self, ruling: Ruling) -> None:
        """Count the reason of what is no plain verdict."""
        if ruling.verdict == ERROR:
            self._count(self.errors, (ruling.detail, ruling.line), (_OTHERS, None))
        elif ruling.reason is not None:
            self.unknown[ruling.reason] += 1
            self._count(self.details, ruling.detail, _OTHERS)

    @staticmethod
    def _count(counter: Counter[Any], kind: object, others: object) -> None:
        counter[kind if kind in counter or len(counter) < MOST_KINDS else others] += 1

    def to_dict(self) -> dict[str, Any]:
        return {
            "harm_minutes": self.harm_minutes,
            "longest_harm": self.longest_harm,
            "without_minutes": self.without_minutes,
            "proof": asdict(self.proof),
            "unknown": dict(self.unknown),
            "details": dict(self.details),
            "errors": [[*kind, count] for kind, count in self.errors.items()],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        return cls(
            harm_minutes=data["harm_minutes"],
            longest_harm=data["longest_harm"],
            without_minutes=data["without_minutes"],
            proof=Proof(**data["proof"]),
            unknown=Counter(data["unknown"]),
            details=Counter(data["details"]),
            errors=Counter({(message, line): count for message, line, count in data["errors"]}),
        )


class Scoreboard:
    """The counts of a replay of `texts` texts. `lag` in microseconds."""

    def __init__(self, texts: int, lag: int) -> None:
        self.texts = texts
        self.done = self.episodes = self.open_holds = 0
        self._lag = lag
        self._servers: dict[str, ServerMemory] = {}
        self._tallies = [Tally() for _ in range(texts)]
        self._proofs = [tally.proof for tally in self._tallies]

    def observe(self, attempt: Attempt) -> None:
        """See an attempt before or after the time range: others are held against it, and it is in no label."""
        server = self._server(attempt.server)
        if self.open_holds:
            self.open_holds -= server.prove(attempt, self._proofs)
        server.remember(attempt)

    def add(self, attempt: Attempt, rulings: Sequence[Ruling]) -> bool:
        """Count an attempt, ruled on by each text. Return whether its failure could have been avoided."""
        server = self._servers.get(attempt.server) or self._server(attempt.server)
        outcome = attempt.outcome
        if self.open_holds:
            self.open_holds -= server.prove(attempt, self._proofs)
        avoidable = outcome == TRANSIENT and server.had_failure(attempt.at, self._lag)
        for place, ruling in enumerate(rulings):
            verdict = ruling.verdict
            server.counts[place][verdict * WIDTH + outcome] += 1
            if verdict == TURNED_AWAY:
                self._turn_away(server, place, attempt, ruling.minutes)
            elif verdict != ALLOWED:
                self._tallies[place].add_odd(ruling)
            elif avoidable:
                server.counts[place][MISSED_AVOIDABLE] += 1
        if outcome == DELIVERED:
            server.failed = None
        elif outcome == TRANSIENT:
            self.episodes += server.begins_episode(attempt)
            server.remember(attempt)
        self.done += 1
        return avoidable

    def finish(self) -> None:
        """Count the holds that no attempt has proved."""
        for server in self._servers.values():
            for holds, proof in zip(server.holds, self._proofs, strict=True):
                proof.unproved += len(holds)
                holds.clear()
        self.open_holds = 0

    def score(self, place: int, *, lists: bool = True) -> Score:
        """Return the score of a text so far. `lists`: also by server and by provider."""
        tally, totals = self._tallies[place], _sum([server.counts[place] for server in self._servers.values()])
        useful = totals[TURNED_AWAY * WIDTH + TRANSIENT]
        proof = tally.proof
        return Score(
            verdicts=_verdicts(totals),
            labels=_labels(totals),
            enough=proof.enough,
            short=proof.short,
            unproved=useful - proof.enough - proof.short,
            harm_minutes=tally.harm_minutes,
            longest_harm=tally.longest_harm,
            without_minutes=tally.without_minutes,
            unknown={UnknownReason(name): count for name, count in tally.unknown.items()},
            reasons=dict(tally.details.most_common(20)),
            errors=[ErrorCount(message=message, line=line, attempts=count)
                    for (message, line), count in tally.errors.most_common(20)],
            by_server=self._shares(place, by_provider=False) if lists else (),
            by_provider=self._shares(place, by_provider=True) if lists else (),
        )  # fmt: skip

    def episode_counts(self) -> Episodes:
        outcomes = _sum([server.counts[0] for server in self._servers.values()])
        transient = sum(outcomes[verdict * WIDTH + TRANSIENT] for verdict in range(len(VERDICTS)))
        return Episodes(count=self.episodes, transient=transient)

    def to_dict(self) -> dict[str, Any]:
        return {
            "done": self.done,
            "episodes": self.episodes,
            "servers": {name: server.to_list() for name, server in self._servers.items()},
            "tallies": [tally.to_dict() for tally in self._tallies],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any], lag: int) -> Self:
        board = cls(len(data["tallies"]), lag)
        board.done, board.episodes = data["done"], data["episodes"]
        board._servers = {name: ServerMemory.from_list(kept) for name, kept in data["servers"].items()}
        board._tallies = [Tally.from_dict(kept) for kept in data["tallies"]]
        board._proofs = [tally.proof for tally in board._tallies]
        board.open_holds = sum(len(holds) for server in board._servers.values() for holds in server.holds)
        return board

    def last_hold(self) -> int | None:
        """Return when the last hold that is open ends."""
        ends = [max(holds) for server in self._servers.values() for holds in server.holds if holds]
        return max(ends, default=None)

    def _server(self, name: str) -> ServerMemory:
        server = self._servers.get(name)
        if server is None:
            server = self._servers[name] = ServerMemory.new(self.texts)
        return server

    def _turn_away(self, server: ServerMemory, place: int, attempt: Attempt, minutes: float | None) -> None:
        tally = self._tallies[place]
        if minutes is None:
            tally.without_minutes += 1
        elif attempt.outcome == DELIVERED:
            tally.harm_minutes += minutes
            tally.longest_harm = max(tally.longest_harm, minutes)
        elif attempt.outcome == TRANSIENT:
            heapq.heappush(server.holds[place], attempt.at + round(min(minutes, _LONGEST) * MINUTE))
            self.open_holds += 1

    def _shares(self, place: int, *, by_provider: bool) -> list[Share]:
        counts: dict[str, list[int]] = {}
        for name, server in self._servers.items():
            key = registered_domain(name) if by_provider else name
            counts[key] = _sum([counts[key], server.counts[place]]) if key in counts else server.counts[place]
        sizes = {name: sum(slots[:MISSED_AVOIDABLE]) for name, slots in counts.items()}
        names = heapq.nsmallest(
            MOST_LISTED, (name for name in sizes if sizes[name]), key=lambda name: (-sizes[name], name)
        )
        return [
            Share(name=name, attempts=sizes[name], verdicts=_verdicts(counts[name]), labels=_labels(counts[name]))
            for name in names
        ]


def _sum(counts: Sequence[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*counts, strict=True)] or [0] * (MISSED_AVOIDABLE + 1)


def _verdicts(slots: Sequence[int]) -> dict[Verdict, int]:
    return {verdict: sum(slots[place * WIDTH : place * WIDTH + WIDTH]) for place, verdict in enumerate(VERDICTS)}


def _labels(slots: Sequence[int]) -> dict[Label, int]:
    found: Counter[Label] = Counter()
    for verdict in (ALLOWED, TURNED_AWAY):
        for outcome in range(len(OUTCOMES)):
            if name := label(verdict, outcome, avoidable=False):
                found[name] += slots[verdict * WIDTH + outcome]
    found[Label.MISSED_AVOIDABLE] = slots[MISSED_AVOIDABLE]
    found[Label.MISSED_FIRST] -= slots[MISSED_AVOIDABLE]
    return dict(found)
