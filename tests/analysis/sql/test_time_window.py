"""Reading over which time a rule's query counts."""

import pytest

from rules.analysis.sql.time_window import leaving_query

FROM = "SELECT COUNT(*) FROM outqueue.sendattempts"


@pytest.mark.parametrize(
    "where",
    [
        "starttime > CURRENT_TIMESTAMP + '-15 MINUTES'",
        "starttime >= now() - interval '1 hour' AND server = 'x'",
        "now() - '1 hour'::interval < starttime",
        "(starttime > LOCALTIMESTAMP - 15 * interval '1 minute')",
        "starttime BETWEEN now() - interval '1 hour' AND now()",
        "starttime > (now() - interval '1 hour')::timestamp",
    ],
)
def test_now_less_a_constant_is_a_time_that_failures_leave(where):
    assert "MAX(starttime)" in (leaving_query(f"{FROM} WHERE {where}") or "")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SELECT 1",
        "DELETE FROM outqueue.sendattempts",
        FROM,
        f"{FROM} WHERE starttime > '2026-01-01'",
        f"{FROM} WHERE starttime > CURRENT_DATE",
        f"{FROM} WHERE starttime > date_trunc('day', now())",
        f"{FROM} WHERE starttime > now() - interval '1 hour' OR server = 'x'",
        f"{FROM} WHERE starttime < now() - interval '1 hour'",
        f"{FROM} WHERE starttime > endtime - interval '1 hour'",
        f"{FROM} WHERE starttime > now() - interval '1 h' AND starttime > now() - interval '2 h'",
        f"SELECT ({FROM} WHERE starttime > now() - interval '1 h')",
        f"{FROM} WHERE starttime >",
        "SELECT count(*) FROM outqueue.other WHERE starttime > now() - interval '1 h'",
    ],
)
def test_nothing_is_asked_where_the_window_does_not_slide_or_is_not_known(query):
    assert leaving_query(query) is None
