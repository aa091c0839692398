"""One sandbox for all tests of recipes."""

from tests.dryrun.conftest import sandbox

__all__ = ["sandbox"]
