"""Questions with a view of their own: recorded rows up to a moment, and simulated ones in the place of a server's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from rules.lua.protocol.query import QueryAnswer
from rules.outqueue.broker.broker import Broker
from rules.outqueue.broker.past_answers import PastAnswers
from rules.outqueue.connection.database import Vpop3Database
from rules.replay.attempt import microseconds
from rules.replay.past import Question
from rules.replay.view import View, array
from tests.outqueue.conftest import SHAPES, Vpop3

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LISTED = "SELECT server, starttime, result FROM outqueue.sendattempts WHERE server = '{}' ORDER BY 2 DESC LIMIT 3"
COUNT = "SELECT count(*) AS cnt FROM outqueue.sendattempts"


@pytest.fixture(params=SHAPES)
def past(request, make_vpop3: Callable[..., Vpop3], connect: Callable[..., Vpop3Database]):
    """Ten attempts at each of two servers, one a minute before noon; the sessions of this database are in UTC."""
    vpop3 = make_vpop3(request.param)
    vpop3.owner.execute(f"ALTER DATABASE {vpop3.name} SET timezone = 'UTC'".encode())
    for number in range(1, 11):
        for server in ("MX1.example.", "mx2.example"):
            vpop3.add(server, (NOON - number * MINUTE).replace(tzinfo=None), 250)
    with Broker(connect(vpop3.reader_url())).past() as found:
        yield found.with_views()


def simulated(server: str, since: datetime, rows: list[tuple[datetime, str]], until: datetime = NOON) -> View:
    replies = list(dict.fromkeys(reply for _, reply in rows))
    starts = ",".join(str(microseconds(at)) for at, _ in rows)
    kinds = ",".join(str(replies.index(reply) + 1) for _, reply in rows)
    return View(
        until=until, server=server, since=since, starts=f"{{{starts}}}", kinds=f"{{{kinds}}}", replies=array(replies)
    )


def asked(past: PastAnswers, *questions: tuple[str, datetime, View]) -> list[QueryAnswer]:
    past.see({at: view for _, at, view in questions})
    found = past.answers([Question(text, at) for text, at, _ in questions])
    assert all(isinstance(each, QueryAnswer) and not each.error for each in found), found
    return found


def test_recorded_rows_count_up_to_the_views_end_however_late_it_is(past):
    week = timedelta(days=7)
    [now, frozen, later] = asked(
        past,
        (COUNT, NOON, View(until=NOON)),
        (COUNT, NOON + week, View(until=NOON - 5 * MINUTE)),
        (COUNT, NOON + 2 * week, View(until=NOON + week)),
    )
    assert [each.rows[0][0] for each in (now, frozen, later)] == ["20", "10", "20"]


def test_simulated_rows_take_the_place_of_the_servers_own_and_of_no_others(past):
    view = simulated("mx1.example", NOON - 3 * MINUTE, [(NOON - MINUTE, "450 later"), (NOON + MINUTE, "450 later")])
    at = NOON + 2 * MINUTE
    [alone] = asked(past, (COUNT, at, view))
    together = asked(past, (COUNT, at, view), (COUNT, at + MINUTE, View(until=NOON)))
    assert [alone.rows[0][0], *(each.rows[0][0] for each in together)] == [str(20 - 3 + 2), "19", "20"]


@pytest.mark.parametrize("reply", ["450 later", '421 "a, {b}" \\ c', "550 it's"])
def test_a_simulated_row_is_read_as_it_would_have_been_stored(past, reply):
    view = simulated("mx1.example", NOON - 2 * MINUTE, [(NOON - MINUTE, reply)])
    other = simulated("mx2.example", NOON, [])
    mine, others = (LISTED.format(server) for server in ("mx1.example", "mx2.example"))
    found = asked(past, (mine, NOON, view), (others, NOON + MINUTE, other))
    server, started, result = found[0].rows[0]
    assert (server, result[:3]) == ("mx1.example", reply[:3])
    assert result in {reply, reply[:3]}  # a column of numbers holds the code
    assert started.startswith("2026-03-04 11:59:00")
    assert len(found[1].rows) == 3
    assert found[1].rows[0][1].startswith("2026-03-04 11:59:00")
    [alone] = asked(past, (mine, NOON, view))
    assert alone.rows == found[0].rows
