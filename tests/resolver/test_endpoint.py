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
    ],
)
def test_what_is_no_server_is_refused_in_a_sentence(text: str, sentence: str):
    with pytest.raises(ValueError, match=r"\.|port") as refused:
        Endpoint.parse(text)
    assert sentence in str(refused.value)
    assert len(str(refused.value)) < 250
