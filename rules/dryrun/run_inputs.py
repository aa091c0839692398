"""The inputs of dry runs: the text of the form's fields, and the values that a batch shares."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType

from rules.dryrun.scenario import Scenario
from rules.resolver.choice import Cache, DnsChoice, Source
from rules.resolver.forced import read_forced
from rules.vpop3 import versions
from rules.vpop3.assumptions import ASSUMPTIONS
from rules.vpop3.versions import Version

ASSUME = "assume-"
"""Before an assumption's name in the stored form, and in the names of the form's fields."""


def field_of(assumption: str) -> str:
    """Return the name of the form's field for an assumption."""
    return ASSUME + assumption


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInputs:
    """The inputs of one dry run, each as it was typed ("12 MB"). None: a run from before there was such a field.

    `assumptions` maps the names of assumptions to the options that were chosen.
    """

    domain: str = ""
    retries: str | None = None
    size: str | None = None
    version: str | None = None
    connection_id: str | None = None
    connection_name: str | None = None
    dns: str | None = None
    dns_server: str | None = None
    zone: str | None = None
    force: str | None = None
    cache: str | None = None
    older: str | None = None
    seed: str | None = None
    at: str | None = None
    """The moment as of which the run was made, with its offset; empty: the present."""
    assumptions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def from_dict(cls, stored: Mapping[str, str]) -> "RunInputs":
        """Reverse `to_dict`. Names that are no inputs are left out."""
        texts = {name: stored[name] for name in FIELDS if name in stored}
        chosen = {name.removeprefix(ASSUME): value for name, value in stored.items() if name.startswith(ASSUME)}
        return cls(**texts, assumptions=MappingProxyType(chosen))

    def to_dict(self) -> dict[str, str]:
        """Return the form in which runs and presets are stored: by the names of the form's fields."""
        texts = {name: value for name in FIELDS if (value := getattr(self, name)) is not None}
        return texts | {field_of(name): option for name, option in self.assumptions.items()}

    def option(self, assumption: str) -> str:
        """Return what was chosen for an assumption, or what mxadmin assumes by itself."""
        return self.assumptions.get(assumption, ASSUMPTIONS[assumption].default)

    def dns_choice(self) -> DnsChoice:
        """Raise ValueError with a sentence where the text of a field cannot be read. White space around a text does not
        count, as in the form: a kept run is stored as it was typed."""
        return DnsChoice(
            source=Source(self.dns or Source.LIVE),
            server=(self.dns_server or "").strip(),
            zone=(self.zone or "").strip(),
            forced=read_forced(self.force or ""),
            cache=Cache(self.cache or Cache.SHARED),
            older=(self.older or "").strip(),
        )


FIELDS = tuple(each.name for each in fields(RunInputs) if each.name != "assumptions")


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchInputs:
    """The inputs that all destinations of a batch share. A batch from before seeds existed used 0."""

    retries: int = 0
    size: int = 20 * 1024
    version: str = str(versions.CURRENT)
    connection_id: int = 1
    connection_name: str = "Main"
    dns: str = Source.LIVE.value
    seed: int = 0

    @classmethod
    def from_dict(cls, stored: Mapping[str, object]) -> "BatchInputs":
        return cls(**stored)  # type: ignore[arg-type]

    def to_dict(self) -> dict[str, object]:
        return asdict(self)

    def scenario(self, domain: str) -> Scenario:
        return Scenario(
            domain=domain,
            retries=self.retries,
            size=self.size,
            version=Version.parse(self.version),
            connection_id=self.connection_id,
            connection_name=self.connection_name,
            seed=self.seed,
        )
