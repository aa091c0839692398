"""Chances are exact, and bounds are Wilson's."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.fuse.chance import at_least, at_most, upper_bound

COUNTS = st.integers(0, 60)
SHARES = st.floats(0.001, 0.999)


def summed(counts, of, share):
    return sum(comb(of, each) * share**each * (1 - share) ** (of - each) for each in counts)


@given(COUNTS, COUNTS, SHARES)
def test_it_is_the_sum_of_the_single_chances(count, more, share):
    of = count + more
    assert at_least(count, of, share) == pytest.approx(summed(range(count, of + 1), of, share), rel=1e-6, abs=1e-12)
    assert at_most(count, of, share) == pytest.approx(summed(range(count + 1), of, share), rel=1e-6, abs=1e-12)


@given(st.integers(0, 5_000_000), st.integers(0, 5_000_000), st.floats(0, 1))
def test_it_is_a_chance_for_millions_as_well(count, more, share):
    assert 0 <= at_least(count, count + more, share) <= 1
    assert 0 <= at_most(count, count + more, share) <= 1


def test_the_ends_are_certain():
    assert (at_least(0, 0, 0.5), at_least(0, 9, 0.0), at_least(9, 9, 1.0)) == (1.0, 1.0, 1.0)
    assert (at_least(1, 9, 0.0), at_most(8, 9, 1.0), at_most(-1, 9, 0.5)) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(("count", "of", "bound"), [(0, 0, 1.0), (0, 30, 0.2308), (10, 100, 0.2253), (50, 50, 1.0)])
def test_the_bound_of_a_share(count, of, bound):
    assert upper_bound(count, of) == pytest.approx(bound, abs=5e-4)
