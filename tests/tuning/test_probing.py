"""Few runs tell the outcomes of a grid, and exactly those that running every value tells."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.tuning.outcomes import Asks
from rules.tuning.probing import line, plane

VALUES = st.lists(st.integers(0, 30), min_size=1, max_size=15, unique=True).map(sorted)


def worked_off(asking, outcome):
    """What the generator returns, and what it ran."""
    ran = []
    try:
        wanted = next(asking)
        while True:
            ran += wanted
            wanted = asking.send([Asks(str(outcome(*pair))) for pair in wanted])
    except StopIteration as end:
        return end.value, ran


@given(VALUES, st.integers(-1, 31), st.lists(st.integers(0, 40), max_size=3))
def test_a_line_with_one_change_at_most(values, change, guesses):
    found, ran = worked_off(line(values, guesses), lambda value, _: value < change)
    assert found == {value: Asks(str(value < change)) for value in values}
    assert len(ran) == len(set(ran)) <= 9, "three around the guess, both ends, and four halvings"


@given(VALUES, VALUES, st.tuples(*[st.integers(-1, 31)] * 3), st.lists(st.integers(0, 40), max_size=2), st.booleans())
def test_a_plane_whose_second_change_depends_on_the_first(firsts, seconds, changes, guesses, asked):
    def outcome(first, second):
        if first < changes[0]:
            return f"a {second < changes[1]}"
        return f"b {second < changes[2]}" if asked else "c"

    pairs = [(float(first), float(second)) for first, second in product(firsts, seconds)]
    found, _ = worked_off(plane(pairs, guesses), outcome)
    assert found == {pair: Asks(outcome(*pair)) for pair in pairs}


@pytest.mark.parametrize("change", [0, 7, 14, 99])
def test_225_points_need_a_few_runs(change):
    pairs = [(float(first), float(second)) for first, second in product(range(15), range(15))]
    _, ran = worked_off(plane(pairs, [change, change]), lambda first, second: first < change and second < change)
    assert len(ran) <= 30
