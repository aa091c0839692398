"""What a replay takes for granted, because it is not recorded."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.replay.attempt import Recorded
from rules.replay.request import ASSUMED_RETRIES, ASSUMED_SIZE, ReplayRequest
from rules.vpop3.assumptions import ASSUMPTIONS

_TAKE_PART = (
    "lua_state", "names", "num_retries", "message_size", "missing_hook", "hook_error", "server_map", "overrides",
    "default_result", "final_overrides", "sql_error", "sql_no_rows",
)  # fmt: skip
"""The assumptions about VPOP3 that matter to one attempt."""
_FIXED = {"lua_state": "per_hook", "default_result": "always_true"}
"""Those that a replay answers by itself: each call gets a new Lua state, and VPOP3 tried the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """Something that is not recorded. `name` and `option` are those of an assumption that can be switched, or the
    name of the request's field that sets it; `sentence` says what was taken."""

    name: str
    option: str
    sentence: str
    switch: str
    """How to choose otherwise, as the command line writes it; empty where there is no other way."""

    def to_dict(self) -> dict[str, object]:
        return {"name": self.name, "option": self.option, "sentence": self.sentence, "switch": self.switch}


def assumed(request: ReplayRequest, recorded: Recorded) -> list[Assumed]:
    """List everything that was assumed, each with its switch."""
    return [*_inputs(request, recorded), *_of_vpop3(request)]


def _inputs(request: ReplayRequest, recorded: Recorded) -> Iterator[Assumed]:
    if request.domain is None and "domain" not in recorded.columns:
        sentence = "No column holds the domain: each attempt's is the registered domain of its server."
        yield Assumed(name="domain", option="registered", sentence=sentence, switch="--domain NAME")
    if request.retries is None and "numRetries" not in recorded.columns:
        sentence = f"No column holds the tries so far: {ASSUMED_RETRIES} for every attempt."
        yield Assumed(name="retries", option=str(ASSUMED_RETRIES), sentence=sentence, switch="--retries N")
    if request.size is None and "messageSize" not in recorded.columns:
        sentence = f"No column holds the size: {ASSUMED_SIZE:,} bytes for every message."
        yield Assumed(name="size", option=str(ASSUMED_SIZE), sentence=sentence, switch="--size SIZE")
    for name, given in (("domain", request.domain), ("retries", request.retries), ("size", request.size)):
        if given is not None:
            yield Assumed(name=name, option=str(given), sentence=f"{name}: {given}, as chosen.", switch=f"--{name}")
    lag = f"A row can be read {request.lag:g} s after its attempt began."
    yield Assumed(name="lag", option=f"{request.lag:g}", sentence=lag, switch="--lag SECONDS")


def _of_vpop3(request: ReplayRequest) -> Iterator[Assumed]:
    for name in _TAKE_PART:
        assumption = ASSUMPTIONS[name]
        option = _FIXED.get(name) or request.assumptions[name]
        others = "|".join(other for other in assumption.options if other != option)
        yield Assumed(
            name=name,
            option=option,
            sentence=f"{assumption.about}: {assumption.options[option]}",
            switch="" if name in _FIXED else f"--assume {name}={others}",
        )
