"""The complete list of deliberate differences between the sandbox and Lua 5.2. rules/docs/sandbox.md shows it."""

RESTRICTIONS = {
    "require": "an error: no files, programs or modules",
    "dofile": "an error: no files, programs or modules",
    "loadfile": "an error: no files, programs or modules",
    "string.dump": "an error: compiled code is neither made nor loaded",
    "string.format": "`%a` and `%A` are an error (a build option of Lua)",
    "load": "compiled code is refused: nil and a message",
    "collectgarbage": "stop, restart and the settings of the collector answer as in Lua, and change nothing",
    "math.random": "begins alike in every run",
    "math.randomseed": "begins alike in every run",
    "os.execute": "an error: no files, programs or modules",
    "os.exit": "an error: no files, programs or modules",
    "os.remove": "an error: no files, programs or modules",
    "os.rename": "an error: no files, programs or modules",
    "os.setlocale": "an error: no files, programs or modules",
    "os.tmpname": "an error: no files, programs or modules",
    "os.getenv": "nil for every name",
    "table.maxn": "nil, as the manual of 5.2 does not have it (a build option of Lua)",
    "unpack": "nil, as the manual of 5.2 does not have it (a build option of Lua)",
    "loadstring": "nil, as the manual of 5.2 does not have it (a build option of Lua)",
    "module": "nil, as the manual of 5.2 does not have it (a build option of Lua)",
    "math.log10": "nil, as the manual of 5.2 does not have it (a build option of Lua)",
    "io": "an error: no files, programs or modules",
    "debug": "an error: no files, programs or modules",
    "package": "an error: no files, programs or modules",
}
"""By the name of the function or library."""
