"""Attempts in classes: those of one server and one set of answers are the same to every variant.

Each class is run once for all variants, and then only counts its attempts. A class in which variants ask a query is
parted by its answers; variants that ask different queries part it in different ways.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from rules.lua.cancellation import Cancellation
from rules.lua.protocol.messages import AnsweredAsk
from rules.lua.protocol.query import QueryAnswer
from rules.replay.answering import Answering, Cancelled
from rules.replay.arguments import arguments_of
from rules.replay.attempt import MICROSECONDS, Attempt, moment
from rules.replay.hook_calls import ORDER
from rules.replay.past import NotAsOf, Past, PastAnswer, Question
from rules.replay.request import ReplayRequest
from rules.replay.rounds import MOST_REMEMBERED, problem_of
from rules.replay.verdict import Ruling
from rules.resolver.registered_domain import registered_domain
from rules.tuning.attempt_class import Asking, AttemptClass, Branch, Profile, State, run_class
from rules.tuning.known_runs import Ran
from rules.tuning.outcomes import outcome_of, read_by
from rules.tuning.variants import Family, Run
from rules.vpop3.hooks import HookName

_Waiting = tuple[int, AttemptClass]
"""The place of an attempt, and the class that it has come to."""


class Classes:
    """Counts attempts by what the variants say of them. `counted` maps a profile and a provider to counts by code: what
    a code stands for is the caller's."""

    def __init__(self, families: Sequence[Family], request: ReplayRequest, cancellation: Cancellation) -> None:
        self._request = request
        self._cancellation = cancellation
        self._answering = Answering(cancellation)
        self._states = [State(family, loaded, variants) for family in families for loaded, variants in family.groups]
        self._key_of = _key_of(families)
        self._roots: dict[object, AttemptClass] = {}
        self._remembered = 0
        self._numbers: dict[Profile, int] = {}
        self._totals: dict[tuple[int, str], Counter[int]] = defaultdict(Counter)
        self.problems: dict[int, tuple[str, int | None]] = {}
        """The first error of each variant that has one: message and line."""

    def count(self, attempts: Sequence[Attempt], codes: Sequence[int], past: Past) -> None:
        """Count attempts, each under its code. Raise Cancelled and PastLost."""
        if self._remembered > MOST_REMEMBERED:
            self._forget()
        waiting = [(place, self._root(attempt)) for place, attempt in enumerate(attempts)]
        known: dict[tuple[int, str], PastAnswer] = {}
        while waiting:
            if self._cancellation.cancelled:
                raise Cancelled
            self._run_new(waiting, attempts)
            waiting = self._parted(waiting, attempts, codes, past, known)

    def counted(self) -> Iterator[tuple[Profile, str, Mapping[int, int]]]:
        """Yield how many attempts at a provider's servers had a profile, by code."""
        self._forget()
        profiles = list(self._numbers)
        for (number, provider), counts in self._totals.items():
            yield profiles[number], provider, counts

    def add(self, profile: Profile, provider: str, counts: Mapping[int, int]) -> None:
        """Add what was counted before, in another process perhaps."""
        self._totals[self._number(profile), provider].update(counts)

    def _root(self, attempt: Attempt) -> AttemptClass:
        key = self._key_of(attempt)
        found = self._roots.get(key)
        if found is None:
            arguments = {hook: arguments_of(hook, attempt, self._request) for hook in ORDER}
            found = self._roots[key] = AttemptClass(attempt.server, arguments, self._states, {})
            self._remembered += 1
        return found

    def _run_new(self, waiting: Sequence[_Waiting], attempts: Sequence[Attempt]) -> None:
        """Run the classes that no attempt was in before, all together."""
        new = {each: attempts[place].at for place, each in reversed(waiting) if not each.is_run}
        working: list[tuple[AttemptClass, Asking, list[Run]]] = []
        for each in new:
            asking = run_class(each)
            if (wanted := next(asking, None)) is not None:
                working.append((each, asking, wanted))
        while working:
            outcomes = self._outcomes([(each, new[each], run) for each, _, wanted in working for run in wanted])
            still = []
            for each, asking, wanted in working:
                try:
                    more = asking.send([next(outcomes) for _ in wanted])
                except StopIteration:
                    continue
                still.append((each, asking, more))
            working = still
        for each in new:
            each.is_run = True
            self._learn_problems(each.profile)

    def _outcomes(self, wanted: Sequence[tuple[AttemptClass, int, Run]]) -> Iterator[Ran]:
        """Run them, those of one source together, and yield the outcomes in order."""
        together: dict[tuple[bytes, HookName], list[int]] = {}
        for place, (_, _, run) in enumerate(wanted):
            together.setdefault((run.hooks.source, run.hook), []).append(place)
        found: list[Ran | None] = [None] * len(wanted)
        for (source, hook), places in together.items():
            asks = [
                AnsweredAsk(hook.value, each.arguments[hook], each.answers, at / MICROSECONDS, run.numbers)
                for each, at, run in map(wanted.__getitem__, places)
            ]
            calls = wanted[places[0]][2].hooks.calls.run(hook.value, asks, source)
            for place in places:
                call = next(calls, None)
                if call is None or self._cancellation.cancelled:
                    raise Cancelled
                each, _, run = wanted[place]
                outcome = outcome_of(call, run.hooks.calls, hook, alone=each.alone)
                found[place] = outcome, read_by(call, run.numbers or {})
        return iter(found)  # type: ignore[arg-type]  # each place was filled

    def _parted(
        self,
        waiting: Sequence[_Waiting],
        attempts: Sequence[Attempt],
        codes: Sequence[int],
        past: Past,
        known: dict[tuple[int, str], PastAnswer],
    ) -> list[_Waiting]:
        """Count the attempts in their classes, and bring those that ask to the classes of their answers."""
        left: list[_Waiting] = []
        asking: list[tuple[int, AttemptClass, Branch]] = []
        for place, each in waiting:
            if each.profile:
                each.counts[codes[place]] += 1
            asking += [(place, each, branch) for branch in each.branches]
            if each.dependent:
                alone = AttemptClass(each.server, each.arguments, each.dependent, each.answers, alone=True)
                left.append((place, alone))
            if each.alone and each.profile:
                self._keep(each)
        self._answer(asking, attempts, past, known)
        for place, each, branch in asking:
            answer = known[place, branch.sql]
            if isinstance(answer, NotAsOf) or answer.unanswered or answer.truncated:
                self._count_problem(branch, problem_of(answer), each.server, codes[place])
            else:
                child = branch.children.get((answer.rows, answer.error)) or self._child(each, branch, answer)
                left.append((place, child))
        return left

    def _answer(
        self,
        asking: Sequence[tuple[int, AttemptClass, Branch]],
        attempts: Sequence[Attempt],
        past: Past,
        known: dict[tuple[int, str], PastAnswer],
    ) -> None:
        """Ask each query once for an attempt, whichever variants ask it."""
        wanted = list(dict.fromkeys((place, branch.sql) for place, _, branch in asking))
        wanted = [each for each in wanted if each not in known]
        questions = [Question(sql, moment(attempts[place].at)) for place, sql in wanted]
        for each, answer in zip(wanted, self._answering.answers(questions, past), strict=True):
            known[each] = answer

    def _child(self, each: AttemptClass, branch: Branch, answer: QueryAnswer) -> AttemptClass:
        given = branch.states[0].loaded.calls.given(answer)
        answers = {**each.answers, branch.sql: given}
        child = AttemptClass(each.server, each.arguments, branch.states, answers, alone=each.alone)
        if not each.alone:
            branch.children[answer.rows, answer.error] = child
            self._remembered += 1 + len(answers) + sum(map(len, answer.rows))
        return child

    def _count_problem(self, branch: Branch, ruling: Ruling, server: str, code: int) -> None:
        """Count an attempt on which the branch's variants have no other ruling."""
        variants = tuple(variant for state in branch.states for variant in state.variants)
        self._totals[self._number(((_plain(ruling), variants),)), registered_domain(server)][code] += 1

    def _forget(self) -> None:
        """Keep the counts of all classes, and forget the classes."""
        pending = list(self._roots.values())
        while pending:
            each = pending.pop()
            self._keep(each)
            pending += [child for branch in each.branches for child in branch.children.values()]
        self._roots, self._remembered = {}, 0

    def _keep(self, each: AttemptClass) -> None:
        if each.counts:
            plain = tuple((_plain(ruling), variants) for ruling, variants in each.profile)
            self._totals[self._number(plain), registered_domain(each.server)].update(each.counts)

    def _number(self, profile: Profile) -> int:
        return self._numbers.setdefault(profile, len(self._numbers))

    def _learn_problems(self, profile: Profile) -> None:
        for ruling, variants in profile:
            if ruling.detail and ruling.reason is None:
                for variant in variants:
                    self.problems.setdefault(variant, (ruling.detail, ruling.line))


def _plain(ruling: Ruling) -> Ruling:
    """Return the ruling without its words, which may differ from attempt to attempt."""
    return Ruling(ruling.verdict, ruling.minutes, ruling.reason)


def _key_of(families: Sequence[Family]) -> Callable[[Attempt], object]:
    """Return what makes an attempt's class: all that a hook of any variant may read."""
    keys = [family.key_of() for family in families]
    return keys[0] if len(keys) == 1 else lambda attempt: tuple(key(attempt) for key in keys)
