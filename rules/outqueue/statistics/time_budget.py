"""A time budget for several questions of one page: the first that takes too long is the last."""

import time
from collections.abc import Callable
from typing import TypeVar

from rules.outqueue.connection.unavailable import Trouble, Unavailable

Answer = TypeVar("Answer")
SECONDS = 8.0
ENOUGH = "VPOP3's database takes long to answer, so this page does not ask it for the rest."
HELP = "Choose a shorter time range, or see the connection page for the index that helps."


class TimeBudget:
    """`sentence` is empty until a question took too long, or all of them eight seconds; none is asked after that."""

    def __init__(self) -> None:
        self.sentence = ""
        self._deadline = time.monotonic() + SECONDS

    def ask(self, question: Callable[[], Answer]) -> Answer | None:
        """Run a query within the budget. None where time is up. Raises Unavailable for any other trouble."""
        if not self.sentence and time.monotonic() > self._deadline:
            self.sentence = f"{ENOUGH} {HELP}"
        if self.sentence:
            return None
        try:
            return question()
        except Unavailable as error:
            if error.trouble is not Trouble.SLOW:
                raise
            self.sentence = str(error)
            return None
