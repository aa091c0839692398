"""Chat and push services, by way of Apprise: which addresses are allowed, and what is said of a failure."""

import json

import pytest

from rules.alerts import chat
from rules.alerts.network import parse_networks
from rules.alerts.problem import NotSent
from tests.alerts.servers import receiving

LOOPBACK = parse_networks("127.0.0.0/8")


@pytest.fixture
def receiver():
    with receiving() as server:
        server.status = 200
        yield server


def send(address, networks=LOOPBACK):
    chat.send(address=address, subject="[mxadmin] It fails", text="Since 10:00.", networks=networks)


def test_a_message_reaches_the_service(receiver):
    send(f"ntfy://127.0.0.1:{receiver.port}/topic")
    ((_, _, body),) = receiver.got
    assert b"Since 10:00." in body


def test_a_name_calls_nobody(receiver):
    chat.send(
        address=f"ntfy://127.0.0.1:{receiver.port}/topic", subject="", text="<!everyone> @here", networks=LOOPBACK
    )
    ((_, _, body),) = receiver.got
    assert json.loads(body)["message"] == "‹!everyone› ＠here"


def test_a_closed_network_is_not_reached(receiver):
    with pytest.raises(NotSent, match="did not take the message"):
        send(f"ntfy://127.0.0.1:{receiver.port}/topic", networks=())
    assert not receiver.got


def test_a_redirect_is_not_followed(receiver):
    with receiving() as other:
        receiver.status, receiver.location = 307, f"http://127.0.0.1:{other.port}/"
        with pytest.raises(NotSent):
            send(f"ntfy://127.0.0.1:{receiver.port}/topic")
        assert not other.got


def test_what_failed_is_said_without_the_secrets_of_the_address(receiver):
    receiver.status = 500
    with pytest.raises(NotSent) as said:
        send(f"ntfy://someone:very-secret@127.0.0.1:{receiver.port}/private-topic")
    assert "ntfy did not take the message." in str(said.value)
    assert "very-secret" not in str(said.value)
    assert "private-topic" not in str(said.value)


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "slack"),
        ("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "slack"),
        ("https://prod-1.westeurope.logic.azure.com:443/workflows/643e69f83c8944/triggers/manual/paths/invoke"
         "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=KODuebWbDGYFr0z0eu", "workflows"),
        ("ntfys://ntfy.example.com/topic?priority=high", "ntfys"),
    ],
)  # fmt: skip
def test_addresses_of_services_are_read(address, service):
    assert chat.service_of(address) == service
    assert chat.plugin_of(address)


@pytest.mark.parametrize("service", sorted(chat.SERVICES))
def test_apprise_has_each_service(service):
    module, name = chat.SERVICES[service]
    schemas = {"protocol", "secure_protocol"}
    kind = getattr(chat.importlib.import_module(f"apprise.plugins.{module}"), name)
    known = [getattr(kind, each) for each in schemas]
    assert any(service == each or service in (each or ()) for each in known)


@pytest.mark.parametrize(
    "address",
    [
        "json://127.0.0.1/",
        "xml://127.0.0.1/",
        "form://127.0.0.1/",
        "file:///etc/passwd",
        "syslog://",
        "dbus://",
        "mailto://user:password@example.com",
        "https://example.com/hook",
        "https://hooks.slack.com.evil.example/services/A/B/C",
        "nothing",
        "slack://",
        "ntfys://ntfy.example.com/topic?verify=no",
        "workflows://prod-1.logic.azure.com:443/643e69f83c8944/abc/?template=/etc/passwd",
    ],
)
def test_other_addresses_are_refused(address):
    with pytest.raises(ValueError, match=r"Write an address of Apprise|Apprise cannot|not allowed") as said:
        chat.plugin_of(address)
    assert "passwd" not in str(said.value)
