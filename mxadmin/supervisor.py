"""granian's server, which replaces a worker that dies, but does not end because of one while another is well."""

import time
from typing import Any

from granian.server import Server

SETTLED = 5.0
"""The seconds after which a worker is well: until then it may have found something wrong at its start."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0


class Pauses:
    """The time at which each dead worker is tried again: at once, then ever more slowly while it dies soon again."""

    def __init__(self) -> None:
        self._pauses: dict[int, float] = {}
        self._due: dict[int, float] = {}

    def note(self, worker: int, *, lived: float, now: float) -> None:
        if lived >= SETTLED:
            self._pauses.pop(worker, None)
        pause = self._pauses.get(worker, 0.0)
        self._due[worker] = now + pause
        self._pauses[worker] = min(max(2 * pause, FIRST_PAUSE), LONGEST_PAUSE)

    def due(self, now: float) -> list[int]:
        """Return those to be started now, and forget them."""
        ready = [worker for worker, moment in self._due.items() if moment <= now]
        for worker in ready:
            del self._due[worker]
        return ready

    def wait(self, now: float) -> float | None:
        """Return the seconds until one is due; None where none died."""
        return max(0.0, min(self._due.values()) - now) if self._due else None

    def forget(self) -> None:
        self._due.clear()


class Supervisor(Server):  # type: ignore[misc, valid-type]
    """The workers of a server. It ends by itself only when no worker has ever been well, or one died that must not be
    replaced."""

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        pauses, well = Pauses(), False
        while True:
            self.main_loop_interrupt.wait(pauses.wait(time.monotonic()))
            self.main_loop_interrupt.clear()
            if self.interrupt_signal:
                return
            now = time.monotonic()
            well = well or any(wrk.is_alive() and now - wrk.birth >= SETTLED for wrk in self.wrks)
            died = self._take_died()
            well = well or any(now - self.wrks[worker].birth >= SETTLED for worker in died)
            if died and not (self.respawn_failed_workers and (well or self._first_deaths(died))):
                self.interrupt_children.extend(died)  # the exit code says that they failed
                return
            for worker in died:
                pauses.note(worker, lived=now - self.wrks[worker].birth, now=now)
            if self.reload_signal:
                pauses.forget()
                self._reload(spawn_target, target_loader)
            if ready := pauses.due(time.monotonic()):
                self._respawn_workers(ready, spawn_target, target_loader)

    def _take_died(self) -> list[int]:
        died = list(dict.fromkeys(self.interrupt_children))
        del self.interrupt_children[:]
        return died

    def _first_deaths(self, died: list[int]) -> bool:
        """Whether one of them died for the first time, whatever of, or another worker may still be well."""
        return any(worker not in self.respawned_wrks for worker in died) or any(wrk.is_alive() for wrk in self.wrks)
