"""A send attempt as a row with a destination."""

from datetime import UTC, datetime

import pytest

from rules.outqueue.attempts.attempt import Attempt
from rules.presentation.attempts import row
from rules.resolver.registered_domain import registered_domain


def attempt(server="mx1.mail.example.co.uk", **known):
    return Attempt(handle="1|1", server=server, started=datetime(2026, 11, 23, tzinfo=UTC), result="250 ok", **known)


@pytest.mark.parametrize(
    ("server", "domain"),
    [
        ("mx1.mail.example.co.uk", "example.co.uk"),
        ("MX.Example.COM.", "example.com"),
        ("example.com", "example.com"),
        ("mx1.plain.example", "plain.example"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("", ""),
    ],
)
def test_the_domain_that_someone_registered(server, domain):
    assert registered_domain(server) == domain


def test_a_domain_that_vpop3_keeps_is_taken():
    it = row(attempt(domain="shop.example", recipient="anna@other.example"))
    assert (it.destination, it.guessed) == ("shop.example", False)


def test_without_a_domain_column_it_is_the_recipients():
    it = row(attempt(recipient="anna@shop.example"))
    assert (it.destination, it.guessed) == ("shop.example", False)


def test_without_a_domain_it_is_guessed_from_the_server():
    it = row(attempt())
    assert (it.destination, it.guessed) == ("example.co.uk", True)


def test_at_a_providers_server_it_is_not_known():
    it = row(attempt(server="contoso-com.mail.protection.outlook.com"))
    assert (it.destination, it.guessed) == ("", True)


def test_the_dry_run_takes_over_what_is_known():
    at_once = "&revision=live&start=1"
    assert row(attempt(domain="a.example")).dry_run_query == "domain=a.example" + at_once
    sent = row(attempt(domain="a.example", retry=2, size=20480))
    assert sent.dry_run_query == "domain=a.example&retries=2&size=20480" + at_once


@pytest.mark.parametrize(
    ("server", "domain"),
    [("aspmx.l.google.com", "google.com"), ("mx1.plain.example", "plain.example"), ("192.0.2.1", ""), ("", "")],
)
def test_the_dry_run_as_it_was_then_assumes_a_destination_that_is_not_known(server, domain):
    it = row(attempt(server=server))
    assert it.then_domain == domain
    assert f"domain={domain}&" in it.then_query
    assert ("assumed" in it.then_title) == (it.destination == "")
