"""Fewer searches for garbage while millions of values come and go."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_RARELY = 100_000
"""New objects until Python looks for cycles among the newest; otherwise, that takes a third of a replay's time."""
_lock = threading.Lock()
_open = 0
_usual = gc.get_threshold()


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Let Python look for cycles less often, in the whole process. What a replay makes has none, so that reference
    counts free it."""
    global _open, _usual
    with _lock:
        if not _open:
            _usual = gc.get_threshold()
            gc.set_threshold(max(_RARELY, _usual[0]), *_usual[1:])
        _open += 1
    try:
        yield
    finally:
        with _lock:
            _open -= 1
            if not _open:
                gc.set_threshold(*_usual)
