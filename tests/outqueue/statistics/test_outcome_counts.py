"""Counting send attempts by outcome."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.statistics.outcome_counts import count_outcomes
from rules.smtp.reply import Outcome
from rules.wiring.link_signer import LinkSigner

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TABLE = "CREATE SCHEMA outqueue; CREATE TABLE outqueue.sendattempts (server text, starttime {}, result text)"


@pytest.mark.parametrize("type_", ["timestamptz", "timestamp"])
def test_each_outcome_of_the_last_hour_is_counted(fresh_database, type_):
    url = fresh_database()
    rows = [(5, "250 ok"), (59, "250 ok"), (30, "421 later"), (10, ""), (10, None), (61, "550 no"), (-5, "550 no")]
    with psycopg.connect(url, autocommit=True, options="-c TimeZone=Europe/Berlin") as owner:
        owner.execute(f"ALTER DATABASE {owner.info.dbname} SET TimeZone = 'Europe/Berlin'")
        owner.execute(TABLE.format(type_))
        for minutes, result in rows:
            started = NOW - timedelta(minutes=minutes)
            owner.execute("INSERT INTO outqueue.sendattempts VALUES ('mx', %s::timestamptz, %s)", [started, result])
    database = Vpop3Database(url)
    found = count_outcomes(SendAttempts(database, signer=LinkSigner()), last=timedelta(hours=1), now=NOW)
    database.close()
    assert found.counts == {
        Outcome.DELIVERED: 2,
        Outcome.TRANSIENT: 1,
        Outcome.PERMANENT: 0,
        Outcome.NO_REPLY_CODE: 2,
    }
    assert found.total == 5
