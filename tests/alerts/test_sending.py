"""One try in a process of its own, which is ended when it takes too long."""

import threading

from rules.alerts.order import APPRISE, EMAIL, WEBHOOK, Order
from rules.alerts.sending import send
from rules.alerts.webhook import new_secret
from tests.alerts.servers import mail_server, receiving

CONTENT = {"subject": "It fails", "text": "Since 10:00.", "payload": {"type": "mxadmin.alert"}}


def order(kind, address, **more):
    return Order(kind=kind, address=address, secret=new_secret(), uid="msg_1", content=CONTENT, **more)


def mail_order(port):
    return order(EMAIL, "ann@example.com", smtp=f"smtp://127.0.0.1:{port}?tls=off", sender="mxadmin@b.example")


def test_a_message_is_sent(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")  # it takes no proxy
    with receiving() as receiver, mail_server() as mail:
        assert send(order(WEBHOOK, f"http://127.0.0.1:{receiver.port}/", networks="127.0.0.1")) == ""
        assert send(mail_order(mail.port)) == ""
        assert len(receiver.got) == len(mail.messages) == 1


def test_a_problem_is_a_sentence():
    assert "not on the public Internet" in send(order(WEBHOOK, "https://127.0.0.1/"))
    assert "MXADMIN_ALERT_SMTP" in send(order(EMAIL, "ann@example.com"))


def test_a_server_that_hangs_holds_nobody_for_longer():
    with mail_server() as mail:
        mail.hangs = threading.Event()
        assert "so the try was ended" in send(mail_order(mail.port), seconds=1)
        mail.hangs.set()


def test_an_address_is_only_read():
    assert send(order(APPRISE, "ntfys://ntfy.example.com/topic", check=True)) == ""
    assert "Write an address of Apprise" in send(order(APPRISE, "json://ntfy.example.com/", check=True))
