"""The pooled path where Unix's own is missing: what Windows would need of it, shown without Windows."""

import json
import subprocess
import sys

KINDS = (
    "loop_plain", "loop_gc", "loop_gc_at_close", "pattern_backtracking", "memory_table", "recursion_lua", "escape_io",
    "error_table", "flood_sql", "flood_print", "poison_globals", "return_cycle", "text_not_utf8", "bytecode_load",
)  # fmt: skip


def test_scripts_are_held_by_processes_that_use_nothing_of_unix():
    ran = subprocess.run([sys.executable, "-m", "tests.without_unix", *KINDS], capture_output=True, timeout=300)
    assert ran.stderr == b""
    told = json.loads(ran.stdout)
    assert told["isolation"] == "pool"
    assert told["told"] == dict.fromkeys((*KINDS, "series"), True)
    assert set(told["off"]) == {
        "unprivileged user", "no new privileges", "Landlock", "resource limits", "seccomp",
    }  # fmt: skip
    assert told["off"]["seccomp"] == "only Linux has it; this is win32"
