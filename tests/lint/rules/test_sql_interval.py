import pytest

from tests.lint.asking import asking, put_right, since, told, troubles
from tests.lint.checking import findings

RULE = "sql-interval"
CORRECTED = [
    (since("now() - 15"), since("now() - interval '15 minutes'")),
    (since("now() - 15 MINUTES"), since("now() - interval '15 minutes'")),
    (since("CURRENT_TIMESTAMP - 15"), since("CURRENT_TIMESTAMP - interval '15 minutes'")),
    (since("now() - '15 minutes'"), since("now() - interval '15 minutes'")),
    (since("now() - INTERVAL 15 MINUTE"), since("now() - interval '15 minute'")),
    (since("now() - interval '15 minuts'"), since("now() - interval '15 minutes'")),
    (since("now() + '-15 MINUTTES'"), since("now() + '-15 minutes'")),
    (since("'15 minutes'"), since("now() - interval '15 minutes'")),
]
CLEAN = [
    since("CURRENT_TIMESTAMP + '-15 MINUTES'"),
    since("now() - 15 * interval '1 minute'"),
    since("now() - interval '1 day 2:30' AND starttime > current_date - 1"),
    since("now() - interval '15' minute AND starttime < now() - interval 'P1D'"),
    since("now() - '15 minutes'::interval AND starttime > '2026-01-31'"),
    since("now() - make_interval(mins => 15)"),
]


@pytest.mark.parametrize(("written", "right"), CORRECTED)
def test_spans_that_postgresql_refuses_are_fixed(written, right):
    assert put_right(RULE, written) == right
    assert troubles(right) == []


@pytest.mark.parametrize("sql", CLEAN)
def test_spans_that_postgresql_accepts_are_not_reported(sql):
    assert told(RULE, sql) == []
    assert troubles(sql) == []


def test_a_number_alone_means_seconds():
    (found,) = findings(RULE, asking(since("now() - interval '15'")))
    assert (found.severity, "seconds" in found.message) == ("information", True)
