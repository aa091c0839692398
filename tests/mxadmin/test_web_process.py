"""Modules that the process of the pages never loads."""

import subprocess
import sys


def test_it_never_imports_lua():
    """Scripts run in a child process only; a Lua state in this one would be one mistake away from theirs."""
    code = (
        "import django, sys; django.setup(); import rules.urls; "
        "print([name for name in sys.modules if name.startswith('lupa')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
