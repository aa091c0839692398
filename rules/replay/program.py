"""One text's rulings on attempts: the hooks that VPOP3 calls for a server, in their order, each in a Lua world of its
own."""

from collections.abc import Sequence
from functools import partial

from rules.lua.cancellation import Cancellation
from rules.lua.sandbox import Sandbox
from rules.replay.arguments import arguments_of
from rules.replay.attempt import Attempt
from rules.replay.hook_calls import ORDER, HookCalls, Key, Settled
from rules.replay.past import Past
from rules.replay.request import ReplayRequest
from rules.replay.rounds import MOST_REMEMBERED, Arguments, Call, Rounds
from rules.replay.verdict import ALLOW, Ruling
from rules.vpop3.answers import OverridesReading
from rules.vpop3.hooks import HookName


class Program:
    """A text that rules on attempts. For one thread."""

    def __init__(self, source: bytes, request: ReplayRequest, sandbox: Sandbox, cancellation: Cancellation) -> None:
        self._request = request
        self._cancellation = cancellation
        self._rulings: dict[Key, Ruling] = {}
        self._arguments: dict[HookName, dict[Key, Arguments]] = {hook: {} for hook in ORDER}
        self._hooks = HookCalls(source, request, sandbox, cancellation)
        self._rounds = [(hook, self._rounds_of(hook)) for hook in self._hooks.called]
        self._keys = {hook: self._hooks.key_of(hook) for hook in self._hooks.called}
        self._key = self._hooks.key_of(*self._hooks.called)

    def rulings(self, attempts: Sequence[Attempt], past: Past) -> list[Ruling]:
        """Rule on each attempt, as of its moment. Raise Cancelled and PastLost."""
        if self._hooks.broken:
            return [self._hooks.broken] * len(attempts)
        if len(self._rulings) > MOST_REMEMBERED:
            self._rulings.clear()
        found = self._known(attempts)
        missing = [place for place, ruling in enumerate(found) if ruling is None]
        for hook, rounds in self._rounds:
            if not missing:
                break
            missing = self._stage(hook, rounds, attempts, missing, found, past)
        for place in missing:
            found[place] = self._hooks.default
        return found  # type: ignore[return-value]  # the last line left no place empty

    def key(self, attempt: Attempt) -> Key:
        """Return what a ruling depends on, beside the moment and the past."""
        return self._key(attempt)

    def _known(self, attempts: Sequence[Attempt]) -> list[Ruling | None]:
        """Return the rulings that need no call. Only where one hook rules alone are there any."""
        if len(self._rounds) != 1:
            return [None] * len(attempts)
        return [*map(self._rulings.get, map(self._keys[self._rounds[0][0]], attempts))]

    def _stage(
        self,
        hook: HookName,
        rounds: Rounds[Settled],
        attempts: Sequence[Attempt],
        places: list[int],
        found: list[Ruling | None],
        past: Past,
    ) -> list[int]:
        """Call one hook for the attempts at those places. Return the places on which it does not rule."""
        calls = [self._call(hook, attempts[place]) for place in places]
        last = self._rounds[-1][0]
        alone = len(self._rounds) == 1
        left = []
        for place, (key, _, _), settled in zip(places, calls, rounds.outcomes(calls, past), strict=True):
            if isinstance(settled, OverridesReading):
                settled = self._hooks.by_overrides(settled, attempts[place].server)
            if settled is ALLOW and hook is not last:
                left.append(place)
                continue
            found[place] = settled
            if alone and rounds.known(key) is settled:
                self._rulings[key] = settled
        return left

    def _call(self, hook: HookName, attempt: Attempt) -> Call:
        """Return the call of the hook for the attempt. All that its arguments depend on stands for them."""
        known, key = self._arguments[hook], self._keys[hook](attempt)
        arguments = known.get(key)
        if arguments is None:
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            arguments = known[key] = arguments_of(hook, attempt, self._request)
        return key, arguments, attempt.at

    def _rounds_of(self, hook: HookName) -> Rounds[Settled]:
        return Rounds(
            hook.value,
            run=self._hooks.run,
            settle=partial(self._hooks.settle, hook),
            given=self._hooks.given,
            steady=self._hooks.steady,
            cancellation=self._cancellation,
        )
