"""Alerts by e-mail: what is sent, and what a server may do instead of taking it."""

import email
import threading
from email import policy

import pytest

from rules.alerts import mail
from rules.alerts.mail import SmtpServer
from rules.alerts.problem import NotSent
from tests.alerts.servers import mail_server


@pytest.fixture
def server():
    with mail_server() as started:
        yield started


def send(server, url="smtp://127.0.0.1:{port}?tls=off"):
    mail.send(
        server=SmtpServer.parse(url.format(port=server.port)),
        sender="mxadmin@mail.example",
        recipient="ann@example.com",
        uid="msg_1",
        subject="[mxadmin] mx1.ünï.example fails",
        text="It fails.\n\nhttps://mxadmin.example/connection/\n",
    )


def test_a_message_says_what_it_is(server):
    send(server)
    read = email.message_from_bytes(server.messages[0], policy=policy.default)
    assert (read["To"], read["From"]) == ("ann@example.com", "mxadmin@mail.example")
    assert read["Subject"] == "[mxadmin] mx1.ünï.example fails"
    assert (read["Message-ID"], read["Auto-Submitted"]) == ("<msg_1@mail.example>", "auto-generated")
    assert "https://mxadmin.example/connection/" in read.get_content()


@pytest.mark.parametrize(
    ("command", "reply", "sentence"),
    [
        ("RCPT", "550 5.1.1 no such user", r"refuses ann@example.com: 550 5.1.1 no such user"),
        ("MAIL", "421 busy", r"refuses the message: 421 busy"),
        ("DATA", "554 spam", r"refuses the message: 554 spam"),
    ],
)
def test_a_refusal_is_a_sentence(server, command, reply, sentence):
    server.replies[command] = reply
    with pytest.raises(NotSent, match=sentence):
        send(server)


def test_without_starttls_nothing_is_sent(server):
    with pytest.raises(NotSent, match="STARTTLS"):
        send(server, "smtp://127.0.0.1:{port}")
    assert not server.messages


def test_a_server_that_hangs_is_left_in_time(server, monkeypatch):
    monkeypatch.setattr(mail, "SECONDS", 0.2)
    server.hangs = threading.Event()
    with pytest.raises(NotSent, match="did not answer within"):
        send(server)
    server.hangs.set()


def test_nobody_there_is_a_sentence():
    with pytest.raises(NotSent, match="could not be reached"):
        mail.send(
            server=SmtpServer.parse("smtp://127.0.0.1:1"), sender="a@b", recipient="c@d", uid="1", subject="", text=""
        )


def test_an_address_of_a_server_is_read():
    read = SmtpServer.parse("smtps://us%40er:p%2Fw@mail.example")
    assert (read.host, read.port, read.user, read.password, read.tls) == ("mail.example", 465, "us@er", "p/w", True)


@pytest.mark.parametrize(
    "text", ["mail.example", "http://mail.example", "smtp://", "smtp://h:99999", "smtp://h?tls=on", "smtps://h?tls=off"]
)
def test_a_wrong_address_is_a_sentence(text):
    with pytest.raises(ValueError, match="write it like smtp://"):
        SmtpServer.parse(text)


def test_a_password_in_clear_is_refused():
    with pytest.raises(ValueError, match="in clear"):
        SmtpServer.parse("smtp://user:secret@mail.example?tls=off")
