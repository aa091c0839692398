"""A script with 500 revisions, and comparing two texts of 5,000 lines."""

import time
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from rules.models.roles import Role
from rules.services import revisions
from rules.text.diff import diff, side_by_side
from rules.text.merge import three_way
from tests.people import person
from tests.scripts import script_with

REVISIONS = 500
LINES = 5_000
OPEN_MS, BLAME_MS, COMPARE_MS = 500, 500, 1_000


@pytest.fixture
def editor(db: None) -> Client:
    script = script_with()
    lines = [f"-- line {number}\n" for number in range(300)]
    for number in range(1, REVISIONS + 1):
        lines[number * 7 % len(lines)] = f"local x{number} = {number}\n"
        source = "".join(lines).encode()
        revisions.save(script=script, source=source, message=f"No. {number}", actor=None, parent=number - 1 or None)
    client = Client()
    client.force_login(person(Role.EDITOR))
    return client


@pytest.mark.benchmark(group="revisions")
def test_opening_a_script_with_500_revisions(benchmark: Callable[..., object], editor: Client) -> None:
    page = benchmark(lambda: editor.get(reverse("script_edit", args=["mxserverrules.lua"])))
    assert page.context["revision"].number == REVISIONS
    assert benchmark.stats.stats.median * 1000 < OPEN_MS


@pytest.mark.benchmark(group="revisions")
def test_where_each_line_of_the_500th_revision_came_from(benchmark: Callable[..., object], editor: Client) -> None:
    url = reverse("revision_blame", args=["mxserverrules.lua", REVISIONS])
    answer = benchmark(lambda: editor.get(url))
    assert max(answer.json()["lines"]) == REVISIONS
    assert benchmark.stats.stats.median * 1000 < BLAME_MS


def two_texts() -> tuple[str, str]:
    """Every tenth line changed in a word, every hundredth gone."""
    old = [f"local name{number} = 'value {number % 40}'" for number in range(LINES)]
    new = [line.replace("value", "other") if at % 10 == 0 else line for at, line in enumerate(old) if at % 100]
    return "\n".join(old), "\n".join(new)


@pytest.mark.benchmark(group="compare", timer=time.process_time)
def test_comparing_two_texts_of_5000_lines(benchmark: Callable[..., object]) -> None:
    old, new = (text.encode() for text in two_texts())
    rows = benchmark(lambda: list(side_by_side(diff(old, new))))
    assert any(row.old and row.old.parts for row in rows)
    assert benchmark.stats.stats.median * 1000 < COMPARE_MS


@pytest.mark.benchmark(group="compare", timer=time.process_time)
def test_merging_two_texts_of_5000_lines(benchmark: Callable[..., object]) -> None:
    old, new = two_texts()
    assert benchmark(lambda: three_way(old, old + "\n-- mine", new))
    assert benchmark.stats.stats.median * 1000 < COMPARE_MS
