"""A fuse over a million attempts of thirty days: what it costs to begin, and to judge a minute of 1,000 new ones."""

from collections.abc import Iterator
from datetime import UTC, datetime
from time import perf_counter

import psycopg
import pytest
from django.utils import timezone

from mxadmin.demo import seed
from mxadmin.demo.postgres import EmbeddedPostgres
from rules.fuse.answer import AtEnd
from rules.fuse.counts import Tally
from rules.models import Delivery, Fuse
from rules.outqueue.setup_sql import read_only_role_sql
from rules.services import fuses, publishing
from rules.services.fuse_watch import MINUTE, FuseWatch
from tests.benchmarks import millions
from tests.scripts import make_live, revision, script_with

pytestmark = [pytest.mark.benchmark(group="fuse"), pytest.mark.django_db(transaction=True)]

ROWS, DAYS, NEW = 1_000_000, 30, 1_000
DATABASE = "fuse_million"
ADD = """
INSERT INTO outqueue.sendattempts
SELECT 'mx' || n % 2 + 1 || '.provider' || n % 300 || '.example', clock_timestamp() + n * interval '1 microsecond',
       CASE WHEN n % 10 = 0 THEN '451 later' ELSE '250 ok' END
FROM generate_series(1, 1000) n
"""


@pytest.fixture(scope="module")
def owner(postgres: EmbeddedPostgres) -> Iterator[psycopg.Connection]:
    postgres.create_database(DATABASE)
    with psycopg.connect(postgres.url(DATABASE), autocommit=True, options="-c TimeZone=UTC") as owner:
        owner.execute(f"ALTER DATABASE {DATABASE} SET TimeZone = 'UTC'".encode())
        millions.fill(owner, until=datetime.now(UTC).replace(tzinfo=None), rows=ROWS, days=DAYS)
        owner.execute(read_only_role_sql(DATABASE, role="fuse_reader", password="secret").encode())
        yield owner
    postgres.drop_database(DATABASE)


def test_a_minute_is_judged_in_much_less_than_one(benchmark, owner, postgres, settings, tmp_path):
    settings.VPOP3_DIR = tmp_path
    settings.VPOP3_DATABASE_URL = postgres.url(DATABASE, "fuse_reader", "secret")
    script = script_with(seed.source(1), seed.source(2))
    make_live(script, 1)
    it, wanted = revision(script, 2), fuses.Wanted(minutes=120, at_end=AtEnd.KEEP)
    publishing.publish(script=script, revision=it, sha256=it.sha256, actor=None, fuse=wanted)
    Delivery.objects.filter(state=Delivery.State.PENDING).update(state=Delivery.State.TAKEN, settled_at=timezone.now())
    seconds = [0.0]
    watch = FuseWatch(lambda: seconds[0])
    began = perf_counter()
    watch.look()
    print(f"\nbegun in {perf_counter() - began:.2f} s")

    def add() -> None:
        owner.execute(ADD)
        seconds[0] += MINUTE

    benchmark.pedantic(watch.look, setup=add, rounds=20)
    fuse = Fuse.objects.get()
    assert fuse.judged == 20
    assert Tally.from_dict(fuse.tally).attempts == 20 * NEW
    assert benchmark.stats["max"] < MINUTE / 10
