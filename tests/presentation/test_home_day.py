"""What is told of the last 24 hours beside the 24 before."""

from collections import Counter

from rules.outqueue.statistics.counts import Figures
from rules.presentation.home_day import differences


def figures(**servers):
    """Attempts by server (`_` for a dot), each {code: count}."""
    counted = Counter({(name, code): count for name, codes in servers.items() for code, count in codes.items()})
    bars = Counter()
    for (_, code), count in counted.items():
        bars[0, code] += count
    return Figures(bars=bars, servers=counted)


def told(today, before):
    return [f"{each.server} {each.sentence}".strip() for each in differences(today, before)]


def test_days_that_are_alike_are_not_told():
    assert told(figures(mx1={"250": 100, "450": 2}), figures(mx1={"250": 99, "450": 2})) == []
    assert told(figures(), figures()) == []


def test_a_share_and_a_number_that_differ_are_told():
    assert told(figures(mx1={"250": 50, "450": 50}), figures(mx1={"250": 190, "450": 10})) == [
        "50.0 % were delivered, the day before 95.0 %.",
        "100 attempts, fewer than the 200 of the day before.",
    ]


def test_servers_that_began_to_fail_and_that_stopped_are_named():
    today = figures(mx1={"450": 5, "250": 95}, mx2={"250": 100}, mx3={"450": 2, "250": 98})
    before = figures(mx1={"250": 100}, mx2={"554": 4, None: 1, "250": 95}, mx3={"250": 100}, mx4={"450": 9})
    assert told(today, before)[-2:] == [
        "mx1 failed 5 times, and not once the day before.",
        "mx2 did not fail; the day before it failed 5 times.",
    ]


def test_a_first_day_has_nothing_to_be_compared_with():
    assert told(figures(mx1={"250": 3}), figures()) == ["3 attempts, more than the 0 of the day before."]
