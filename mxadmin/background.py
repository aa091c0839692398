"""The processes for background work: started, replaced when they die, and ended with the server."""

import os
import subprocess
import sys
import threading
import time

PAUSE, LONGEST_PAUSE = 2.0, 60.0
"""Pauses, in seconds, before a dead process is replaced: its cause may need time to pass. Each is twice as long as the
one before."""
SETTLED = 30.0
"""The seconds after which a process has settled: when it dies then, the pauses begin with the shortest."""
PATIENCE = 5.0
"""The seconds that a process has to end when it is told to."""


class Background:
    """`count` processes of `mxadmin work`, from `start` to `stop`."""

    def __init__(self, count: int) -> None:
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._keep_one, daemon=True) for _ in range(count)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._ending.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(PATIENCE + 1)

    def _keep_one(self) -> None:
        """Keep one process running. The kernel ends it when the thread that started it ends, so one thread stays with
        each."""
        pause = PAUSE
        while not self._ending.is_set():
            started = time.monotonic()
            process = subprocess.Popen(command(), stdin=subprocess.DEVNULL)  # noqa: S603
            while process.poll() is None and not self._ending.wait(0.2):
                pass
            if process.poll() is None:
                _end(process)
            else:
                pause = PAUSE if time.monotonic() - started > SETTLED else pause
                self._ending.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)


def command() -> list[str]:
    return [sys.executable, "-m", "mxadmin", "work", "--parent", str(os.getpid())]


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
