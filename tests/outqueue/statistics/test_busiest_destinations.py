"""The busiest destinations, from whatever columns there are."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.outqueue.statistics.busiest_destinations import busiest

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def found(attempts):
    return [(each.domain, each.attempts, each.guessed) for each in busiest(attempts, last=HOUR, now=NOW)]


def test_without_a_domain_it_is_the_one_that_the_server_belongs_to(make_vpop3, read):
    vpop3 = make_vpop3("documented")
    for server, minutes in [("mx1.a.co.uk", 1), ("MX2.A.co.uk", 2), ("mx.b.example", 3), ("mx.b.example", 61), ("", 4)]:
        vpop3.add(server, (NOW - timedelta(minutes=minutes)).replace(tzinfo=None), "250 ok")
    vpop3.owner.execute(f"ALTER DATABASE {vpop3.name} SET TimeZone = 'UTC'")
    assert found(read(vpop3)) == [("a.co.uk", 2, True), ("b.example", 1, True)]


@pytest.mark.parametrize("shape", ["documented", "demo", "odd"])
def test_no_attempts_are_no_destinations(make_vpop3, read, shape):
    assert found(read(make_vpop3(shape))) == []


def test_the_domain_column_counts_then_the_recipient_then_the_server(make_vpop3, read):
    vpop3 = make_vpop3("demo")
    vpop3.owner.execute(f"ALTER DATABASE {vpop3.name} SET TimeZone = 'UTC'")
    for domain, recipient in [("A.example", None), ("a.example", "x@b.example"), ("", "x@B.example"), (None, "nobody")]:
        vpop3.owner.execute(
            "INSERT INTO outqueue.sendattempts (server, starttime, result, domain, recipient) "
            "VALUES ('mx.c.example', %s, '250', %s, %s)",
            (NOW.replace(tzinfo=None) - timedelta(minutes=5), domain, recipient),
        )
    assert found(read(vpop3)) == [("a.example", 2, False), ("b.example", 1, False), ("c.example", 1, True)]
