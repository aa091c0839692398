"""The first of many things, for pages that do not show them all."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """The things that are `shown`, of `total` in all."""

    shown: tuple[object, ...]
    total: int

    @property
    def left_out(self) -> int:
        return self.total - len(self.shown)


def portion(things: Iterable[object], most: int) -> Portion:
    whole = tuple(things)
    return Portion(shown=whole[:most], total=len(whole))
