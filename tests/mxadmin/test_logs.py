"""Secrets that the log must not hold."""

import logging

import pytest

from mxadmin.logs import HidePasswords


@pytest.mark.parametrize(
    ("message", "args", "shown"),
    [
        (
            "cannot reach postgresql://reader:hush@db.example/vpop3",
            (),
            "cannot reach postgresql://reader:***@db.example/vpop3",
        ),
        ("url %s", ("postgres://:hush@db/x",), "url postgres://:***@db/x"),
        ("host=db password=hush user=x", (), "host=db password=*** user=x"),
        ("password = 'hu sh' user=x", (), "password = *** user=x"),
        ("GET http://127.0.0.1:8000/a@b", (), "GET http://127.0.0.1:8000/a@b"),
        ("%d of %d", (1, 2), "1 of 2"),
    ],
)
def test_a_password_is_replaced_and_nothing_else(message, args, shown):
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, message, args, None)
    assert HidePasswords().filter(record)
    assert record.getMessage() == shown
