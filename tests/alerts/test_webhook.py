"""Webhooks: signed, pinned, and refused where they lead to a closed network."""

import json
import shutil
import ssl
import subprocess
import threading
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from rules.alerts import webhook
from rules.alerts.network import parse_networks
from rules.alerts.problem import NotSent
from tests.alerts.servers import receiving

LOOPBACK = parse_networks("127.0.0.0/8")
SECRET = webhook.new_secret()
PAYLOAD = {"type": "mxadmin.alert", "data": {"what": "It fails: ünïcode"}}


@pytest.fixture
def receiver():
    with receiving() as server:
        yield server


def post(port, networks=LOOPBACK, scheme="http", host="127.0.0.1", **options):
    webhook.post(
        address=f"{scheme}://{host}:{port}/hook?token=abc",
        secret=SECRET,
        uid="msg_1",
        payload=PAYLOAD,
        networks=networks,
        **options,
    )


def test_the_receiver_can_verify_who_sent_it(receiver):
    post(receiver.port)
    ((path, headers, body),) = receiver.got
    assert path == "/hook?token=abc"
    assert headers["webhook-id"] == "msg_1"
    assert abs(int(headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 60
    assert Webhook(SECRET).verify(body.decode(), headers) == PAYLOAD
    assert json.loads(body) == PAYLOAD


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 410, 500])
def test_only_2xx_is_taken_and_no_redirect_is_followed(receiver, status):
    receiver.status, receiver.location = status, f"http://127.0.0.1:{receiver.port}/other"
    with pytest.raises(NotSent, match=f"answered {status}"):
        post(receiver.port)
    assert len(receiver.got) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::1]", "[::ffff:127.0.0.1]"])
def test_a_closed_network_is_not_even_connected_to(receiver, host):
    with pytest.raises(NotSent, match=r"not on the public Internet|not found"):
        post(receiver.port, networks=(), host=host)
    assert not receiver.got


def test_plain_http_needs_a_network_that_is_allowed(receiver, monkeypatch):
    monkeypatch.setattr(webhook, "resolve", lambda *_: ["127.0.0.1"])
    with pytest.raises(NotSent, match="plain http"):
        post(receiver.port, networks=(), host="public.example")


def test_it_connects_to_the_address_that_was_looked_at(receiver, monkeypatch):
    """The name leads to the receiver when it is looked at, and elsewhere whenever it is asked again."""
    asked = []

    def resolve(host, port, networks):
        asked.append(host)
        return ["127.0.0.1"]

    monkeypatch.setattr(webhook, "resolve", resolve)
    post(receiver.port, host="rebinding.invalid")
    assert asked == ["rebinding.invalid"]
    assert receiver.got[0][1]["host"] == f"rebinding.invalid:{receiver.port}"


def test_a_receiver_that_hangs_is_left_in_time(receiver, monkeypatch):
    monkeypatch.setattr(webhook, "SECONDS", 0.2)
    receiver.hangs = threading.Event()
    with pytest.raises(NotSent, match="did not answer within"):
        post(receiver.port)
    receiver.hangs.set()


def test_nobody_there_is_a_sentence(receiver):
    with pytest.raises(NotSent, match="could not be reached"):
        post(1)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for localhost that signs itself."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


def test_a_wrong_certificate_is_not_believed(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    trusted = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    with receiving(context) as receiver:
        with pytest.raises(NotSent, match="certificate of localhost is not valid: self-signed certificate"):
            post(receiver.port, scheme="https", host="localhost")
        with pytest.raises(NotSent, match=r"certificate of 127.0.0.1 is not valid"):
            post(receiver.port, scheme="https", trusted=trusted)
        assert not receiver.got
        post(receiver.port, scheme="https", host="localhost", trusted=trusted)
        assert len(receiver.got) == 1


@pytest.mark.parametrize("address", ["ftp://a.example", "https://", "nothing", "https://a b.example", "https://x:y@h/"])
def test_an_address_that_is_none_is_a_sentence(address):
    with pytest.raises(ValueError, match=r"Write an address|Leave out"):
        webhook.read_address(address)
