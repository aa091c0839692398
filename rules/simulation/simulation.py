"""Two texts played through all worlds, on a sample of servers, some at a time until the time is up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.replay.attempt import MINUTE, Attempt, microseconds
from rules.replay.request import ReplayRequest
from rules.simulation.asker import Asker
from rules.simulation.message import Reading
from rules.simulation.play import play
from rules.simulation.result import Fidelity, Played, Simulated
from rules.simulation.run import Case, Run
from rules.simulation.setting import Setting, settings
from rules.simulation.stretch import Stretch, worst_stretch
from rules.simulation.tally import Tally
from rules.simulation.time_limit import TimeLimit
from rules.simulation.world import Server, World
from rules.vpop3 import versions

AT_ONCE = (1, 2, 3)
"""Servers that are played through together: few at first, so that there is something when the time is up. What is not
finished by then counts for nothing."""
MOST_MESSAGES = {World.RECORDED: 20, World.ACCEPTS: 20, World.FLAPPING: 20, World.REFUSES: 8}
"""The messages of a server. Where it refuses for a day, each may be tried fifty times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`has_ids`: attempts have message ids. `give_up_days` and `retry_minutes` as for the guard."""

    request: ReplayRequest
    retry_minutes: float
    give_up_days: float
    has_ids: bool


@dataclass(frozen=True, slots=True)
class _Key:
    world: World
    setting: int


class Simulation:
    """Plays `draft` and `live`, each a program. Raises what these raise."""

    def __init__(self, plan: Plan, draft: Asker, live: Asker) -> None:
        self._plan = plan
        self._askers = (draft, live)
        self._settings = tuple(settings(plan.retry_minutes, has_ids=plan.has_ids))
        self._tallies: dict[_Key, tuple[Tally, Tally]] = {
            _Key(world, number): (Tally(), Tally()) for world in World for number in range(len(self._settings))
        }
        self._recorded = Tally()
        self._simulated = [Tally() for _ in self._settings]
        self._faithful = self._servers = self._messages = 0

    def play(self, attempts: Sequence[Sequence[Attempt]], limit: TimeLimit, live_since: int | None) -> Simulated:
        """Play the mail of servers, each given by its attempts, in their order. `live_since`: the time from which on
        the live text was live; None: it was not."""
        reading = self._settings[0].reading
        most = max(MOST_MESSAGES.values())
        stretches = [worst_stretch(each, reading, self._plan.retry_minutes, most) for each in attempts if each]
        left, sizes = stretches, iter(AT_ONCE)
        while left and not limit.over:
            part = left[: next(sizes, AT_ONCE[-1])]
            if not self._play(part, limit, live_since):
                break
            left = left[len(part) :]
        return self._result(len(stretches))

    def _play(self, stretches: Sequence[Stretch], limit: TimeLimit, live_since: int | None) -> bool:
        cases = [(key, stretch, case) for stretch in stretches for key, case in self._cases(stretch)]
        played: list[list[Run]] = []
        for asker in self._askers:
            runs = [Run(case) for _, _, case in cases]
            if not play(asker, runs, limit):
                return False
            played.append(runs)
        for (key, stretch, _), draft, live in zip(cases, *played, strict=True):
            for tally, run in zip(self._tallies[key], (draft, live), strict=True):
                tally.add(run.tally)
            if key.world is World.RECORDED and live_since is not None and stretch.begin >= live_since:
                self._simulated[key.setting].add(live.tally)
        self._count(stretches, live_since)
        return True

    def _count(self, stretches: Sequence[Stretch], live_since: int | None) -> None:
        self._servers += len(stretches)
        self._messages += sum(len(stretch.messages) for stretch in stretches)
        for stretch in stretches:
            if live_since is not None and stretch.begin >= live_since:
                self._faithful += 1
                self._recorded.add(stretch.as_recorded())

    def _cases(self, stretch: Stretch) -> Iterator[tuple[_Key, Case]]:
        for world in World:
            part = stretch.first(MOST_MESSAGES[world])
            for number, setting in enumerate(self._settings):
                yield _Key(world, number), self._case(part, world, setting)

    def _case(self, stretch: Stretch, world: World, setting: Setting) -> Case:
        request, recorded = self._plan.request, world is World.RECORDED
        if setting.reading is Reading.EACH:
            stretch = stretch.each()
        until = microseconds(request.until)
        return Case(
            name=stretch.server,
            server=Server(stretch.recorded, stretch.begin),
            world=world,
            setting=setting,
            messages=stretch.messages,
            fixed=stretch.fixed if recorded else (),
            since=stretch.begin,
            until=until,
            end=until if recorded else None,
            give_up=round(self._plan.give_up_days * 1_440 * MINUTE),
            holds=request.version >= versions.HOLDS,
        )

    def _result(self, chosen: int) -> Simulated:
        numbers = range(len(self._settings))
        worlds = {
            world: Played(
                world=world,
                draft=[self._tallies[_Key(world, number)][0] for number in numbers],
                live=[self._tallies[_Key(world, number)][1] for number in numbers],
            )
            for world in World
        }
        return Simulated(
            settings=self._settings,
            worlds=worlds if self._servers else {},
            servers=self._servers,
            chosen=chosen,
            messages=self._messages,
            fidelity=Fidelity(servers=self._faithful, recorded=self._recorded, simulated=self._simulated)
            if self._faithful
            else None,
        )
