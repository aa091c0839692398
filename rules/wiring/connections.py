"""Connections that all requests of this process share: the sandbox, the resolvers and VPOP3's database. Made when first
needed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import assert_never

from django.conf import settings

from rules.dryrun.engine import World
from rules.lua.protocol.query import QueryAnswer
from rules.lua.sandbox import Isolation, Sandbox
from rules.outqueue.attempts.known_values import KnownValuesCache
from rules.outqueue.attempts.latest import LatestAttempts
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.broker.broker import Attach, Broker
from rules.outqueue.broker.past_answers import PastAnswers
from rules.outqueue.broker.privileges import KnownPrivileges
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.statistics.new_replies import Replies
from rules.outqueue.statistics.overview import Overviews
from rules.resolver.answer import Resolver
from rules.resolver.cache import CachingResolver
from rules.resolver.choice import Cache, DnsChoice, Source
from rules.resolver.open import open_live, open_resolver
from rules.resolver.watch import Watch
from rules.wiring.link_signer import LinkSigner
from rules.wiring.once import shared

LIVE, DEMO = "live", "demo"


@shared
def sandbox() -> Sandbox:
    return Sandbox()


@shared
def mass_sandbox() -> Sandbox:
    """Return the sandbox for many runs in a row: locked-down processes that are reused, a new Lua state for each
    run."""
    return Sandbox(isolation=Isolation.POOL)


def resolver(choice: str = LIVE, watch: Watch | None = None) -> Resolver:
    """`live` asks DNS as MXADMIN_DNS says; `demo` answers from the zone files of MXADMIN_ZONE_FILES."""
    return _zones(settings.ZONE_FILES) if choice == DEMO else live_resolver(watch=watch)


def chosen(choice: DnsChoice, watch: Watch | None = None) -> Resolver:
    """Return the resolver that a person chose for a dry run. Raises ZoneError or ValueError, which are sentences."""
    match choice.source:
        case Source.DEMO:
            resolver = _zones(settings.ZONE_FILES)
        case Source.ZONE:
            resolver = open_resolver(zones=[("Pinned zone text", choice.zone)])
        case Source.LIVE | Source.SERVER:
            resolver = _live_as(choice, watch)
        case _:
            assert_never(choice.source)
    return choice.around(resolver)


def _live_as(choice: DnsChoice, watch: Watch | None) -> Resolver:
    server = choice.server if choice.source is Source.SERVER else settings.DNS_SERVER
    if choice.cache is Cache.SHARED:
        return live_resolver(server, watch)
    return CachingResolver(open_live(server, watch=watch))


def usual_resolver(watch: Watch | None = None) -> Resolver:
    """Return the resolver that the form offers first: the zone files where there are any, else live DNS."""
    return resolver(DEMO if settings.ZONE_FILES else LIVE, watch)


def live_resolver(server: str | None = None, watch: Watch | None = None) -> Resolver:
    """Return a resolver that asks `server` ("system" or an address) instead of the configured one. All runs share one
    cache for each server. Raises ValueError with a sentence."""
    server = server or settings.DNS_SERVER
    known = _live(server)
    return known.before(open_live(server, watch=watch)) if watch else known


@lru_cache(maxsize=32)
def _live(server: str) -> CachingResolver:
    return CachingResolver(open_live(server))


@shared
def _zones(paths: tuple[Path, ...]) -> Resolver:
    return open_resolver(zones=[(path.name, path.read_text(encoding="utf-8")) for path in paths])


def vpop3() -> Vpop3Database:
    """Return VPOP3's database, also where none is configured: then it says so whenever it is asked."""
    return _vpop3(settings.VPOP3_DATABASE_URL)


@shared
def _vpop3(url: str) -> Vpop3Database:
    return Vpop3Database(url)


def attempts() -> SendAttempts:
    return _attempts(settings.VPOP3_DATABASE_URL)


@shared
def _attempts(url: str) -> SendAttempts:
    return SendAttempts(_vpop3(url), signer=LinkSigner())


def latest_attempts() -> LatestAttempts:
    """Return the latest attempts, shared by everybody who follows the list."""
    return _latest_attempts(settings.VPOP3_DATABASE_URL)


@shared
def _latest_attempts(url: str) -> LatestAttempts:
    return LatestAttempts(_attempts(url))


def known_values() -> KnownValuesCache:
    """Return the cache of values to complete a search with."""
    return _known_values(settings.VPOP3_DATABASE_URL)


@shared
def _known_values(url: str) -> KnownValuesCache:
    return KnownValuesCache(_attempts(url))


def overviews() -> Overviews:
    """Return the counter of overviews, which remembers the days that it counted."""
    return _overviews(settings.VPOP3_DATABASE_URL)


@shared
def _overviews(url: str) -> Overviews:
    return Overviews(_attempts(url), settings.DATA_DIR / "days")


def replies() -> Replies:
    """Return the reader of reply kinds, which remembers those of each day."""
    return _replies(settings.VPOP3_DATABASE_URL)


@shared
def _replies(url: str) -> Replies:
    return Replies(_attempts(url), settings.DATA_DIR / "days")


def privileges() -> KnownPrivileges:
    """Return the privileges of the configured role, asked again after a minute."""
    return _privileges(settings.VPOP3_DATABASE_URL)


@shared
def _privileges(url: str) -> KnownPrivileges:
    return KnownPrivileges(_vpop3(url))


@shared
def _broker(url: str) -> Broker:
    """Return the broker. It has connections of its own, so that busy dry runs never keep a page waiting."""
    database = Vpop3Database(url, max_connections=4, application_name="mxadmin dry runs")
    return Broker(database, privileges=_privileges(url))


def explain(sql: str) -> QueryAnswer:
    """The plan of a script's query, which is not run."""
    return _broker(settings.VPOP3_DATABASE_URL).explain(sql)


@contextmanager
def opened(
    resolver: Resolver,
    attach: Attach | None = None,
    *,
    at: datetime | None = None,
    explain: bool = False,
    dns_doubt: Callable[[], str] = str,
) -> Iterator[World]:
    """Open the world of one dry run; its session with VPOP3's database ends with the block. `attach` as in `Broker`;
    `at`: the moment as of which queries are answered, None for the present; with `explain`, it may take some time to
    find out why; `dns_doubt` as in `World`."""
    with _broker(settings.VPOP3_DATABASE_URL).run(at=at, attach=attach) as queries:
        yield World(
            sandbox=sandbox(),
            resolver=resolver,
            query=queries.query,
            sql=_reach(at),
            explain=explain,
            ask_ahead=queries.ask_ahead,
            dns_doubt=dns_doubt,
        )


@contextmanager
def past(*, lag: timedelta, attach: Attach | None = None) -> Iterator[PastAnswers]:
    """Open VPOP3's database as it was at past moments, for one replay, in a session that ends with the block."""
    with _broker(settings.VPOP3_DATABASE_URL).past(lag=lag, attach=attach) as answers:
        yield answers


def _reach(at: datetime | None) -> str:
    """Return what the queries reach, for the ledger."""
    if not vpop3().configured:
        return "none"
    return f"as of then ({vpop3()})" if at else f"live ({vpop3()})"
