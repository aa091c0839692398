"""A batch of 1,000 destinations, two texts each, with pinned DNS: by one background worker, then by two.

`uv run python tests/benchmarks/batches.py` prints seconds, dry runs a second and the ratio of the two.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.soak import children
from tests.waiting import wait_until

DESTINATIONS = 1_000
ROUNDS = 3
ZONE = "\n".join(f"d{n}.example. 300 IN MX 10 mx{n % 3}.example." for n in range(DESTINATIONS)) + "".join(
    f"\nmx{n}.example. 300 IN A 192.0.2.{n}" for n in range(3)
)
TRIED = b'function CheckServer(domain, server) if server == "mx1.example" then return false, 10 end end'


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "test.zone").write_text(ZONE)
        os.environ |= {
            "MXADMIN_DATA_DIR": folder,
            "MXADMIN_SECRET_KEY": secrets.token_urlsafe(50),
            "MXADMIN_ZONE_FILES": f"{folder}/test.zone",
            "DJANGO_SETTINGS_MODULE": "mxadmin.settings",
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        one, two = (min(seconds(workers) for _ in range(ROUNDS)) for workers in (1, 2))
        for workers, took in ((1, one), (2, two)):
            print(f"{workers} worker: {took:.1f} s, {2 * DESTINATIONS / took:,.0f} dry runs/s")
        print(f"two workers against one: {one / two:.2f}")


def seconds(workers: int) -> float:
    """Let workers run it that have just done another batch, so that all their processes are up."""
    command = [sys.executable, "-m", "mxadmin", "work", "--parent", str(os.getpid())]
    running = [subprocess.Popen(command) for _ in range(workers)]
    try:
        wait_until(lambda: batch(DESTINATIONS // 4) and all(children(worker.pid) for worker in running), seconds=120)
        return batch(DESTINATIONS)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def batch(destinations: int) -> float:
    """Seconds from its start to its end."""
    from django.contrib.auth.models import User

    from rules.dryrun.run_inputs import BatchInputs
    from rules.models import NamedText, Script
    from rules.resolver.domain_list import read
    from rules.services import batches

    started = time.perf_counter()
    batch = batches.start(
        script=Script.objects.get_or_create(name="mxserverrules.lua")[0],
        tried=NamedText(source=TRIED, name="tried"),
        against=NamedText(source=b"", name="nothing"),
        inputs=BatchInputs(size=1, dns="demo"),
        listed=read("\n".join(f"d{n}.example" for n in range(destinations))),
        actor=User.objects.get_or_create(username="ann")[0],
    )
    wait_until(lambda: _is_finished(batch), seconds=600)
    return time.perf_counter() - started


def _is_finished(batch) -> bool:
    batch.refresh_from_db(fields=["finished_at"])
    return batch.finished_at is not None


if __name__ == "__main__":
    main()
