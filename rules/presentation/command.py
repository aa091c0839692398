"""A dry run as a command line that gives the same."""

import shlex
from collections.abc import Iterator, Mapping

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
}


def command(kept: DryRun) -> str:
    """What is as usual is named as well: it may be usual no more when the command is used."""
    return "mxadmin dry-run " + shlex.join(_arguments(kept, kept.inputs))


def _arguments(kept: DryRun, inputs: Mapping[str, str]) -> Iterator[str]:
    yield inputs["domain"]
    if kept.revision is None or inputs.get("dns") == Source.ZONE or inputs.get("cache") == Cache.WARM:
        yield f"--like={kept.key}"  # with the sign: a key or a name may begin with a dash
    else:
        yield from ("--revision", str(kept.revision.number))
        yield from _dns(inputs)
    for name, option in OPTIONS.items():
        if name in inputs:
            value = inputs[name].replace(" ", "") if name == "size" else inputs[name]
            yield f"{option}={value}"
    for name, assumption in ASSUMPTIONS.items():
        chosen = inputs.get(f"assume-{name}", assumption.default)
        if chosen != assumption.default:
            yield from ("--assume", f"{name}={chosen}")


def _dns(inputs: Mapping[str, str]) -> Iterator[str]:
    """The configured zone files are what the command uses by itself."""
    if inputs.get("dns") in {Source.LIVE, Source.SERVER}:
        yield from ("--dns", inputs.get("dns_server", "") if inputs["dns"] == Source.SERVER else "live")
    for name, result in read_forced(inputs.get("force", "")).items():
        yield from ("--force", f"{name}={result}")
