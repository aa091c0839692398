"""Several questions for one page, of which the first that takes too long is the last."""

from collections.abc import Callable
from typing import TypeVar

from rules.outqueue.unavailable import Trouble, Unavailable

Answer = TypeVar("Answer")


class Patience:
    """`sentence` is the database's, from when on a question took too long; none is asked after that."""

    def __init__(self, sentence: str = "") -> None:
        self.sentence = sentence

    def ask(self, question: Callable[[], Answer]) -> Answer | None:
        """None where it is not known. Raises Unavailable for any other trouble."""
        if self.sentence:
            return None
        try:
            return question()
        except Unavailable as error:
            if error.trouble is not Trouble.SLOW:
                raise
            self.sentence = str(error)
            return None
