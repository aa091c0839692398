"""Where a replay goes on: behind what another process passed, however long the pages of each are."""

from itertools import product

from rules.replay.attempt import Attempt, Page
from rules.replay.place import Place

MOMENTS = [1, 2, 2, 2, 3, 5, 5, 8, 9, 9]
ATTEMPTS = [Attempt(at, f"mx{number}.example", "250 ok", 0) for number, at in enumerate(MOMENTS)]


def read(place: Place, size: int, most: int | None = None) -> list[Attempt]:
    """Pass attempts in pages of that size from the place on, until so many are passed; the place moves with them."""
    passed: list[Attempt] = []
    begin = int(place.after or 0)
    while begin < len(ATTEMPTS):
        page = Page(attempts=ATTEMPTS[begin : begin + size], after=str(begin + size))
        wanted = place.behind(page.attempts)[: None if most is None else most - len(passed)]
        place.pass_by(wanted)
        passed += wanted
        if most is not None and len(passed) >= most:
            return passed
        moved = place.behind_page(page)
        place.after, place.at, place.ties = moved.after, moved.at, moved.ties
        begin += size
    return passed


def test_nothing_is_passed_twice_or_left_out():
    for first, second, most in product(range(1, 11), repeat=3):
        place = Place()
        before = read(place, first, most)
        after = read(Place.from_list(place.to_list()), second)
        assert before + after == ATTEMPTS, (first, second, most)
