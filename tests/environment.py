"""The environment that the tests' settings are read from: loaded before Django by `-p tests.environment`."""

import atexit
import gc
import os
import secrets
import shutil
import sys
import tempfile

for name in [name for name in os.environ if name.startswith("MXADMIN_")]:
    del os.environ[name]  # a developer's own settings must not reach the tests

folder = tempfile.mkdtemp(prefix="mxadmin-tests-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ["MXADMIN_DATA_DIR"] = folder
os.environ["MXADMIN_SECRET_KEY"] = secrets.token_urlsafe(50)

# Hundreds of processes are started, and each would compile all that it imports: more work than all the rest of it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Collecting 9,000 tests makes a million objects that stay: tests/conftest.py enables it again, without those.
gc.disable()
