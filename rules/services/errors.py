"""Errors of services."""

from rules.models import Revision


class Refused(Exception):
    """A request that was refused. The message is a sentence for the person; nothing was written."""


class ReasonNeeded(Refused):
    """A publication without a passed check, which needs a person's reason."""


class FuseRefused(Refused):
    """A fuse that cannot be; the publication that was to carry it did not happen."""


class StaleParent(Refused):
    """A save that conflicts with another one: `parent` is where the author started, `latest` what is there now."""

    def __init__(self, *, parent: Revision | None, latest: Revision) -> None:
        started = f"revision {parent.number}" if parent else "an empty script"
        super().__init__(
            f"{latest.author_name} saved revision {latest.number} while you were editing {started}. "
            "Nothing was saved yet: compare the two texts, then save yours on top, or copy what you need."
        )
        self.parent = parent
        self.latest = latest
