"""A dry run as a command line that gives the same."""

import shlex
from collections.abc import Iterator

from rules.dryrun.run_inputs import RunInputs
from rules.models import DryRun
from rules.resolver.choice import Cache, Source
from rules.resolver.forced import read_forced
from rules.vpop3.assumptions import ASSUMPTIONS

OPTIONS = {
    "retries": "--retries",
    "size": "--size",
    "version": "--vpop3",
    "connection_id": "--connection-id",
    "connection_name": "--connection-name",
    "seed": "--seed",
    "at": "--at",
}


def command(kept: DryRun) -> str:
    """Return the command of a dry run. Defaults are spelled out too: they may be different when the command is used."""
    return "mxadmin dry-run " + shlex.join(_arguments(kept, kept.run_inputs))


def _arguments(kept: DryRun, inputs: RunInputs) -> Iterator[str]:
    yield inputs.domain
    if kept.revision is None or inputs.dns == Source.ZONE or inputs.cache == Cache.WARM:
        yield f"--like={kept.key}"  # with the sign: a key or a name may begin with a dash
    else:
        yield from ("--revision", str(kept.revision.number))
        yield from _dns(inputs)
    for name, option in OPTIONS.items():
        if (value := getattr(inputs, name)) is not None and (value or name != "at"):
            yield f"{option}={value.replace(' ', '') if name == 'size' else value}"
    for name, assumption in ASSUMPTIONS.items():
        if (chosen := inputs.option(name)) != assumption.default:
            yield from ("--assume", f"{name}={chosen}")


def _dns(inputs: RunInputs) -> Iterator[str]:
    """Yield the options of DNS. The command uses the configured zone files without an option."""
    if inputs.dns in {Source.LIVE, Source.SERVER}:
        yield from ("--dns", inputs.dns_server or "" if inputs.dns == Source.SERVER else "live")
    for name, result in read_forced(inputs.force or "").items():
        yield from ("--force", f"{name}={result}")
