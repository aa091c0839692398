"""The question that a check gets before a text goes live, and its answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rules.lua.cancellation import Cancellation
from rules.models import Script
from rules.models.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """`source` is to go live in place of `live`, which is empty where nothing is: VPOP3's own way. `cancellation` ends
    the checks from another thread."""

    script: Script
    source: bytes
    live: bytes
    cancellation: Cancellation = field(default_factory=Cancellation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`sentence` says the result for people. `details` are for its own template, `figures` for a fuse: they are sealed
    with the rest."""

    name: str
    title: str
    verdict: Verdict
    sentence: str
    details: object = None
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The template that shows the details."""
        return f"rules/scripts/check_{self.name}.html"

    @property
    def passed(self) -> bool:
        """Whether it needs no reason to go on."""
        return self.verdict in {Verdict.PASSED, Verdict.WARNED}


Provider = Callable[[Subject], Check]
