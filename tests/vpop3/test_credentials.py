import pytest

from rules.vpop3.credentials import redact, redact_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("user:secret@mx.example", "user:***@mx.example"),
        ("relay through user:secret@[2001:db8::1]:25 now", "relay through user:***@[2001:db8::1]:25 now"),
        ("user:p:w@mx.example", "user:***@mx.example"),
        ("someone@example.com", "someone@example.com"),
        ("mx.example:25", "mx.example:25"),
    ],
)
def test_a_password_before_a_host_is_hidden(text, shown):
    assert redact_text(text) == shown


def test_passwords_are_hidden_in_keys_and_values_at_any_depth():
    value = {"u:s@a.example": 10, 1: {"server": "u:s@b.example"}}
    assert redact(value) == {"u:***@a.example": 10, 1: {"server": "u:***@b.example"}}
