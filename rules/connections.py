"""What all requests of this process share: the sandbox, the resolvers and VPOP3's database. Made when first needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

from rules.dryrun.engine import World
from rules.lua.sandbox import Sandbox
from rules.outqueue.attempts import SendAttempts
from rules.outqueue.broker import Broker
from rules.outqueue.database import Vpop3Database
from rules.outqueue.privileges import KnownPrivileges
from rules.resolver.answer import Resolver
from rules.resolver.open import open_resolver

LIVE, DEMO = "live", "demo"


@cache
def sandbox() -> Sandbox:
    return Sandbox()


def resolver(choice: str = LIVE) -> Resolver:
    """`live` asks DNS as MXADMIN_DNS says; `demo` answers from the zone files of MXADMIN_ZONE_FILES."""
    return _zones(settings.ZONE_FILES) if choice == DEMO else live_resolver()


def live_resolver(server: str | None = None) -> Resolver:
    """Asks `server` ("system" or an address) instead of the configured one. Raises ValueError with a sentence."""
    return _live(server or settings.DNS_SERVER)


@cache
def _live(server: str) -> Resolver:
    return open_resolver(server)


@cache
def _zones(paths: tuple[Path, ...]) -> Resolver:
    return open_resolver(zones=[(path.name, path.read_text(encoding="utf-8")) for path in paths])


def vpop3() -> Vpop3Database:
    """Also where none is configured: then it says so whenever it is asked."""
    return _vpop3(settings.VPOP3_DATABASE_URL)


@cache
def _vpop3(url: str) -> Vpop3Database:
    return Vpop3Database(url)


def attempts() -> SendAttempts:
    return _attempts(settings.VPOP3_DATABASE_URL)


@cache
def _attempts(url: str) -> SendAttempts:
    return SendAttempts(_vpop3(url), secret=salted_hmac("rules.connections", "attempts").digest())


def privileges() -> KnownPrivileges:
    """What the configured role may do, asked again after a minute."""
    return _privileges(settings.VPOP3_DATABASE_URL)


@cache
def _privileges(url: str) -> KnownPrivileges:
    return KnownPrivileges(_vpop3(url))


@cache
def _broker(url: str) -> Broker:
    """Over connections of its own, so that busy dry runs never keep a page waiting."""
    database = Vpop3Database(url, max_connections=4, application_name="mxadmin dry runs")
    return Broker(database, privileges=_privileges(url))


@contextmanager
def opened(resolver: Resolver) -> Iterator[World]:
    """What one dry run may see; its session with VPOP3's database ends with the block."""
    with _broker(settings.VPOP3_DATABASE_URL).session(snapshot=True) as query:
        yield World(sandbox=sandbox(), resolver=resolver, query=query, sql=_reach())


def _reach() -> str:
    """For the ledger."""
    return f"live ({vpop3()})" if vpop3().configured else "none"
