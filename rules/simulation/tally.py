"""What became of the messages of a run."""

from dataclasses import asdict, dataclass, fields

LATE_MINUTES = 60
"""A message that is delivered more than so long after it arrived is late."""


@dataclass(slots=True)
class Tally:
    """`messages` are delivered (`late` among them), lost (given up by VPOP3, or bounced by the script), failed for good
    by the server, rerouted, unknown (the text could not be asked), or still waiting at the end. `attempts` were made,
    `failed_attempts` of them in vain; `holds` counts refusals by the text."""

    messages: int = 0
    delivered: int = 0
    late: int = 0
    lost: int = 0
    permanent: int = 0
    rerouted: int = 0
    unknown: int = 0
    waiting: int = 0
    attempts: int = 0
    failed_attempts: int = 0
    holds: int = 0

    def add(self, other: "Tally") -> None:
        for name in NAMES:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def to_dict(self) -> dict[str, int]:
        return asdict(self)


NAMES = tuple(field.name for field in fields(Tally))
