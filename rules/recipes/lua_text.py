"""Lua written from values, and the helper functions that several recipes have."""

import re
from collections.abc import Iterable

_MARK = re.compile(r"<(\w+)>")
_ESCAPED = {"\\": "\\\\", '"': '\\"'}

QUOTED = """\
-- A name that somebody else chose: quote it before it becomes part of SQL.
local function quoted(text)
    return "'" .. text:gsub("'", "''") .. "'"
end
"""

PROVIDER_OF = """\
-- The name that all servers of a provider end with: example.com for mx1.mail.example.com; below co.uk, three parts.
local SHARED = { ac = true, co = true, com = true, edu = true, gov = true, ne = true, net = true, org = true }
local function provider_of(server)
    if server:find(":", 1, true) or server:match("^[%d.]+$") then
        return server -- an IP address
    end
    local second = server:match("([^.]+)%.%a%a$")
    if second and SHARED[second] then
        return server:match("[^.]+%.[^.]+%.[^.]+$") or server
    end
    return server:match("[^.]+%.[^.]+$") or server
end
"""


def fill(template: str, **parts: object) -> str:
    """Replace each `<name>` in a template by its part, whose further lines are indented like the mark's."""

    def part(found: re.Match[str]) -> str:
        line = template[template.rfind("\n", 0, found.start()) + 1 : found.start()]
        indentation = line[: len(line) - len(line.lstrip())]
        return str(parts[found[1]]).rstrip("\n").replace("\n", "\n" + indentation)

    return _MARK.sub(part, template)


def text(value: str) -> str:
    """Write a Lua string."""
    return '"' + "".join(_ESCAPED.get(character, character) for character in value) + '"'


def keys(values: Iterable[str]) -> str:
    """Write a table whose keys are these texts."""
    return "{\n" + "".join(f"    [{text(value)}] = true,\n" for value in values) + "}"


def servers(*labels: str) -> str:
    """Write a DNS Server Map of these servers, tried in this order."""
    entries = (f"[{text(label)}] = {place * 10}" for place, label in enumerate(filter(None, labels), 1))
    return "{ " + ", ".join(entries) + " }"
