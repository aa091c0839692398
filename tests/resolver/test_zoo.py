"""The live resolver among odd servers. All questions are asked in one call: they wait at the same time."""

import pytest

from rules.resolver.answer import Answer, Question
from rules.resolver.live import LiveResolver
from tests.dns_server import DnsServer
from tests.resolver.zoo import BEASTS, Beast


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    with DnsServer() as server:
        for beast in BEASTS:
            server.say(beast.host, beast.talk)
        resolver = LiveResolver([server.endpoint], timeout=0.5, lifetime=4.0)
        found = resolver.lookup([Question(beast.host, beast.rdtype) for beast in BEASTS])
    return {beast.name: answer for beast, answer in zip(BEASTS, found, strict=True)}


def test_names_are_unique():
    assert len({beast.name for beast in BEASTS}) == len(BEASTS)


@pytest.mark.parametrize("beast", BEASTS, ids=lambda beast: beast.name)
def test_an_odd_answer_is_taken_for_what_it_is(answers: dict[str, Answer], beast: Beast):
    answer = answers[beast.name]
    assert (answer.status, answer.detail) == (beast.status, answer.detail)
    assert beast.words in answer.detail
    if beast.data is not None:
        assert tuple(record.data.lower() for record in answer.records) == beast.data
    if beast.soa is not None:
        assert bool(answer.authority) == beast.soa
