"""Values that are made once in a process and shared by all of its threads."""

import threading
from collections.abc import Callable
from functools import cache, update_wrapper
from typing import Generic, ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


class shared(Generic[Given, Made]):
    """Cache like functools.cache, but of threads that ask at the same time for the first time one makes it: what the
    others made would hold connections or processes that nobody closes. (cachetools' `cached` with a condition does the
    same, but its types forget the arguments of what it decorates.)"""

    def __init__(self, make: Callable[Given, Made]) -> None:
        self._made = cache(make)
        self._lock = threading.RLock()
        self.cache_info, self.cache_clear = self._made.cache_info, self._made.cache_clear
        update_wrapper(self, make)

    def __call__(self, *args: Given.args, **kwargs: Given.kwargs) -> Made:
        with self._lock:
            return self._made(*args, **kwargs)  # type: ignore[arg-type]
