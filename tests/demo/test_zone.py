"""The demo's zone and its queue tell the same story."""

import pytest

from mxadmin.demo.destinations import DESTINATIONS, TEMPERS
from mxadmin.demo.routes import ZONE, Routes
from rules.resolver import mx
from rules.resolver.answer import Question, Status
from rules.resolver.zone import ZoneResolver


@pytest.fixture(scope="module")
def zone():
    return ZoneResolver.parse([(ZONE.name, ZONE.read_text())])


def status(zone, domain):
    (answer,) = zone.lookup([Question(domain, "MX")])
    return answer.status


def exchanges(zone, domain):
    (answer,) = zone.lookup([Question(domain, "MX")])
    return mx.read_mx(answer)


@pytest.mark.parametrize("destination", DESTINATIONS, ids=lambda destination: destination.domain)
def test_every_destination_can_be_reached(destination):
    assert Routes().to(destination.domain, seed=1)


def test_every_temper_belongs_to_a_server_that_mail_goes_to():
    servers = {host.name for d in DESTINATIONS for host in Routes().to(d.domain, seed=1)}
    assert set(TEMPERS) <= servers


def test_the_provider_that_throttles_has_two_servers_in_order(zone):
    assert [(e.name, e.preference) for e in exchanges(zone, "bigmail.example").exchanges] == [
        ("mx1.bigmail.example", 10),
        ("mx2.bigmail.example", 20),
    ]


def test_equal_preferences_occur(zone):
    assert {e.preference for e in exchanges(zone, "bank.example").exchanges} == {10}


def test_each_case_of_the_list_is_there(zone):
    assert exchanges(zone, "noreply.example").null
    assert exchanges(zone, "corner-bakery.example").implicit
    assert status(zone, "bigmial.example") is Status.NXDOMAIN
    assert status(zone, "broken.example") is Status.SERVFAIL
    assert status(zone, "silent.example") is Status.TIMEOUT
    assert status(zone, "bücher.example") is Status.NOERROR


def test_an_exchange_without_an_address_is_never_tried():
    routes = Routes()
    assert [host.name for host in routes.to("halfgone.example", seed=1)] == ["mx.halfgone.example"]
    assert routes.to("moved.example", seed=1) == []


def test_every_case_named_at_the_top_is_decided_by_the_zone(zone):
    listed = [line.split()[1] for line in ZONE.read_text().splitlines() if line.startswith(";   ")]
    assert len(listed) > 10
    assert [name for name in listed if status(zone, name) is Status.NXDOMAIN] == ["bigmial.example"]
