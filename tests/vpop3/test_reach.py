"""Addresses at which mail loops or reaches nobody."""

import pytest

from rules.vpop3.decision import Server
from rules.vpop3.reach import Reach, caution, reach


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", Reach.SELF),
        ("127.9.9.9", Reach.SELF),
        ("0.0.0.0", Reach.SELF),
        ("::1", Reach.SELF),
        ("::", Reach.SELF),
        ("::ffff:127.0.0.1", Reach.SELF),
        ("10.1.2.3", Reach.PRIVATE),
        ("172.31.255.255", Reach.PRIVATE),
        ("192.168.0.1", Reach.PRIVATE),
        ("100.64.0.1", Reach.PRIVATE),
        ("169.254.1.1", Reach.PRIVATE),
        ("fe80::1", Reach.PRIVATE),
        ("fd00::1", Reach.PRIVATE),
        ("2002:a00:1::1", Reach.PRIVATE),
        ("64:ff9b::a00:1", Reach.PRIVATE),
        ("0.1.2.3", Reach.NOWHERE),
        ("224.0.0.1", Reach.NOWHERE),
        ("240.0.0.1", Reach.NOWHERE),
        ("255.255.255.255", Reach.NOWHERE),
        ("ff02::1", Reach.NOWHERE),
    ],
)
def test_each_kind_of_address_is_known(address, kind):
    found = reach(address)
    assert found is not None
    assert found[0] is kind


@pytest.mark.parametrize(
    "address", ["192.0.2.1", "2001:db8::1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1", "no address"]
)
def test_addresses_of_the_internet_and_of_documentation_are_fine(address):
    assert reach(address) is None


def server(exchange="mx.example", *addresses, port=25):
    return Server(exchange=exchange, preference=10, port=port, addresses=addresses)


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        (
            server("mx.example", "127.0.0.1"),
            "mx.example (127.0.0.1) is the sending machine itself: mail would loop back to VPOP3 or reach nobody.",
        ),
        (
            server("localhost"),
            "localhost is the sending machine itself: mail would loop back to VPOP3 or reach nobody.",
        ),
        (
            server("0.0.0.0", "0.0.0.0"),
            "0.0.0.0 is the sending machine itself: mail would loop back to VPOP3 or reach nobody.",
        ),
        (
            server("mx.example", "192.0.2.1", "10.0.0.1"),
            "mx.example (10.0.0.1) has a private address (RFC 1918), which the Internet does not route: mail would "
            "reach nobody, or a machine in your own network.",
        ),
        (
            server("mx.example", "224.0.0.1"),
            "mx.example (224.0.0.1) has a multicast address (RFC 5771), at which no mail server can be: mail would "
            "reach nobody.",
        ),
    ],
)
def test_an_exchange_that_cannot_be_reached_is_a_sentence(named, sentence):
    assert caution(named, own_relay=False) == sentence


@pytest.mark.parametrize(
    ("named", "warned"),
    [
        (server("relay.example", "10.0.0.1"), False),
        (server("relay.example", "fd00::1"), False),
        (server("localhost", "127.0.0.1", port=2525), False),
        (server("localhost", "127.0.0.1"), True),
        (server("relay.example", "255.255.255.255"), True),
    ],
)
def test_a_relay_may_have_a_private_address_but_may_not_be_vpop3(named, warned):
    assert bool(caution(named, own_relay=True)) is warned


def test_of_several_addresses_the_one_that_is_most_wrong_is_named():
    worst = caution(server("mx.example", "10.0.0.1", "240.0.0.1", "127.0.0.1"), own_relay=False)
    assert worst is not None
    assert worst.startswith("mx.example (127.0.0.1) is the sending machine itself")
    other = caution(server("mx.example", "192.0.2.1", "10.0.0.1", "240.0.0.1"), own_relay=False)
    assert other is not None
    assert other.startswith("mx.example (240.0.0.1) has ")
