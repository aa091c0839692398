"""The scripts of tests/hostile: each defines `attack`, and says in its header what must become of that."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from rules.lua.protocol.errors import ScriptError
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.values import LuaValue, Opaque

ROOMY = Limits(
    wall_ms=20_000,
    cpu_ms=20_000,
    instructions=10_000_000,
    memory_bytes=16 * 1024 * 1024,
    print_bytes=65_536,
    queries=20,
    query_bytes=65_536,
    values=2_000,
    value_bytes=65_536,
)
TIGHT = {  # where a script is meant to run into a limit, so that the whole stays short
    "limit: time": replace(ROOMY, wall_ms=100),
    "limit: instructions": replace(ROOMY, instructions=60_000),
    "limit: memory": replace(ROOMY, memory_bytes=4 * 1024 * 1024),
}


@dataclass(frozen=True, slots=True)
class Hostile:
    name: str
    source: bytes
    expected: str

    @property
    def limits(self) -> Limits:
        return TIGHT.get(self.expected, ROOMY)

    def happened(self, error: ScriptError | None, returned: tuple[LuaValue, ...] = ()) -> bool:
        """Whether it came out as the header says. A runtime error's text may go on behind what the header says of
        it."""
        if error is None:
            return self.expected == f"returned: {shown(returned)}"
        if error.limit:
            return self.expected == f"limit: {error.limit}"
        return f"{error.kind}: {error.message}".startswith(self.expected)


def shown(returned: tuple[LuaValue, ...]) -> str:
    return ", ".join(_shown(value) for value in returned) or "nothing"


def _shown(value: LuaValue) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Opaque):
        return value.kind
    return "nil" if value is None else json.dumps(value)


def _read(path: Path) -> Hostile:
    text = path.read_text()
    (expected,) = (line.removeprefix("-- Expect: ") for line in text.splitlines() if line.startswith("-- Expect: "))
    return Hostile(path.stem, text.encode(), expected)


HOSTILE = [_read(path) for path in sorted(Path(__file__).with_name("hostile").glob("*.lua"))]
