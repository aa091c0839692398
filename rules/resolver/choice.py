"""The DNS that the user chose for a dry run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rules.resolver.answer import Resolver
from rules.resolver.forced import ForcedResolver
from rules.resolver.older import OlderAnswers
from rules.resolver.zone import ZoneResolver
from rules.resolver.zone_text import Force


class Source(StrEnum):
    """The source of answers. live: the configured server; demo: the configured zone files; server: one that is named;
    zone: pinned text."""

    LIVE = "live"
    DEMO = "demo"
    SERVER = "server"
    ZONE = "zone"


class Cache(StrEnum):
    """The cache. shared: answers of earlier dry runs count until their TTL is over; cold: nothing is cached; warm:
    older answers are."""

    SHARED = "shared"
    COLD = "cold"
    WARM = "warm"


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsChoice:
    """`server` where the source is a server; `zone` is pinned text; `older` the text of a warm cache."""

    source: Source
    server: str = ""
    zone: str = ""
    forced: Mapping[str, Force] = field(default_factory=dict)
    cache: Cache = Cache.SHARED
    older: str = ""

    def around(self, resolver: Resolver) -> Resolver:
        """Add forced results and the answers in VPOP3's cache to a resolver. Raise ZoneError for bad text."""
        if self.forced:
            resolver = ForcedResolver(resolver, self.forced)
        if self.cache is Cache.WARM:
            resolver = OlderAnswers(resolver, ZoneResolver.parse([("Older answers", self.older)]))
        return resolver
