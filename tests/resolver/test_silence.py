import asyncio

from rules.resolver.endpoint import Endpoint
from rules.resolver.server import Server
from rules.resolver.silence import SECONDS, Silence

FIRST, SECOND = Endpoint("192.0.2.1"), Endpoint("192.0.2.2")


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def order(silence: Silence) -> list[Endpoint]:
    servers = [Server(endpoint, lambda _: None, asyncio.Lock()) for endpoint in (FIRST, SECOND)]
    return [server.endpoint for server in silence.last(servers)]


def test_a_silent_server_comes_last_until_it_answers_or_a_minute_is_over():
    clock = Clock()
    silence = Silence(clock)
    silence.note(FIRST)
    assert order(silence) == [SECOND, FIRST]
    silence.end(FIRST)
    assert order(silence) == [FIRST, SECOND]
    silence.note(FIRST)
    clock.now += SECONDS
    assert order(silence) == [FIRST, SECOND]
