"""Exact chances of counts, and a bound of a share."""

from math import exp, inf, lgamma, log, sqrt

_NEGLIGIBLE = 1e-12
STANDARD_ERRORS = 3.0
"""How far the bound of a share is from it. Failures come in bursts, so two would be too few."""


def at_least(count: int, of: int, share: float) -> float:
    """Return the chance of `count` or more among `of`, each having that share as its chance (binomial, exact)."""
    return at_most(of - count, of, 1 - share)


def at_most(count: int, of: int, share: float) -> float:
    """Return the chance of `count` or fewer."""
    if count >= of or share <= 0:
        return 1.0 if count >= 0 else 0.0
    if count < 0 or share >= 1:
        return 0.0
    if count > of * share:
        return max(0.0, 1 - _tail(of - count - 1, of, 1 - share))
    return _tail(count, of, share)


def _tail(count: int, of: int, share: float) -> float:
    """Add up the chances from `count` down: they become ever smaller, as `count` is not above the mean."""
    if count < 0:
        return 0.0
    total, term = 0.0, exp(_log_of(count, of, share))
    while count >= 0 and term > total * _NEGLIGIBLE:
        total += term
        term *= count / (of - count + 1) * (1 - share) / share
        count -= 1
    return min(1.0, total)


def _log_of(count: int, of: int, share: float) -> float:
    ways = lgamma(of + 1) - lgamma(count + 1) - lgamma(of - count + 1)
    return ways + count * log(share) + (of - count) * (log(1 - share) if share < 1 else -inf)


def upper_bound(count: int, of: int) -> float:
    """Return the share that is still likely behind `count` of `of`: the upper end of Wilson's interval, at three
    standard errors. 1 where nothing is known."""
    if not of:
        return 1.0
    square, share = STANDARD_ERRORS**2, count / of
    middle = share + square / (2 * of)
    width = STANDARD_ERRORS * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return min(1.0, (middle + width) / (1 + square / of))
