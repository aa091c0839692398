"""Dry runs in threads of their own, watched by a page: what begins, what happens, the end at any moment."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Generic, Self, TypeVar

from rules.dryrun.engine import World
from rules.lua.cancellation import Cancellation
from rules.resolver.answer import Question

Item = TypeVar("Item")

TICK = 0.05
"""The seconds of silence after which None is yielded: only then is it noticed that a browser has left."""


@dataclass(frozen=True, slots=True)
class Began:
    """A name in a few words for something that may take a while."""

    what: str


@dataclass(frozen=True, slots=True)
class _Over:
    problem: BaseException | None = None


class Lookout:
    """The observer of a run's world: it takes notices, and ends what may take a while. A `resolver.Watch`."""

    def __init__(self, told: Callable[[Began], None], cancellation: Cancellation | None = None) -> None:
        self.cancellation = cancellation or Cancellation()
        self.attach = self.cancellation.attach
        self._told = told

    def notice(self, what: str) -> None:
        self._told(Began(what))

    def asking(self, question: Question, server: str) -> None:
        self.notice(f"Asking {server} for {question.rdtype} of {question.name}")


Opening = Callable[[Lookout], AbstractContextManager[World]]


class WatchedRun(Generic[Item]):
    """A run in a thread. Iterate it: `Began`, what `run` yields, and None whenever nothing has happened for a moment.
    Leaving its context ends the script's process, its lookups and its query at once."""

    def __init__(self, run: Callable[[World], Iterator[Item]], opened: Opening) -> None:
        self._happened: queue.SimpleQueue[Began | Item | _Over] = queue.SimpleQueue()
        self._lookout = Lookout(self._happened.put)
        self._thread = threading.Thread(target=self._run, args=(run, opened), name="dry-run", daemon=True)

    def cancel(self) -> None:
        """End the script's process, its lookups and its query at once, from any thread."""
        self._lookout.cancellation.cancel()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()

    def __iter__(self) -> Iterator[Began | Item | None]:
        """Yield the run's items. Raises what the run raised, which is a mistake of ours."""
        while True:
            try:
                item = self._happened.get(timeout=TICK)
            except queue.Empty:
                yield None
                continue
            if isinstance(item, _Over):
                if item.problem:
                    raise item.problem
                return
            yield item

    def _run(self, run: Callable[[World], Iterator[Item]], opened: Opening) -> None:
        lookout = self._lookout
        try:
            with opened(lookout) as world:
                world = replace(world, cancellation=lookout.cancellation, notice=lookout.notice)
                with closing(run(world)) as items:  # type: ignore[type-var]
                    for item in items:
                        if lookout.cancellation.cancelled:
                            break
                        self._happened.put(item)
        except BaseException as problem:
            self._happened.put(_Over(problem))
        else:
            self._happened.put(_Over())
