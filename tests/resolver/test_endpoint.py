import pytest

from rules.resolver.endpoint import Endpoint


@pytest.mark.parametrize(
    ("text", "address", "port", "shown"),
    [
        ("192.0.2.1", "192.0.2.1", 53, "192.0.2.1:53"),
        (" 192.0.2.1:5353 ", "192.0.2.1", 5353, "192.0.2.1:5353"),
        ("2001:db8::1", "2001:db8::1", 53, "[2001:db8::1]:53"),
        ("[2001:DB8:0::1]", "2001:db8::1", 53, "[2001:db8::1]:53"),
        ("[2001:db8::1]:65535", "2001:db8::1", 65535, "[2001:db8::1]:65535"),
        ("fe80::1%eth0", "fe80::1%eth0", 53, "[fe80::1%eth0]:53"),
        ("localhost:5353", "127.0.0.1", 5353, "127.0.0.1:5353"),
    ],
)
def test_a_server_is_an_address_and_perhaps_a_port(text: str, address: str, port: int, shown: str):
    endpoint = Endpoint.parse(text)
    assert endpoint == Endpoint(address, port)
    assert str(endpoint) == shown
    assert Endpoint.parse(str(endpoint)) == endpoint


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "An empty text is not the IP address"),
        ("dns.example", "'dns.example' is not the IP address"),
        ("192.0.2", "'192.0.2' is not the IP address"),
        ("192.0.2.1:", "'' is not the port"),
        ("192.0.2.1:0", "'0' is not the port"),
        ("192.0.2.1:65536", "'65536' is not the port"),
        ("192.0.2.1:-1", "'-1' is not the port"),
        ("192.0.2.1:٣", "is not the port"),
        ("192.0.2.1:domain", "'domain' is not the port"),
        ("[192.0.2.1", "is not the IP address"),
        ("[2001:db8::1]53", "is not the IP address"),
        ("x" * 1000, "is not the IP address"),
        ("0.0.0.0:5401", "0.0.0.0 cannot be asked: it means “every address of this machine”"),
        ("[::]:5401", ":: cannot be asked: it means"),
        ("::ffff:0.0.0.0", "cannot be asked: it means"),
        ("224.0.0.251", "it is a multicast address"),
        ("[ff02::fb]:5353", "it is a multicast address"),
        ("255.255.255.255:53", "it is the broadcast address"),
        ("240.0.0.1", "no machine has an address of that range"),
        ("0.0.0.1", "no machine has an address of that range"),
        ("fe80::1", "add the interface, like fe80::1%eth0"),
    ],
)
def test_invalid_servers_are_refused_in_a_sentence(text: str, sentence: str):
    with pytest.raises(ValueError, match=r"\.|port") as refused:
        Endpoint.parse(text)
    assert sentence in str(refused.value)
    assert len(str(refused.value)) < 250
