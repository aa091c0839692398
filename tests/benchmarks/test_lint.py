"""Linting a script of 1,000 lines, the compiler in the sandbox included; and what is worst for it, up to its limits."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rules.analysis.sql.catalogue import Catalogue
from rules.wiring.linting import syntax_problem
from tests.lint.checking import all_findings
from tests.lint.garbage import GARBAGE, garbage

LINES = 1_000
BUDGET_MS = 150
GARBAGE_SECONDS = 5
CATALOGUE = Catalogue(tables={("outqueue", "sendattempts"): ("server", "starttime", "result")})


def long_script() -> bytes:
    """The demo's third revision again and again, each time with names and SQL of its own."""
    source = Path("mxadmin/demo/scripts/3.lua").read_text()
    copies = [
        f"do\n{source.replace('LIMIT', f'LIMIT{n}').replace('outqueue.', f'/* {n} */ outqueue.')}end\n"
        for n in range(LINES // source.count("\n") + 1)
    ]
    return "\n".join("".join(copies).splitlines()[: len(copies) * (source.count("\n") + 2)]).encode()


@pytest.mark.benchmark(group="lint")
def test_a_thousand_lines_are_linted_while_typing(benchmark: Callable[..., object]) -> None:
    source = long_script()
    assert source.count(b"\n") >= LINES - 1
    assert syntax_problem(source) is None
    found = benchmark(lambda: all_findings(source, catalogue=CATALOGUE))
    assert found
    benchmark.extra_info["lines"] = source.count(b"\n") + 1
    assert benchmark.stats.stats.median * 1000 < BUDGET_MS


@pytest.mark.benchmark(group="lint")
@pytest.mark.parametrize("name", GARBAGE)
def test_a_million_bytes_of_garbage(benchmark: Callable[..., object], name: str) -> None:
    source = garbage(name)
    assert benchmark.pedantic(lambda: all_findings(source, catalogue=CATALOGUE))
    assert benchmark.stats.stats.median < GARBAGE_SECONDS
