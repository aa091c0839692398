"""Change the code in many small ways and run the tests of each place: what no test notices is printed.

`uv run python -m tests.mutation --sample 100 --seed 1 --workers 1 rules/vpop3 rules/lua` is not part of the tests: it
takes hours for all. mutmut leaves every decorated function alone, thus transactions and views, and cosmic-ray removes
no statement and runs one command for all files, where ours would start servers for each; hence this small one.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tests.mutation.mutants import Mutant, mutants

HOME = Path(__file__).parents[2]
PLACES = ("rules/vpop3", "rules/lua", "rules/services", "rules/web/access.py", "rules/outqueue/broker")
MORE_TESTS = {
    "rules/services/sign_in_guard.py": ("tests/views/test_sign_in.py", "tests/views/test_door.py"),
    "rules/services/known_browser.py": ("tests/views/test_sign_in.py",),
    "rules/services/people.py": ("tests/commands/test_accounts.py", "tests/views/test_session.py"),
    "rules/services": ("tests/services", "tests/views/scripts", "tests/views/scenarios"),
    "rules/web/access.py": ("tests/views/test_access.py", "tests/views/test_rights.py", "tests/views/test_session.py"),
    "rules/outqueue/broker": ("tests/outqueue/broker", "tests/outqueue/connection", "tests/dryrun/test_queue.py"),
    "rules/lua": ("tests/lua", "tests/dryrun/test_engine.py"),
    "rules/vpop3": ("tests/vpop3", "tests/dryrun"),
}
"""Besides the mirrored file, and in this order: the first entry that fits."""

MOST_SECONDS = 600.0
"""For the tests of one file or folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    mutant: Mutant
    killed: bool
    seconds: float


def main() -> None:
    options = _options()
    chosen, all_of_them = _sample(options.places or PLACES, options.sample, options.seed)
    print(f"{len(chosen)} of {all_of_them} mutants, seed {options.seed}", flush=True)
    ends = time.monotonic() + options.minutes * 60
    trees: SimpleQueue[Path] = SimpleQueue()
    sound: dict[str, bool] = {}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.workers) as pool:
        for number in range(options.workers):
            trees.put(_copy(Path(folder) / str(number)))

        def attempt(mutant: Mutant) -> Outcome | None:
            return _try_in(trees, mutant, sound) if time.monotonic() < ends else None

        outcomes = [outcome for outcome in map(_told, pool.map(attempt, chosen)) if outcome]
    killed = sum(outcome.killed for outcome in outcomes)
    print(f"{killed} of {len(outcomes)} killed ({killed / max(1, len(outcomes)):.1%})")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("places", nargs="*", help=f"files and folders, instead of {' '.join(PLACES)}")
    parser.add_argument("--sample", type=int, default=100, help="how many mutants (100)")
    parser.add_argument("--seed", type=int, default=1, help="which of them (1)")
    parser.add_argument("--workers", type=int, default=1, help="how many at once (1)")
    parser.add_argument("--minutes", type=float, default=600, help="begin no mutant after that (600)")
    return parser.parse_args()


def _sample(places: list[str] | tuple[str, ...], size: int, seed: int) -> tuple[list[Mutant], int]:
    """Return the mutants without those of `equivalent.toml`: changes that no test can notice, each with its reason."""
    listed = tomllib.loads((Path(__file__).parent / "equivalent.toml").read_text())
    found: list[Mutant] = []
    for place in map(HOME.joinpath, places):
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            path = file.relative_to(HOME).as_posix()
            found += [each for each in mutants(path, file.read_text()) if str(each) not in listed]
    return random.Random(seed).sample(found, min(size, len(found))), len(found)


def _copy(tree: Path) -> Path:
    tracked = subprocess.run(["git", "ls-files"], cwd=HOME, capture_output=True, text=True, check=True).stdout
    for name in tracked.splitlines():
        if (HOME / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(HOME / name, tree / name)
    return tree


def _try_in(trees: SimpleQueue[Path], mutant: Mutant, sound: dict[str, bool]) -> Outcome:
    tree = trees.get()
    file = tree / mutant.path
    source = file.read_text()
    began = time.monotonic()
    try:
        for tests in _tests(mutant.path):
            if tests not in sound:
                sound[tests] = _pass(tree, tests)
                if not sound[tests]:
                    print(f"Left out, as they fail without any change: {tests}", flush=True)
            _write(file, mutant.of(source))
            killed = sound[tests] and not _pass(tree, tests)
            _write(file, source)
            if killed:
                break
        return Outcome(mutant=mutant, killed=killed, seconds=time.monotonic() - began)
    finally:
        _write(file, source)
        trees.put(tree)


def _write(file: Path, source: str) -> None:
    """Python takes what it has compiled for up to date where size and second are the same."""
    file.write_text(source)
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()


def _tests(path: str) -> list[str]:
    mirrored = HOME / "tests" / Path(path).relative_to("rules").with_name(f"test_{Path(path).name}")
    found = [mirrored.relative_to(HOME).as_posix()] if mirrored.exists() else []
    more = next(tests for place, tests in MORE_TESTS.items() if path.startswith(place))
    return [*dict.fromkeys([*found, *more])]


def _pass(tree: Path, tests: str) -> bool:
    """A mutant that makes them endless is killed as well."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", tests]
    process = subprocess.Popen(
        command, cwd=tree, env=os.environ | {"PYTHONPATH": str(tree)}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return process.wait(timeout=MOST_SECONDS) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _told(outcome: Outcome | None) -> Outcome | None:
    if outcome:
        word = "killed  " if outcome.killed else "SURVIVED"
        print(f"{word} {outcome.seconds:5.0f} s  {outcome.mutant} (line {outcome.mutant.line})", flush=True)
    return outcome


if __name__ == "__main__":
    main()
