"""The dry run of `tests/dryrun`, for scenarios that are kept from one."""

from tests.dryrun.conftest import dry_run, resolver, sandbox

__all__ = ["dry_run", "resolver", "sandbox"]
