"""Why a service did not do what it was asked."""

from rules.models import Revision


class Refused(Exception):
    """The message is a sentence for the person who asked. Nothing was written."""


class ReasonNeeded(Refused):
    """A check did not pass or was not run: a person has to say why it is to be done all the same."""


class StaleParent(Refused):
    """Someone saved another revision meanwhile: `parent` is where the author started, `latest` what is there now."""

    def __init__(self, *, parent: Revision | None, latest: Revision) -> None:
        started = f"revision {parent.number}" if parent else "an empty script"
        super().__init__(
            f"{latest.author_name} saved revision {latest.number} while you were editing {started}. "
            "Nothing was saved yet: compare the two texts, then save yours on top or take over what you need."
        )
        self.parent = parent
        self.latest = latest
