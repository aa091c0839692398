"""The live resolver among odd servers. All questions are asked in one call: they wait at the same time."""

from dataclasses import replace

import pytest

from rules.resolver.answer import Answer, Question, Status
from rules.resolver.live import LiveResolver
from tests.dns_server import DnsServer
from tests.resolver.zoo import BEASTS, Beast


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    with DnsServer() as server:
        for beast in BEASTS:
            server.say(beast.host, beast.talk)
        resolver = LiveResolver([server.endpoint], timeout=0.4, lifetime=3.0)
        found = resolver.lookup([Question(beast.host, beast.rdtype) for beast in BEASTS])
    return {beast.name: answer for beast, answer in zip(BEASTS, found, strict=True)}


@pytest.fixture(scope="module")
def helped() -> dict[str, Answer]:
    """The same, with a second server that knows every name."""
    zone = "".join(f"{beast.host} MX 7 helper.example.\n{beast.host} A 192.0.2.7\n" for beast in BEASTS)
    with DnsServer() as odd, DnsServer(zone) as helper:
        for beast in BEASTS:
            odd.say(beast.host, beast.talk)
        resolver = LiveResolver([odd.endpoint, helper.endpoint], timeout=0.3, lifetime=3.0)
        found = resolver.lookup([Question(beast.host, beast.rdtype) for beast in BEASTS])
        helpful = str(helper.endpoint)
    return {
        beast.name: replace(answer, server="helper" if answer.server == helpful else "odd")
        for beast, answer in zip(BEASTS, found, strict=True)
    }


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


@pytest.mark.parametrize("beast", [each for each in BEASTS if each.status.failed], ids=lambda beast: beast.name)
def test_the_next_server_is_asked_if_one_gives_no_answer(helped: dict[str, Answer], beast: Beast):
    answer = helped[beast.name]
    assert (answer.status, answer.server) == (Status.NOERROR, "helper")


def test_an_absence_is_an_answer_and_no_other_server_is_asked(helped: dict[str, Answer]):
    absent = [beast.name for beast in BEASTS if beast.status.absent]
    assert absent
    assert {helped[name].server for name in absent} == {"odd"}
