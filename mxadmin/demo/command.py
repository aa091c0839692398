"""`mxadmin demo`: everything that mxadmin needs, with data of its own, on this machine."""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

import psycopg

from mxadmin import parent_death, web_server
from mxadmin.demo import banner, binaries, environment, queue
from mxadmin.demo.feeder import Feeder
from mxadmin.demo.holds import Rules
from mxadmin.demo.importer import Importer
from mxadmin.demo.messages import Outbox
from mxadmin.demo.postgres import EmbeddedPostgres
from mxadmin.demo.routes import Routes
from mxadmin.demo.state import DemoError, DemoFolder, Secrets
from mxadmin.demo.storms import Weather
from mxadmin.demo.traffic import Traffic
from mxadmin.usage import Parser, Usage, port

HOST = "127.0.0.1"
SEED = 8_10_25
HELPERS = 1


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        binaries.find("postgres")
        parent_death.end_with_uv()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        web_server.check_address(HOST, options.port)
        with DemoFolder.default().locked() as state:
            if options.reset:
                state.clear()
            return run(state, options.port)
    except (DemoError, binaries.EmbeddedPostgresError) as error:
        raise Usage(str(error)) from None


def _parser() -> Parser:
    parser = Parser(prog="mxadmin demo", description="Starts mxadmin with a queue, a DNS zone and users of its own.")
    parser.add_argument("--port", type=port, default=8025, help="port to listen on (default: %(default)s)")
    parser.add_argument("--reset", action="store_true", help="forget everything and start afresh")
    return parser


def run(state: DemoFolder, port: int) -> int:
    """Run the demo until it is stopped, and return the exit code."""
    secrets = state.secrets()
    with (
        EmbeddedPostgres(state.postgres) as postgres,
        sending(postgres, state, secrets) as rules,
        Importer(state.install_folder, lambda text: rules.take_over(text, datetime.now(UTC))),
    ):
        values = environment.settings(state, secrets, port=port, postgres_port=postgres.port)
        environment.apply(values, state.env_file)
        text = banner.text(url=values["MXADMIN_URL"], passwords=secrets.users, state=state)
        ready = partial(print, text, flush=True)
        return web_server.serve(
            address=HOST, port=port, workers=1, ready=ready, load=load_pages, once=True, helpers=HELPERS
        )


@contextmanager
def sending(postgres: EmbeddedPostgres, state: DemoFolder, secrets: Secrets) -> Iterator[Rules]:
    """Bring the queue up to date, and keep it so as if VPOP3 were sending, under the rules that this yields."""
    queue.create(postgres, owner_password=secrets.owner_password, reader_password=secrets.reader_password)
    url = postgres.url(queue.DATABASE, queue.OWNER, secrets.owner_password)
    now = datetime.now(UTC)
    rules = Rules.resume(state.publications, now)
    with psycopg.connect(url) as connection:
        weather = Weather.resume(state.storms, seed=SEED, now=now, last=queue.last_attempt(connection))
        traffic = Traffic(Outbox(seed=SEED, weather=weather), Routes(), rules)
        queue.catch_up(connection, traffic, now)
    with Feeder(url, traffic):
        yield rules


def load_pages() -> Any:
    """Load the application, in the worker, so that Django is loaded once, over tables that are filled."""
    application = web_server.load()
    from mxadmin.demo.seed import seed

    state = DemoFolder.default()
    seed(state.secrets().users, Rules.resume(state.publications, datetime.now(UTC)))
    return application
