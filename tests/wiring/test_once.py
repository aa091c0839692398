"""Objects that all threads share."""

import threading
from concurrent.futures import ThreadPoolExecutor

from rules.wiring.once import shared

ABREAST = 8


def test_threads_that_ask_at_once_share_one_object():
    together, made = threading.Barrier(ABREAST), []

    @shared
    def thing(name):
        made.append(name)
        threading.Event().wait(0.02)  # while it is made the others come
        return object()

    def ask(_number):
        together.wait()
        return thing("a")

    with ThreadPoolExecutor(ABREAST) as pool:
        assert len(set(pool.map(ask, range(ABREAST)))) == 1
    assert made == ["a"]
    assert thing("b") is not thing("a")
    thing.cache_clear()
    assert (thing("a"), made) == (thing("a"), ["a", "b", "a"])
