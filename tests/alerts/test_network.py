"""Alerts reach the public Internet, and else only what a setting allows."""

import socket

import pytest

from rules.alerts.network import Refused, guarded, is_allowed, parse_networks, resolve
from rules.alerts.problem import NotSent

CLOSED = (
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.8", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "2001:db8::1", "2001::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::1",
    "2002:c0a8:101::1", "100::1",
)  # fmt: skip
OPEN = ("1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1")


@pytest.mark.parametrize("address", CLOSED)
def test_closed_addresses_are_not_reached(address):
    assert not is_allowed(address, ())


@pytest.mark.parametrize("address", OPEN)
def test_public_addresses_are(address):
    assert is_allowed(address, ())


def test_a_setting_opens_a_network_and_no_other():
    networks = parse_networks("10.1.0.0/16, ::1")
    assert is_allowed("10.1.2.3", networks)
    assert is_allowed("::ffff:10.1.2.3", networks)
    assert is_allowed("::1", networks)
    assert not is_allowed("10.2.0.1", networks)
    assert not is_allowed("127.0.0.1", networks)


@pytest.mark.parametrize("text", ["everything", "10.0.0.1/8", "10.0.0.0/33"])
def test_a_wrong_setting_is_a_sentence(text):
    with pytest.raises(ValueError, match="write networks like"):
        parse_networks(text)


def answering(*addresses):
    return lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]


def test_of_several_addresses_only_public_ones_are_used():
    assert resolve("hook.example", 443, (), answering("10.0.0.1", "1.1.1.1")) == ["1.1.1.1"]
    with pytest.raises(NotSent, match=r"hook.example \(10.0.0.1\) is not on the public Internet"):
        resolve("hook.example", 443, (), answering("10.0.0.1"))


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::1]", "0"])
def test_other_spellings_of_loopback_are_no_way_in(host):
    with pytest.raises(NotSent):
        resolve(host, 80, ())


def test_under_guard_libraries_find_no_closed_address():
    with guarded(()):
        with pytest.raises(Refused):
            socket.create_connection(("127.0.0.1", 9))
        with pytest.raises(Refused):
            socket.getaddrinfo("localhost", 80)
    assert socket.getaddrinfo("127.0.0.1", 80)
