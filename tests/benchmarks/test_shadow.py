"""A shadow over a million attempts of thirty days: what a look costs with nothing new, with one new attempt, and with
1,000."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.contrib.auth.models import User

from mxadmin.demo import seed
from mxadmin.demo.postgres import EmbeddedPostgres
from rules import queries
from rules.models import NamedText, Replay
from rules.outqueue.setup_sql import read_only_role_sql
from rules.services import shadows
from rules.services.shadow_runs import ShadowRuns
from tests.benchmarks import millions
from tests.scripts import make_live, script_with

pytestmark = [pytest.mark.benchmark(group="shadow"), pytest.mark.django_db(transaction=True)]

ROWS, DAYS, LOOKS = 1_000_000, 30, 10
DATABASE = "shadow_million"
ADD = """
INSERT INTO outqueue.sendattempts
SELECT 'mx' || n % 2 + 1 || '.provider' || n % 300 || '.example', clock_timestamp() - n * interval '1 microsecond',
       CASE WHEN n % 10 = 0 THEN '451 later' ELSE '250 ok' END
FROM generate_series(1, {}) n
"""


@pytest.fixture(scope="module")
def owner(postgres: EmbeddedPostgres) -> Iterator[psycopg.Connection]:
    postgres.create_database(DATABASE)
    with psycopg.connect(postgres.url(DATABASE), autocommit=True, options="-c TimeZone=UTC") as owner:
        owner.execute(f"ALTER DATABASE {DATABASE} SET TimeZone = 'UTC'".encode())
        until = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=1)
        millions.fill(owner, until=until, rows=ROWS, days=DAYS)
        owner.execute(read_only_role_sql(DATABASE, role="shadow_reader", password="secret").encode())
        yield owner
    postgres.drop_database(DATABASE)


@pytest.mark.parametrize("new", [0, 1, 1_000])
def test_a_look(benchmark, owner, postgres, settings, new):
    settings.VPOP3_DATABASE_URL = postgres.url(DATABASE, "shadow_reader", "secret")
    script = script_with(seed.source(1), seed.source(2))
    make_live(script, 1)
    tried = NamedText(source=seed.source(2), name="Revision 2")
    shadow = shadows.start(
        script=script, wanted=shadows.Wanted(tried=tried, days=1), actor=User.objects.create_user("ann")
    )
    runs = ShadowRuns(queries.live_texts)
    runs.look()
    before = Replay.objects.get().done

    def add() -> None:
        if new:
            owner.execute(ADD.format(new).encode())
        runs._runs[shadow.pk].rests_until = 0

    benchmark.pedantic(runs.look, setup=add, rounds=LOOKS)
    assert Replay.objects.get().done - before == LOOKS * new
